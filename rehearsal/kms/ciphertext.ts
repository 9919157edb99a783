import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from '../cloud.ts';
import type { KmsKey } from './key.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

export interface SealUnder {
  readonly key: KmsKey;
  readonly material: Uint8Array;
  readonly context: EncryptionContext;
}

/**
 * Encrypts under a KMS key: `version, key id, iv, tag, ciphertext`, AES-256-GCM, bound to the key id and the encryption context as
 * KMS binds it (KMS: "Encryption context"). The form of the blob is the rehearsal's own; AWS does not publish its.
 */
export const seal = (plaintext: Uint8Array, under: SealUnder): Buffer => {
  const iv = randomBytes(12);
  const head = Buffer.concat([Buffer.from([VERSION]), keyIdBytes(under.key.id), iv]);
  const cipher = createCipheriv('aes-256-gcm', under.material, iv);
  cipher.setAAD(boundData(under));
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([head, cipher.getAuthTag(), text]);
};

/** Decrypts; InvalidCiphertextException where blob, key or context is not the one it was sealed with. */
export const unseal = (blob: Uint8Array, under: SealUnder): Buffer => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', under.material, blob.subarray(17, 29), { authTagLength: 16 });
    decipher.setAuthTag(blob.subarray(29, 45));
    decipher.setAAD(boundData(under));
    return Buffer.concat([decipher.update(blob.subarray(45)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
};

/** Id of the key that a blob was sealed under; InvalidCiphertextException for what is no blob. */
export const keyIdOf = (blob: Uint8Array): string => {
  if (blob.length < 45 || blob[0] !== VERSION) throw invalidCiphertext();
  const hex = Buffer.from(blob.subarray(1, 17)).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

export const invalidCiphertext = (): AwsError =>
  new AwsError('InvalidCiphertextException', 400, 'The ciphertext or the encryption context does not belong to this key.');

const VERSION = 1;

const keyIdBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

/** Order of the context's entries does not matter; case does. */
const boundData = ({ key, context }: SealUnder): Buffer => {
  const entries = Object.entries(context).sort(([left], [right]) => (left < right ? -1 : 1));
  return Buffer.from(JSON.stringify([VERSION, key.id, entries]), 'utf8');
};
