import { createHash, createPrivateKey, createPublicKey, generateKeyPair, sign } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { readPrivateJson, writePrivateJson } from '../private-file.ts';

/** A public key as ListPublicKeys tells it (CloudTrail API: "PublicKey"). */
export interface DigestPublicKey {
  /** DER, PKCS#1. */
  readonly value: Buffer;
  /** Hex MD5 of the DER. */
  readonly fingerprint: string;
  readonly validFrom: Date;
  readonly validUntil: Date;
}

const storedKey = z.strictObject({ pkcs8: z.string(), validFromMs: z.number(), validUntilMs: z.number() });
type StoredKey = z.infer<typeof storedKey>;

/** "REHA" in ASCII, where AWS's keys have 65537: audit/verify/public-keys.ts tells by it that nothing here is evidence. */
const REHEARSAL_EXPONENT = 0x52454841;

const VALIDITY_MS = 365 * 24 * 3600 * 1000;

/** The RSA keys (2048 bit, told apart from AWS's by their exponent) that sign digests: made for each rehearsal, replaced when their validity ends, old ones kept. */
export class SigningKeys {
  readonly #path: string;
  #keys: readonly StoredKey[] = [];
  #making: Promise<StoredKey> | undefined;

  constructor(dir: string) {
    this.#path = join(dir, 'digest-keys.json');
  }

  async open(): Promise<void> {
    this.#keys = (await readPrivateJson(this.#path, z.array(storedKey))) ?? [];
  }

  /** Keys whose validity touches a span of time; the first one is made when first asked for. */
  async publicKeys(span: { readonly from: Date; readonly until: Date; readonly now: Date }): Promise<readonly DigestPublicKey[]> {
    await this.#current(span.now);
    return this.#keys.filter((key) => key.validFromMs <= span.until.getTime() && key.validUntilMs >= span.from.getTime()).map(describe);
  }

  /** The key that signs now, and a function that signs with it: hex, RSASSA-PKCS1-v1_5 with SHA-256. */
  async signer(now: Date): Promise<{ readonly fingerprint: string; readonly sign: (text: string) => string }> {
    const key = await this.#current(now);
    const { fingerprint } = describe(key);
    return { fingerprint, sign: (text) => sign('sha256', Buffer.from(text, 'utf8'), key.pkcs8).toString('hex') };
  }

  async #current(now: Date): Promise<StoredKey> {
    const valid = this.#keys.find((key) => key.validFromMs <= now.getTime() && now.getTime() < key.validUntilMs);
    if (valid !== undefined) return valid;
    this.#making ??= this.#make(now).finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #make(now: Date): Promise<StoredKey> {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048, publicExponent: REHEARSAL_EXPONENT });
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const made = { pkcs8, validFromMs: now.getTime(), validUntilMs: now.getTime() + VALIDITY_MS };
    this.#keys = [...this.#keys, made];
    await writePrivateJson(this.#path, this.#keys);
    return made;
  }
}

const describe = (key: StoredKey): DigestPublicKey => {
  const value = createPublicKey(createPrivateKey(key.pkcs8)).export({ type: 'pkcs1', format: 'der' });
  const fingerprint = createHash('md5').update(value).digest('hex');
  return { value, fingerprint, validFrom: new Date(key.validFromMs), validUntil: new Date(key.validUntilMs) };
};
