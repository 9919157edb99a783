import { createDecipheriv, createHash, createPublicKey } from 'node:crypto';
import * as z from 'zod/mini';
import { type BundleContents, bundleContents, envelopeTyp } from '../../domain/bundle.ts';
import { sealingKey } from '../../domain/directory.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { AgreeOnSecret } from '../aws/key-agreement.ts';

const algorithm = 'A256GCM';

/** Header of an envelope; what it does not list, such as compression, is refused. */
const header = z.strictObject({
  alg: z.literal('ECDH-ES'),
  enc: z.literal(algorithm),
  typ: z.literal(envelopeTyp),
  kid: sealingKey.shape.kid,
  epk: sealingKey.shape.jwk,
});

export interface Unsealing {
  /** `kid` of the country's sealing key. */
  readonly kid: string;
  readonly agree: AgreeOnSecret;
}

/**
 * Opens the envelope of a sealed bundle: a compact JWE (RFC 7516) with ECDH-ES and A256GCM, whose private half lies in KMS. Throws
 * WrongAddressee for another key's, BundleDamaged for anything that does not decrypt.
 */
export async function unseal(envelope: string, { kid, agree }: Unsealing): Promise<BundleContents> {
  const [protectedHeader = '', , iv = '', ciphertext = '', tag = ''] = envelope.split('.');
  const parsed = header.safeParse(jsonIn(decoded(protectedHeader)));
  if (!parsed.success) throw new Refusal('BundleDamaged', 'the envelope');
  const { epk, ...said } = parsed.data;
  if (said.kid !== kid) throw new Refusal('WrongAddressee');
  requirePoint(epk);
  const key = contentEncryptionKey(await agree(epk));
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, decoded(iv), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(protectedHeader, 'ascii')).setAuthTag(decoded(tag));
    const opened = Buffer.concat([decipher.update(decoded(ciphertext)), decipher.final()]);
    return bundleContents.parse(jsonIn(opened));
  } catch {
    throw new Refusal('BundleDamaged', 'the envelope');
  }
}

/** Concat KDF with SHA-256 in one round (NIST SP 800-56A, as RFC 7518 section 4.6.2 uses it), without party info. */
function contentEncryptionKey(secret: Uint8Array): Buffer {
  const info = [number32(algorithm.length), Buffer.from(algorithm, 'ascii'), number32(0), number32(0), number32(256)];
  return createHash('sha256')
    .update(Buffer.concat([number32(1), secret, ...info]))
    .digest();
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Strict: one text for one value, so that no changed character goes unnoticed. */
function decoded(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new Refusal('BundleDamaged', 'the envelope');
  return bytes;
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal('BundleDamaged', 'the envelope');
  }
}

/** A point that is not on the curve is refused here, before KMS is asked. */
function requirePoint(jwk: z.infer<typeof header>['epk']): void {
  try {
    createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw new Refusal('BundleDamaged', 'the envelope');
  }
}
