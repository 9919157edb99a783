import { hkdfSync } from 'node:crypto';

/**
 * A segment on disk: the plaintext in chunks of 256 KiB, each encrypted with AES-256-GCM and followed by its tag. The key belongs to this
 * one segment (HKDF of the object's data key, salted with the segment's random id), the nonce counts the chunks, and chunk number,
 * finality and size of the whole are authenticated: a chunk that is changed, moved, missing or borrowed from another segment does not open.
 * As the STREAM construction that age uses, except that the size is known from the start.
 */
export const CHUNK_BYTES = 256 * 1024;
export const TAG_BYTES = 16;

/** An empty segment has one empty chunk. */
export const chunkCount = (sizeBytes: number): number => Math.max(1, Math.ceil(sizeBytes / CHUNK_BYTES));

/** Plaintext size of a chunk. */
export const chunkSize = (sizeBytes: number, index: number): number => Math.min(CHUNK_BYTES, sizeBytes - index * CHUNK_BYTES);

/** Where a chunk stands in the file. */
export const chunkPosition = (index: number): number => index * (CHUNK_BYTES + TAG_BYTES);

export const segmentKey = (objectKey: Uint8Array, segmentId: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', objectKey, segmentId, 'rehearsal s3 segment 1', 32));

export const chunkNonce = (index: number): Uint8Array => {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 6, 6);
  return nonce;
};

/** Authenticated with each chunk. */
export const chunkClaims = (sizeBytes: number, index: number): Uint8Array => {
  const claims = Buffer.alloc(17);
  claims.writeBigUInt64BE(BigInt(index), 0);
  claims.writeBigUInt64BE(BigInt(sizeBytes), 8);
  claims.writeUInt8(index === chunkCount(sizeBytes) - 1 ? 1 : 0, 16);
  return claims;
};
