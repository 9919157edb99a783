import * as z from 'zod';

export const keySpec = z.enum(['SYMMETRIC_DEFAULT', 'ECC_NIST_P256']);
export const keyUsage = z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'KEY_AGREEMENT']);

/** A KMS key as kept on disk; its material lies in a file of its own. */
export const kmsKey = z.strictObject({
  /** UUID, the same for the same stack and logical id. */
  id: z.uuid(),
  arn: z.string(),
  createdAtMs: z.number(),
  spec: keySpec,
  usage: keyUsage,
  description: z.string(),
  enabled: z.boolean(),
  /** EXTERNAL: the material is imported, and can be deleted at once. */
  origin: z.enum(['AWS_KMS', 'EXTERNAL']).default('AWS_KMS'),
  /** False for an EXTERNAL key before its material is imported, and after it is deleted. */
  hasMaterial: z.boolean().default(true),
  /** Of the material first imported: no other can be imported later. */
  materialSha256: z.string().optional(),
  rotation: z.boolean(),
  tags: z.record(z.string(), z.string()),
  /** Key policy document. */
  policy: z.record(z.string(), z.unknown()),
  pendingWindowDays: z.number(),
  /** Set while deletion is scheduled. After it the key is gone for good. */
  deletionAtMs: z.number().optional(),
  /** Properties of the template that made or last changed it, so that an unchanged template undoes nothing that was done since. */
  template: z.string(),
});
export type KmsKey = z.infer<typeof kmsKey>;

/** Key states of the API (KMS: "Key states of AWS KMS keys"). */
export const keyState = (key: KmsKey): 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' => {
  if (key.deletionAtMs !== undefined) return 'PendingDeletion';
  if (!key.hasMaterial) return 'PendingImport';
  return key.enabled ? 'Enabled' : 'Disabled';
};
