import { AwsError } from '../../cloud.ts';
import { accessDenied, authorize } from '../access/authorize.ts';
import { existingTags, versionContext } from '../access/context.ts';
import { deletedEvent, deliverOwed } from '../events.ts';
import type { Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { KeyChange } from '../store/keys.ts';
import { currentObject, type DeleteMarker, type KeyRecord, type ObjectVersion, type Version } from '../store/version.ts';
import { newVersionId, withNewest } from './commit-version.ts';
import { isTag, preconditionFailed } from './conditions.ts';
import { findVersion } from './find-version.ts';

export interface Deletion {
  readonly key: string;
  readonly versionId?: string;
  /** If-Match: the current version must have this ETag. */
  readonly ifMatch?: string;
  /** `x-amz-bypass-governance-retention` */
  readonly bypass: boolean;
}

/** What was done: a marker made or removed, a version removed, or nothing. */
export interface Deleted {
  readonly version?: Version;
}

/** Asks for the right to delete, and for the right to lift GOVERNANCE where the request claims it. */
export const authorizeDeletion = (visit: Visit, bucket: Bucket, { key, versionId, bypass }: Deletion): void => {
  const found = findVersion(bucket, { key, versionId });
  const context = { ...versionContext(versionId), ...existingTags(found?.kind === 'object' ? found : undefined) };
  authorize(visit, bucket, { action: versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', key, context });
  if (bypass && versionId !== undefined) authorize(visit, bucket, { action: 's3:BypassGovernanceRetention', key, context });
};

/** Deletes: with a version id for good, else by a delete marker where the bucket keeps versions. */
export const deleteKey = async (visit: Visit, bucket: Bucket, deletion: Deletion): Promise<Deleted> => {
  const { key } = deletion;
  let deleted: Deleted = {};
  await bucket.keys.change(key, (record) => {
    requireMatch(record, deletion);
    const { change, result } = decide(visit, bucket, { record, deletion });
    deleted = result;
    return change;
  });
  await deliverOwed(visit.s3.cloud, bucket, key);
  return deleted;
};

interface Deciding {
  readonly record: KeyRecord | undefined;
  readonly deletion: Deletion;
}

interface Decided {
  readonly change: KeyChange;
  readonly result: Deleted;
}

const decide = (visit: Visit, bucket: Bucket, { record, deletion }: Deciding): Decided => {
  const { key } = deletion;
  const versions = record?.versions ?? [];
  const permanent = deletion.versionId ?? (bucket.settings.versioning === 'Unversioned' ? 'null' : undefined);
  if (permanent === undefined) {
    const marker = newMarker(visit, bucket);
    const change = { versions: withNewest(record, marker), event: deletedEvent(visit, bucket, { key, version: marker }) };
    return { change, result: { version: marker } };
  }
  const version = versions.find(({ versionId }) => versionId === permanent);
  if (version === undefined) return { change: { versions }, result: {} };
  if (version.kind === 'object') requireUnlocked(visit, version, deletion.bypass);
  const left = versions.filter((each) => each !== version);
  // Of a removed delete marker S3 tells nothing.
  const event = version.kind === 'object' ? deletedEvent(visit, bucket, { key, version }) : undefined;
  return { change: { versions: left, event }, result: { version } };
};

const newMarker = ({ s3 }: Visit, bucket: Bucket): DeleteMarker => ({
  kind: 'marker',
  versionId: newVersionId(bucket.settings),
  lastModifiedMs: s3.cloud.now().getTime(),
  sequencer: s3.nextSequencer(),
});

const requireMatch = (record: KeyRecord | undefined, { ifMatch }: Deletion): void => {
  if (ifMatch === undefined) return;
  const current = currentObject(record);
  if (current === undefined) throw new AwsError('NoSuchKey', 404, 'The specified key does not exist.');
  if (ifMatch !== '*' && !isTag(ifMatch, current)) throw preconditionFailed('If-Match');
};

/** A version under legal hold or COMPLIANCE stays, whoever asks; one under GOVERNANCE goes only with the bypass (S3: "Object Lock"). */
const requireUnlocked = ({ s3 }: Visit, { retention, legalHold }: ObjectVersion, bypass: boolean): void => {
  const retained = retention !== undefined && retention.untilMs > s3.cloud.now().getTime();
  const lifted = bypass && retention?.mode === 'GOVERNANCE';
  if (legalHold || (retained && !lifted)) throw accessDenied('Access Denied because object protected by object lock.');
};
