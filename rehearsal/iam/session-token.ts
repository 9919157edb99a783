import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';

/** All there is to know of a role session. It travels, sealed, in the session token, so that sessions survive a restart. */
export type SealedSession = z.infer<typeof sealedSession>;

export const sealedSession = z.strictObject({
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  roleArn: z.string(),
  name: z.string(),
  sourceIdentity: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  transitiveTagKeys: z.array(z.string()),
  /** Session policy document, as text. */
  policy: z.string().optional(),
  issuedAtMs: z.number(),
  expiresAtMs: z.number(),
});

/** Seals a session into a token that only this rehearsal can read (AES-256-GCM). */
export const sealSession = (masterKey: Uint8Array, session: SealedSession): string => {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', masterKey, iv);
  const text = deflateRawSync(JSON.stringify(session));
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
};

/** Opens a token; undefined for one that this rehearsal did not seal or that was changed. */
export const openSession = (masterKey: Uint8Array, token: string): SealedSession | undefined => {
  const bytes = Buffer.from(token, 'base64');
  if (bytes.length < 28 || bytes.toString('base64') !== token) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', masterKey, bytes.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    return sealedSession.parse(JSON.parse(inflateRawSync(text, { maxOutputLength: 65_536 }).toString('utf8')));
  } catch {
    return undefined;
  }
};
