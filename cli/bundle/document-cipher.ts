import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { chunkNonce, documentPurpose, tagBytes } from '../../domain/bundle.ts';
import { Refusal } from '../../domain/refusal.ts';

/** Encrypts and decrypts the chunks of one document of a sealed bundle. */
export interface DocumentCipher {
  /** Ciphertext and tag. */
  readonly seal: (index: number, plaintext: Uint8Array) => Buffer;
  /** Throws BundleDamaged where one byte differs, or the chunk stands at another place. */
  readonly open: (index: number, sealed: Uint8Array) => Buffer;
}

export interface BundleKey {
  /** base64url, 32 bytes. */
  readonly contentKey: string;
  /** Over all that stands before the documents: no byte of it can be changed. */
  readonly headSha256: Uint8Array;
}

export interface SealedDocument {
  readonly number: number;
  readonly sizeBytes: number;
}

export function documentCipher({ contentKey, headSha256 }: BundleKey, { number, sizeBytes }: SealedDocument): DocumentCipher {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(contentKey, 'base64url'), headSha256, documentPurpose(number), 32));
  const options = { authTagLength: tagBytes };
  return {
    seal: (index, plaintext) => {
      const cipher = createCipheriv('aes-256-gcm', key, chunkNonce(index, sizeBytes), options);
      return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    },
    open: (index, sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key, chunkNonce(index, sizeBytes), options);
      const end = sealed.length - tagBytes;
      try {
        decipher.setAuthTag(sealed.subarray(end));
        return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]);
      } catch {
        throw new Refusal('BundleDamaged', `document ${number}`);
      }
    },
  };
}
