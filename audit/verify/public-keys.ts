import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';

/** A key that may have signed digests. */
export interface DigestKey {
  /** Hex MD5 of the DER, as CloudTrail names keys. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
  readonly validFromMs: number;
  readonly validUntilMs: number;
  readonly isRehearsal: boolean;
}

export interface DigestKeys {
  readonly byFingerprint: ReadonlyMap<string, DigestKey>;
  /** Entries that are no usable key: their fingerprints as given. */
  readonly malformed: readonly string[];
}

/**
 * The public exponent of keys that a rehearsal makes (rehearsal/cloudtrail/signing-keys.ts; "REHA" in ASCII); AWS's have 65537. It is a part
 * of the key: whoever takes it away has another key, under which no signature of the rehearsal holds.
 */
export const rehearsalExponent = 0x52454841n;

/** Reads what `aws cloudtrail list-public-keys` prints, of one or more Regions. Throws where it is nothing like it. */
export function readPublicKeys(texts: readonly string[]): DigestKeys {
  const byFingerprint = new Map<string, DigestKey>();
  const malformed: string[] = [];
  for (const listed of texts.flatMap((text) => printed.parse(JSON.parse(text)).PublicKeyList)) {
    const key = readKey(listed);
    if (key === undefined) malformed.push(listed.Fingerprint);
    else byFingerprint.set(key.fingerprint, narrowed(key, byFingerprint.get(key.fingerprint)));
  }
  return { byFingerprint, malformed };
}

/** A key that is listed twice is valid where both say so, in whichever order they come. */
function narrowed(key: DigestKey, known: DigestKey = key): DigestKey {
  const validFromMs = Math.max(key.validFromMs, known.validFromMs);
  return { ...key, validFromMs, validUntilMs: Math.min(key.validUntilMs, known.validUntilMs) };
}

const date = z.iso.datetime({ offset: true });
const readTime = (text: string): number => (date.safeParse(text).success ? Date.parse(text) : Number.NaN);

// version 1 of the AWS CLI prints seconds, version 2 a date
const time = z.union([z.number().transform((seconds) => seconds * 1000), z.string().transform(readTime)]);
const listedKey = z.object({ Value: z.base64(), ValidityStartTime: time, ValidityEndTime: time, Fingerprint: z.string() });
const printed = z.object({ PublicKeyList: z.array(listedKey) });

const minimalBits = 2048;

function readKey(listed: z.infer<typeof listedKey>): DigestKey | undefined {
  const der = Buffer.from(listed.Value, 'base64');
  const publicKey = parseDer(der);
  const { modulusLength = 0, publicExponent } = publicKey?.asymmetricKeyDetails ?? {};
  const fingerprint = createHash('md5').update(der).digest('hex');
  if (publicKey === undefined || modulusLength < minimalBits || fingerprint !== listed.Fingerprint.toLowerCase()) return undefined;
  if (Number.isNaN(listed.ValidityStartTime) || Number.isNaN(listed.ValidityEndTime)) return undefined;
  return {
    fingerprint,
    publicKey,
    validFromMs: listed.ValidityStartTime,
    validUntilMs: listed.ValidityEndTime,
    isRehearsal: publicExponent === rehearsalExponent,
  };
}

function parseDer(der: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'pkcs1' });
  } catch {
    // told as malformed by the caller: OpenSSL's reasons help nobody
    return undefined;
  }
}
