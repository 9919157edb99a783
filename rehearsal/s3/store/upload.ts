import * as z from 'zod';
import { checksumAlgorithm, checksumType, description, envelope, segment } from './version.ts';

/** A multipart upload that was begun. */
export const upload = z.strictObject({
  uploadId: z.string().regex(/^[A-Za-z0-9_-]{64}$/),
  key: z.string(),
  initiatedMs: z.number(),
  /** ARN of who began it. */
  initiator: z.string(),
  description,
  envelope,
  /** Condition keys that the encryption headers of CreateMultipartUpload gave: parts carry no such headers. */
  encryptionContextKeys: z.record(z.string(), z.string()),
  checksum: z.strictObject({ algorithm: checksumAlgorithm, type: checksumType }).optional(),
});
export type Upload = Readonly<z.infer<typeof upload>>;

/** One part that arrived. */
export const part = z.strictObject({
  number: z.number().int().min(1).max(10_000),
  /** Without quotes. */
  etag: z.string(),
  lastModifiedMs: z.number(),
  segment,
  checksum: z.strictObject({ algorithm: checksumAlgorithm, value: z.string() }).optional(),
});
export type Part = Readonly<z.infer<typeof part>>;
