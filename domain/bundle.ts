import * as z from 'zod/mini';
import { compactJws } from './identifiers.ts';
import type { DocumentEntry } from './manifest.ts';

/**
 * A sealed bundle: one dispatch in one file, for a stick or the diplomatic bag (docs/decisions/029-sealed-bundle.md).
 *
 *     magic · length of the envelope (4 bytes, big-endian) · envelope · documents in chunks · SHA-256 of everything before it
 *
 * The envelope is a compact JWE to the addressee's sealing key. Each document is cut into chunks of `chunkBytes`, each encrypted with
 * AES-256-GCM in the manner of STREAM (Hoang, Reyhanitabar, Rogaway, Vizar 2015): the nonce counts the chunks and marks the last.
 */
export const bundleMagic = 'liaison-bundle 1\n';

/** `typ` of the envelope, so that no other JWE passes for one. */
export const envelopeTyp = 'liaison-bundle+jwe';

/** A compact JWE with direct key agreement: its second part, the encrypted key, is empty (RFC 7518 section 4.6). */
export const sealedEnvelope = z
  .string()
  .check(z.maxLength(4_000_000), z.regex(/^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}$/, 'a compact JWE'));

/** Room for the envelope and the JSON around it. */
export const maxEnvelopeBodyBytes = 4_001_000;

/** What the envelope holds. */
export const bundleContents = z.strictObject({
  manifest: compactJws,
  /** Every receipt that the sender's desk knew of. */
  receipts: z.array(compactJws).check(z.maxLength(1000)),
  /** 32 random bytes, made for this one file. */
  contentKey: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
});
export type BundleContents = z.infer<typeof bundleContents>;

/** A bundle is taken in for so long after its manifest was signed: a bag may travel for weeks. */
export const bundleFreshDays = 90;

/** Plaintext of a chunk; only the last of a document is shorter. */
export const chunkBytes = 1024 * 1024;
/** Authentication tag of AES-GCM. */
export const tagBytes = 16;

/** A document of no bytes has one chunk of none, so that its end is marked too. */
export function chunksOf(sizeBytes: number): number {
  return Math.max(1, Math.ceil(sizeBytes / chunkBytes));
}

export function sealedBytes({ sizeBytes }: Pick<DocumentEntry, 'sizeBytes'>): number {
  return sizeBytes + chunksOf(sizeBytes) * tagBytes;
}

/** Nonce of chunk `index` of a document, counted from 0: eleven bytes of the count and one that marks the last. */
export function chunkNonce(index: number, sizeBytes: number): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(3, BigInt(index));
  nonce[11] = index === chunksOf(sizeBytes) - 1 ? 1 : 0;
  return nonce;
}

/** What the key of one document is derived for (HKDF, RFC 5869); its salt is the SHA-256 of all that stands before the documents. */
export function documentPurpose(documentNumber: number): string {
  return `liaison-bundle 1 document ${documentNumber}`;
}
