import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isMissing, writePrivateFile } from '../../private-file.ts';

/** Wraps the data keys of SSE-S3 objects with a key that lies beside the state and that only its owner may read. */
export class LocalKey {
  readonly #path: string;
  #key: Uint8Array = new Uint8Array();

  constructor(path: string) {
    this.#path = path;
  }

  async open(): Promise<void> {
    try {
      this.#key = await readFile(this.#path);
    } catch (error) {
      if (!isMissing(error)) throw error;
      this.#key = randomBytes(32);
      await writePrivateFile(this.#path, this.#key);
    }
  }

  /** `arn` is authenticated: a wrapped key opens for this one object only. */
  wrap(dataKey: Uint8Array, arn: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(arn));
    return Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
  }

  unwrap(wrapped: Uint8Array, arn: string): Buffer {
    const end = wrapped.length - 16;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, wrapped.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(arn));
    decipher.setAuthTag(wrapped.subarray(end));
    return Buffer.concat([decipher.update(wrapped.subarray(12, end)), decipher.final()]);
  }
}
