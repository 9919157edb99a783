import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** What signs the digests of a test archive, made at run time. */
export interface ArchiveSigner {
  readonly fingerprint: string;
  /** Hex, RSASSA-PKCS1-v1_5 with SHA-256. */
  readonly sign: (text: string) => string;
  /** As in `aws cloudtrail list-public-keys`. */
  readonly listed: (validity: Validity) => ListedKey;
}

export interface Validity {
  readonly from: Date;
  readonly until: Date;
}

export interface ListedKey {
  readonly Value: string;
  readonly ValidityStartTime: number;
  readonly ValidityEndTime: number;
  readonly Fingerprint: string;
}

/** `publicExponent`: AWS uses 65537. */
export function newSigner(publicExponent = 65_537): ArchiveSigner {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent });
  const der = publicKey.export({ type: 'pkcs1', format: 'der' });
  const fingerprint = createHash('md5').update(der).digest('hex');
  return {
    fingerprint,
    sign: (text) => sign('sha256', Buffer.from(text), privateKey).toString('hex'),
    listed: ({ from, until }) => ({
      Value: der.toString('base64'),
      ValidityStartTime: from.getTime() / 1000,
      ValidityEndTime: until.getTime() / 1000,
      Fingerprint: fingerprint,
    }),
  };
}
