import * as z from 'zod';
import type { Buckets } from '../store/buckets.ts';
import type { BucketSettings } from '../store/settings.ts';
import type { ObjectVersion } from '../store/version.ts';
import type { ReplicationRule } from './rule.ts';

const enabled = z.enum(['Enabled', 'Disabled']);
const off = z.strictObject({ Status: z.literal('Disabled') });

const ruleProperty = z.strictObject({
  Id: z.string().max(255).optional(),
  Status: enabled,
  // rules of the first form, without filter and priority, are not carried out
  Priority: z.number().int().min(0),
  Filter: z.strictObject({ Prefix: z.string().max(1024) }),
  DeleteMarkerReplication: off,
  SourceSelectionCriteria: z.strictObject({ SseKmsEncryptedObjects: z.strictObject({ Status: enabled }) }).optional(),
  Destination: z.strictObject({
    Bucket: z.string().regex(/^arn:aws:s3:::[a-z0-9.-]+$/, 'the ARN of a bucket'),
    EncryptionConfiguration: z
      .strictObject({ ReplicaKmsKeyID: z.string().regex(/^arn:aws:kms:/, 'the ARN of a key or of an alias') })
      .optional(),
    Metrics: z.strictObject({ Status: enabled }).optional(),
  }),
});

/** `ReplicationConfiguration` of `AWS::S3::Bucket`, as far as the rehearsal carries it out: whole versions, no deletions, one account. */
export const replicationProperty = z.strictObject({
  Role: z.string().regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of a role'),
  Rules: z.array(ruleProperty).min(1).max(1000),
});
type ReplicationProperty = z.infer<typeof replicationProperty>;

/** Throws, as S3 does, on a rule that could not be carried out (S3: "Requirements and considerations for replication", "Object Lock considerations"). */
export const replicationOf = (property: ReplicationProperty | undefined, bucket: string): BucketSettings['replication'] => {
  if (property === undefined) return undefined;
  const priorities = property.Rules.map(({ Priority }) => Priority);
  if (new Set(priorities).size < priorities.length)
    throw new Error('InvalidRequest: the rules of a replication have priorities of their own');
  return { role: property.Role, rules: property.Rules.map((rule, index) => ruleOf(rule, { bucket, index })) };
};

const ruleOf = (
  { Id, Status, Priority, Filter, SourceSelectionCriteria, Destination }: ReplicationProperty['Rules'][number],
  { bucket, index }: { readonly bucket: string; readonly index: number },
): ReplicationRule => {
  const destination = Destination.Bucket.replace('arn:aws:s3:::', '');
  const takesKms = SourceSelectionCriteria?.SseKmsEncryptedObjects.Status === 'Enabled';
  const keyId = Destination.EncryptionConfiguration?.ReplicaKmsKeyID;
  if (destination === bucket) throw new Error('InvalidRequest: a bucket cannot be replicated into itself');
  if (takesKms !== (keyId !== undefined))
    throw new Error('InvalidRequest: SseKmsEncryptedObjects and EncryptionConfiguration.ReplicaKmsKeyID must be stated together');
  return {
    id: Id ?? `rule-${index}`,
    enabled: Status === 'Enabled',
    priority: Priority,
    prefix: Filter.Prefix,
    destination,
    ...(keyId && { keyId }),
  };
};

/** What S3 asks of both buckets when a replication is put. Throws in its words. */
export const requireReplicable = (buckets: Buckets, settings: BucketSettings): void => {
  const { replication, versioning, objectLock } = settings;
  if (replication === undefined) return;
  if (versioning !== 'Enabled') throw refused("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
  for (const { destination } of replication.rules) {
    const found = buckets.find(destination)?.settings;
    if (found === undefined) throw refused('Destination bucket must exist.');
    if (found.versioning !== 'Enabled') throw refused('Destination bucket must have versioning enabled.');
    if (objectLock && !found.objectLock) throw refused('Destination bucket must have Object Lock enabled.');
  }
};

const refused = (message: string): Error => new Error(`InvalidRequest: ${message}`);

/** The rule by which a version is copied: of those that mean its key, the one of the highest priority. Versions under KMS want a rule that takes them. */
export const ruleFor = (
  { replication }: BucketSettings,
  { key, version }: { readonly key: string; readonly version: Pick<ObjectVersion, 'envelope' | 'replication'> },
): ReplicationRule | undefined => {
  if (version.replication === 'REPLICA') return undefined;
  const meant = (replication?.rules ?? []).filter((rule) => rule.enabled && key.startsWith(rule.prefix));
  const [rule] = [...meant].sort((one, other) => other.priority - one.priority);
  return version.envelope.algorithm === 'aws:kms' && rule?.keyId === undefined ? undefined : rule;
};
