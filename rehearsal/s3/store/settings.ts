import * as z from 'zod';
import { replicationRule } from '../replication/rule.ts';

const days = z.number().int().min(1).max(36_500);
const years = z.number().int().min(1).max(100);

/** GOVERNANCE may be lifted by those who hold s3:BypassGovernanceRetention, COMPLIANCE by nobody. */
export const lockMode = z.enum(['GOVERNANCE', 'COMPLIANCE']);
export type LockMode = z.infer<typeof lockMode>;

export const defaultRetention = z.union([z.strictObject({ mode: lockMode, days }), z.strictObject({ mode: lockMode, years })]);
export type DefaultRetention = Readonly<z.infer<typeof defaultRetention>>;

/** How new objects are encrypted unless the request says otherwise. */
export const defaultEncryption = z.discriminatedUnion('algorithm', [
  z.strictObject({ algorithm: z.literal('AES256') }),
  z.strictObject({ algorithm: z.literal('aws:kms'), keyId: z.string() }),
]);
export type DefaultEncryption = Readonly<z.infer<typeof defaultEncryption>>;

/** S3's own key in the account, which KMS makes when it is first used. */
export const awsManagedKey = 'alias/aws/s3';

export const publicAccessBlock = z.strictObject({
  blockPublicAcls: z.boolean(),
  ignorePublicAcls: z.boolean(),
  blockPublicPolicy: z.boolean(),
  restrictPublicBuckets: z.boolean(),
});
export type PublicAccessBlock = Readonly<z.infer<typeof publicAccessBlock>>;

export const corsRule = z.strictObject({
  id: z.string().max(255).optional(),
  allowedOrigins: z.array(z.string().refine((origin) => origin.split('*').length <= 2, 'at most one *')).min(1),
  allowedMethods: z.array(z.enum(['GET', 'PUT', 'POST', 'DELETE', 'HEAD'])).min(1),
  allowedHeaders: z.array(z.string().refine((header) => header.split('*').length <= 2, 'at most one *')).default([]),
  exposedHeaders: z.array(z.string()).default([]),
  maxAgeSeconds: z.number().int().min(0).optional(),
});
export type CorsRule = z.infer<typeof corsRule>;

/** The kinds of lifecycle rules that the rehearsal carries out. */
export const lifecycleRule = z.strictObject({
  id: z.string().max(255),
  enabled: z.boolean(),
  prefix: z.string().max(1024),
  abortIncompleteUploadAfterDays: z.number().int().min(1).optional(),
  /** Versions that a newer one has hidden for this long are deleted. */
  noncurrentDays: z.number().int().min(1).optional(),
});
export type LifecycleRule = Readonly<z.infer<typeof lifecycleRule>>;

/** Everything about a bucket but its objects. */
export const bucketSettings = z.strictObject({
  name: z.string(),
  createdAtMs: z.number(),
  /** Properties last carried out, as JSON: what was changed through the API since stays, while the template stays the same. */
  template: z.string().optional(),
  policyTemplate: z.string().optional(),
  versioning: z.enum(['Unversioned', 'Enabled', 'Suspended']),
  objectLock: z.boolean(),
  defaultRetention: defaultRetention.optional(),
  encryption: defaultEncryption,
  /** The policy document as it was put. */
  policy: z.string().optional(),
  publicAccessBlock: publicAccessBlock.optional(),
  cors: z.array(corsRule),
  lifecycle: z.array(lifecycleRule),
  tags: z.record(z.string(), z.string()),
  eventBridge: z.boolean(),
  /** @default the cloud's own */
  region: z.string().optional(),
  replication: z.strictObject({ role: z.string(), rules: z.array(replicationRule) }).optional(),
});
export type BucketSettings = Readonly<z.infer<typeof bucketSettings>>;

/** A bucket as S3 makes it since 2023: encrypted with SSE-S3, closed to the public, without ACLs. */
export const newBucketSettings = (name: string, createdAtMs: number): BucketSettings => ({
  name,
  createdAtMs,
  versioning: 'Unversioned',
  objectLock: false,
  encryption: { algorithm: 'AES256' },
  publicAccessBlock: { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true },
  cors: [],
  lifecycle: [],
  tags: {},
  eventBridge: false,
});
