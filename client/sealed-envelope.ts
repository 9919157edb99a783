import { base64url, CompactEncrypt, calculateJwkThumbprint, decodeProtectedHeader, importJWK } from 'jose';
import * as z from 'zod/mini';
import { type BundleContents, bundleContents, envelopeTyp } from '../domain/bundle.ts';
import type { DirectoryEntry } from '../domain/directory.ts';
import { Refusal } from '../domain/refusal.ts';
import { Failure } from './failure.ts';

/**
 * Seals manifest, receipts and content key to a member, as a compact JWE (RFC 7516) with ECDH-ES and A256GCM: only the member's desk can open
 * it. Throws NoSealingKey where the directory gives none, DirectoryRefused where the key is not the one that its fingerprint names.
 */
export async function sealEnvelope(contents: BundleContents, { country, sealingKey }: DirectoryEntry): Promise<string> {
  if (!sealingKey) throw new Failure('NoSealingKey', country);
  // the fingerprint is what two countries compared by telephone: it must be that of this very key
  if ((await calculateJwkThumbprint(sealingKey.jwk)) !== sealingKey.kid)
    throw new Refusal('DirectoryRefused', `the sealing key of ${country}`);
  const bytes = new TextEncoder().encode(JSON.stringify(bundleContents.parse(contents)));
  return new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', typ: envelopeTyp, kid: sealingKey.kid })
    .encrypt(await importJWK(sealingKey.jwk, 'ECDH-ES'));
}

/** The key to which an envelope is sealed. Throws BundleDamaged where it says none. */
export function kidOfEnvelope(envelope: string): string {
  try {
    return z.object({ kid: z.string() }).parse(decodeProtectedHeader(envelope)).kid;
  } catch {
    throw new Refusal('BundleDamaged', 'the envelope');
  }
}

/** A key for the documents of one bundle: 32 random bytes, base64url. */
export function newContentKey(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(32)));
}
