import * as z from 'zod';
import { withObjectLock } from '../operations/bucket-object-lock.ts';
import { encryptionOf, withVersioning } from '../operations/bucket-settings.ts';
import { replicationOf, replicationProperty } from '../replication/configuration.ts';
import {
  awsManagedKey,
  type BucketSettings,
  corsRule,
  defaultRetention,
  type LifecycleRule,
  lockMode,
  newBucketSettings,
} from '../store/settings.ts';

const tag = z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) });

const encryptionRule = z.strictObject({
  BucketKeyEnabled: z.boolean().default(false),
  ServerSideEncryptionByDefault: z.strictObject({ SSEAlgorithm: z.string(), KMSMasterKeyID: z.string().optional() }),
  BlockedEncryptionTypes: z.strictObject({ EncryptionType: z.tuple([z.literal('SSE-C')]) }).optional(),
});

const retentionRule = z.strictObject({ Mode: lockMode, Days: z.number().optional(), Years: z.number().optional() });

const corsRuleProperty = z.strictObject({
  AllowedHeaders: z.array(z.string()).default([]),
  AllowedMethods: z.array(z.string()),
  AllowedOrigins: z.array(z.string()),
  ExposedHeaders: z.array(z.string()).default([]),
  Id: z.string().optional(),
  MaxAge: z.number().optional(),
});

const lifecycleRuleProperty = z
  .strictObject({
    Id: z.string().optional(),
    Status: z.enum(['Enabled', 'Disabled']),
    Prefix: z.string().default(''),
    AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: z.number().int().min(1) }).optional(),
    NoncurrentVersionExpiration: z.strictObject({ NoncurrentDays: z.number().int().min(1) }).optional(),
  })
  .refine((rule) => rule.AbortIncompleteMultipartUpload ?? rule.NoncurrentVersionExpiration, 'a rule must do something');

/** Properties of `AWS::S3::Bucket` that the rehearsal carries out. Any other is refused: access logs, expiry, websites. */
export const bucketProperties = z.strictObject({
  BucketName: z.string().optional(),
  /** What every bucket is without ACLs; the one canned ACL that changes nothing. */
  AccessControl: z.literal('Private').optional(),
  BucketEncryption: z.strictObject({ ServerSideEncryptionConfiguration: z.tuple([encryptionRule]) }).optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  ObjectLockEnabled: z.boolean().default(false),
  ObjectLockConfiguration: z
    .strictObject({
      ObjectLockEnabled: z.literal('Enabled'),
      Rule: z.strictObject({ DefaultRetention: retentionRule }).optional(),
    })
    .optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: z.boolean().default(false),
      IgnorePublicAcls: z.boolean().default(false),
      BlockPublicPolicy: z.boolean().default(false),
      RestrictPublicBuckets: z.boolean().default(false),
    })
    .optional(),
  OwnershipControls: z.strictObject({ Rules: z.tuple([z.strictObject({ ObjectOwnership: z.literal('BucketOwnerEnforced') })]) }).optional(),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRuleProperty).min(1) }).optional(),
  CorsConfiguration: z.strictObject({ CorsRules: z.array(corsRuleProperty).min(1) }).optional(),
  NotificationConfiguration: z
    .strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: z.boolean().default(true) }).optional() })
    .optional(),
  ReplicationConfiguration: replicationProperty.optional(),
  Tags: z.array(tag).default([]),
});
export type BucketProperties = z.infer<typeof bucketProperties>;

/** The settings that a template states; what it leaves out is as in a new bucket. Name, age and policy stay. */
export const settingsOf = (properties: BucketProperties, before: BucketSettings): BucketSettings => {
  const { name, createdAtMs, policy, policyTemplate, region } = before;
  const stated = { ...newBucketSettings(name, createdAtMs), policy, policyTemplate, region };
  const encrypted = { ...stated, encryption: encryptionIn(properties) ?? stated.encryption };
  const closed = { ...encrypted, publicAccessBlock: publicAccessIn(properties) ?? encrypted.publicAccessBlock };
  return withLock(properties, {
    ...closed,
    cors: corsIn(properties),
    lifecycle: lifecycleIn(properties),
    tags: Object.fromEntries(properties.Tags.map(({ Key, Value }) => [Key, Value])),
    eventBridge: properties.NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
    replication: replicationOf(properties.ReplicationConfiguration, name),
  });
};

/** Object Lock brings versioning with it, and cannot be had without (CloudFormation: AWS::S3::Bucket, ObjectLockEnabled). */
const withLock = (properties: BucketProperties, settings: BucketSettings): BucketSettings => {
  const { ObjectLockEnabled, ObjectLockConfiguration, VersioningConfiguration } = properties;
  if (ObjectLockConfiguration !== undefined && !ObjectLockEnabled) throw new Error('ObjectLockConfiguration needs ObjectLockEnabled: true');
  const status = VersioningConfiguration?.Status ?? (ObjectLockEnabled ? 'Enabled' : undefined);
  const versions = status === undefined ? settings : withVersioning(settings, status);
  if (!ObjectLockEnabled) return versions;
  const rule = ObjectLockConfiguration?.Rule?.DefaultRetention;
  return withObjectLock(versions, rule === undefined ? undefined : retentionOf(rule));
};

const retentionOf = ({ Mode: mode, Days: days, Years: years }: z.infer<typeof retentionRule>) =>
  defaultRetention.parse({ mode, ...(days === undefined ? {} : { days }), ...(years === undefined ? {} : { years }) });

const encryptionIn = ({ BucketEncryption }: BucketProperties): BucketSettings['encryption'] | undefined => {
  if (BucketEncryption === undefined) return undefined;
  const [{ BucketKeyEnabled, ServerSideEncryptionByDefault }] = BucketEncryption.ServerSideEncryptionConfiguration;
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: keyId } = ServerSideEncryptionByDefault;
  const key = keyId ?? (algorithm === 'aws:kms' ? awsManagedKey : undefined);
  return encryptionOf({ algorithm, keyId: key, bucketKey: BucketKeyEnabled });
};

const publicAccessIn = ({ PublicAccessBlockConfiguration: block }: BucketProperties): BucketSettings['publicAccessBlock'] =>
  block === undefined
    ? undefined
    : {
        blockPublicAcls: block.BlockPublicAcls,
        ignorePublicAcls: block.IgnorePublicAcls,
        blockPublicPolicy: block.BlockPublicPolicy,
        restrictPublicBuckets: block.RestrictPublicBuckets,
      };

const corsIn = ({ CorsConfiguration }: BucketProperties): BucketSettings['cors'] =>
  (CorsConfiguration?.CorsRules ?? []).map((rule) =>
    corsRule.parse({
      id: rule.Id,
      allowedOrigins: rule.AllowedOrigins,
      allowedMethods: rule.AllowedMethods,
      allowedHeaders: rule.AllowedHeaders,
      exposedHeaders: rule.ExposedHeaders,
      maxAgeSeconds: rule.MaxAge,
    }),
  );

const lifecycleIn = ({ LifecycleConfiguration }: BucketProperties): LifecycleRule[] =>
  (LifecycleConfiguration?.Rules ?? []).map((rule, index) => ({
    id: rule.Id ?? `rule-${index}`,
    enabled: rule.Status === 'Enabled',
    prefix: rule.Prefix,
    ...(rule.AbortIncompleteMultipartUpload && {
      abortIncompleteUploadAfterDays: rule.AbortIncompleteMultipartUpload.DaysAfterInitiation,
    }),
    ...(rule.NoncurrentVersionExpiration && { noncurrentDays: rule.NoncurrentVersionExpiration.NoncurrentDays }),
  }));
