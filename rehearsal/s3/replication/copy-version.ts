import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { AwsError, type Caller } from '../../cloud.ts';
import { authorize, type Permission } from '../access/authorize.ts';
import { objectArn } from '../names.ts';
import { openObject } from '../operations/read-object.ts';
import { type StoredBody, storeBody } from '../operations/store-body.ts';
import type { S3, Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Envelope, ObjectVersion, Version } from '../store/version.ts';
import { bareRequest, type S3Request } from '../wire/request.ts';
import { ruleFor } from './configuration.ts';
import type { ReplicationRule } from './rule.ts';

export interface Copying {
  readonly bucket: Bucket;
  readonly key: string;
  readonly version: ObjectVersion;
  /** S3 under the role of the replication. */
  readonly caller: Caller;
}

/**
 * Copies one version, with its id, times, tags, retention and legal hold. Every right that S3 needs is asked of the role: on the source, on both keys, on
 * the destination (S3: "Setting up permissions for live replication", "Replicating encrypted objects", "Object Lock considerations"). Throws AwsError where
 * one is missing. A version that is there already is left as it is.
 */
export const copyVersion = async (s3: S3, { bucket, key, version, caller }: Copying): Promise<void> => {
  const rule = ruleFor(bucket.settings, { key, version });
  const destination = rule && s3.buckets.find(rule.destination);
  if (rule === undefined || destination === undefined) throw new AwsError('NoSuchBucket', 404, 'no rule or no destination for the version');
  const source: Visit = { s3, request: requestOf({ bucket: bucket.name, key, caller }) };
  const target: Visit = { s3, request: requestOf({ bucket: destination.name, key, caller }) };
  for (const permission of readingRights(bucket, { key, version })) authorize(source, bucket, permission);
  authorize(target, destination, { action: 's3:ReplicateObject', key });
  if (isThere(destination, key, version)) return;
  const { envelope, dataKey } = await sealed(s3, { destination, key, rule, caller });
  const stored = await storedFrom(source, { bucket, key, version, destination, dataKey });
  try {
    await destination.keys.change(key, (record) => ({
      versions: inPlace(record?.versions ?? [], {
        ...version,
        envelope,
        segments: [stored.segment],
        replication: 'REPLICA',
        uploadId: undefined,
      }),
    }));
  } catch (error) {
    await destination.segments.remove([stored.segment.id]);
    throw error;
  }
};

/** Tags and locks are asked for where the version has them. */
const readingRights = (
  bucket: Bucket,
  { key, version }: { readonly key: string; readonly version: ObjectVersion },
): readonly Permission[] => [
  { action: 's3:GetReplicationConfiguration' },
  { action: 's3:ListBucket' },
  { action: 's3:GetObjectVersionForReplication', key },
  { action: 's3:GetObjectVersionAcl', key },
  ...(Object.keys(version.tags).length > 0 ? [{ action: 's3:GetObjectVersionTagging', key }] : []),
  ...(bucket.settings.objectLock
    ? [
        { action: 's3:GetObjectRetention', key },
        { action: 's3:GetObjectLegalHold', key },
      ]
    : []),
];

interface Sealing {
  readonly destination: Bucket;
  readonly key: string;
  readonly rule: ReplicationRule;
  readonly caller: Caller;
}

/** The data key is encrypted under the replica's key: kms:Encrypt is all that S3 asks of it. */
const sealed = async (
  s3: S3,
  { destination, key, rule, caller }: Sealing,
): Promise<{ readonly envelope: Envelope; readonly dataKey: Uint8Array }> => {
  const place = { bucket: destination.name, key, caller };
  if (rule.keyId === undefined) return s3.envelopes.seal(place, { algorithm: 'AES256', asked: false });
  const dataKey = randomBytes(32);
  const context = { 'aws:s3:arn': objectArn(destination.name, key) };
  const { keyArn, ciphertext } = await s3.cloud.keys.encrypt({
    caller,
    keyId: rule.keyId,
    encryptionContext: context,
    plaintext: dataKey,
    via: 's3',
  });
  return { dataKey, envelope: { algorithm: 'aws:kms', keyArn, wrappedKey: Buffer.from(ciphertext).toString('base64'), context } };
};

interface Storing {
  readonly bucket: Bucket;
  readonly key: string;
  readonly version: ObjectVersion;
  readonly destination: Bucket;
  readonly dataKey: Uint8Array;
}

const storedFrom = async (source: Visit, { bucket, key, version, destination, dataKey }: Storing): Promise<StoredBody> => {
  const { pieces, release } = await openObject(source, bucket, { key, version, first: 0, last: version.sizeBytes - 1 });
  try {
    const all = Readable.from({ [Symbol.asyncIterator]: () => pieces }, { objectMode: false });
    const terms = { sizeBytes: version.sizeBytes, framing: { kind: 'plain' as const } };
    return await storeBody({ bucket: destination, sealing: source.s3.sealing }, { source: all, terms, dataKey, wantMd5: false });
  } finally {
    await release();
  }
};

const isThere = (destination: Bucket, key: string, { versionId }: ObjectVersion): boolean =>
  destination.keys.get(key)?.versions.some((one) => one.versionId === versionId) ?? false;

/** By age, newest first: replicas may come in another order than their sources. */
const inPlace = (versions: readonly Version[], replica: ObjectVersion): readonly Version[] => {
  if (versions.some(({ versionId }) => versionId === replica.versionId)) return versions;
  return [...versions, replica].sort(
    (one, other) => other.lastModifiedMs - one.lastModifiedMs || (one.sequencer < other.sequencer ? 1 : -1),
  );
};

/** S3 asks itself: nothing is signed and nothing comes over a line, so that none of a request's own condition keys is there. */
const requestOf = (place: { readonly bucket: string; readonly key: string; readonly caller: Caller }): S3Request =>
  bareRequest({ ...place, method: 'PUT', signature: { kind: 'none' } });
