import { AwsError } from '../../cloud.ts';
import { type CreationReason, createdEvent, deliverOwed } from '../events.ts';
import { newOpaqueId } from '../opaque-id.ts';
import { ruleFor } from '../replication/configuration.ts';
import type { Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { BucketSettings } from '../store/settings.ts';
import type { KeyRecord, ObjectVersion, Retention, Version } from '../store/version.ts';
import type { WriteCondition } from './conditions.ts';

/** A version without what only its commit decides. */
export type NewVersion = Omit<ObjectVersion, 'kind' | 'versionId' | 'lastModifiedMs' | 'sequencer' | 'replication'>;

export interface Commit {
  readonly key: string;
  readonly version: NewVersion;
  readonly condition: WriteCondition;
  readonly reason: CreationReason;
}

/**
 * Makes a version the current one of its key. The condition is held against the key once more; version and owed event reach the disk in
 * one step, and the event the bus before this resolves.
 */
export const commitVersion = async (visit: Visit, bucket: Bucket, commit: Commit): Promise<ObjectVersion> => {
  const { key } = commit;
  const version = placed(visit, bucket.settings, commit);
  await bucket.keys.change(key, (record) => {
    requireBucket(visit, bucket);
    commit.condition.requireAtCommit(record);
    return { versions: withNewest(record, version), event: createdEvent(visit, bucket, { key, version, reason: commit.reason }) };
  });
  await deliverOwed(visit.s3.cloud, bucket, key);
  if (version.replication === 'PENDING') visit.s3.replicator.owe(visit.s3, { bucket: bucket.name, key, versionId: version.versionId });
  return version;
};

/** A bucket that was deleted meanwhile takes nothing more, nor does a new one of the same name in its place. */
const requireBucket = ({ s3 }: Visit, bucket: Bucket): void => {
  if (s3.buckets.get(bucket.name) !== bucket)
    throw new AwsError(
      'OperationAborted',
      409,
      'A conflicting conditional operation is currently in progress against this resource. Please try again.',
    );
};

/** A version without id replaces the one without id; others stay. */
export const withNewest = (record: KeyRecord | undefined, version: Version): readonly Version[] => {
  const before = record?.versions ?? [];
  return [version, ...(version.versionId === 'null' ? before.filter(({ versionId }) => versionId !== 'null') : before)];
};

/** The id of a new version: `null` unless versioning is enabled. */
export const newVersionId = ({ versioning }: BucketSettings): string => (versioning === 'Enabled' ? newOpaqueId(24) : 'null');

const placed = ({ s3 }: Visit, settings: BucketSettings, { key, version }: Pick<Commit, 'key' | 'version'>): ObjectVersion => {
  const lastModifiedMs = s3.cloud.now().getTime();
  return {
    ...version,
    kind: 'object',
    versionId: newVersionId(settings),
    lastModifiedMs,
    sequencer: s3.nextSequencer(),
    retention: version.retention ?? defaultRetention(settings, lastModifiedMs),
    replication: ruleFor(settings, { key, version }) && 'PENDING',
  };
};

const defaultRetention = ({ defaultRetention: rule }: BucketSettings, nowMs: number): Retention | undefined => {
  if (rule === undefined) return undefined;
  const until = new Date(nowMs);
  if ('days' in rule) until.setUTCDate(until.getUTCDate() + rule.days);
  else until.setUTCFullYear(until.getUTCFullYear() + rule.years);
  return { mode: rule.mode, untilMs: until.getTime() };
};
