import { randomBytes } from 'node:crypto';
import { AwsError, type Caller, type KeyService } from '../../cloud.ts';
import { objectArn } from '../names.ts';
import type { DefaultEncryption } from '../store/settings.ts';
import type { Envelope } from '../store/version.ts';
import type { LocalKey } from './local-key.ts';

/** How one object is to be encrypted. */
export type EncryptionChoice = DefaultEncryption & {
  /** The request named it; otherwise it is the bucket's default. */
  readonly asked: boolean;
  /** `x-amz-server-side-encryption-context`: added to what S3 sets itself. */
  readonly context?: Readonly<Record<string, string>>;
};

export interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly caller: Caller;
}

export interface OpenEnvelope {
  readonly envelope: Envelope;
  readonly dataKey: Uint8Array;
}

/** Makes and opens the data keys of objects: with KMS in the name of the caller, or with the local key for SSE-S3. */
export class Envelopes {
  readonly #keys: KeyService;
  readonly #local: LocalKey;

  constructor(keys: KeyService, local: LocalKey) {
    this.#keys = keys;
    this.#local = local;
  }

  async seal(place: Place, choice: EncryptionChoice): Promise<OpenEnvelope> {
    const arn = objectArn(place.bucket, place.key);
    if (choice.algorithm === 'AES256') {
      const dataKey = randomBytes(32);
      return { dataKey, envelope: { algorithm: 'AES256', wrappedKey: this.#local.wrap(dataKey, arn).toString('base64') } };
    }
    // S3: "Encryption context": with bucket keys off, it is the object's ARN.
    const context = { ...choice.context, 'aws:s3:arn': arn };
    const made = await inTermsOfS3(() =>
      this.#keys.generateDataKey({ caller: place.caller, keyId: choice.keyId, encryptionContext: context, via: 's3' }),
    );
    const wrappedKey = Buffer.from(made.ciphertext).toString('base64');
    return { dataKey: made.plaintext, envelope: { algorithm: 'aws:kms', keyArn: made.keyArn, wrappedKey, context } };
  }

  /** Asks KMS anew each time: a disabled key closes objects and uploads at once. */
  async open(place: Place, envelope: Envelope): Promise<Uint8Array> {
    const ciphertext = Buffer.from(envelope.wrappedKey, 'base64');
    if (envelope.algorithm === 'AES256') return this.#local.unwrap(ciphertext, objectArn(place.bucket, place.key));
    const { keyArn: keyId, context: encryptionContext } = envelope;
    const opened = await inTermsOfS3(() => this.#keys.decrypt({ caller: place.caller, keyId, encryptionContext, ciphertext, via: 's3' }));
    return opened.plaintext;
  }
}

/** S3 passes errors of KMS on as `KMS.DisabledException`; AccessDenied stays what it is (S3: "List of error codes"). */
const inTermsOfS3 = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code.startsWith('AccessDenied')) throw error;
    throw new AwsError(`KMS.${error.code}`, 400, error.message);
  }
};
