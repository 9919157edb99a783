import * as z from 'zod';

/** One rule of a bucket's replication, as the rehearsal carries it out. */
export const replicationRule = z.strictObject({
  id: z.string(),
  enabled: z.boolean(),
  priority: z.number().int(),
  prefix: z.string(),
  /** Name of the bucket. */
  destination: z.string(),
  /** ARN of the key or alias under which replicas lie; without it, versions under KMS are not copied. */
  keyId: z.string().optional(),
});
export type ReplicationRule = Readonly<z.infer<typeof replicationRule>>;

/** Of a version that a rule means, or of a replica (S3: "Getting replication status information"). */
export const replicationStatus = z.enum(['PENDING', 'COMPLETED', 'FAILED', 'REPLICA']);
export type ReplicationStatus = z.infer<typeof replicationStatus>;
