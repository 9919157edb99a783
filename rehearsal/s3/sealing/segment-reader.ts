import { createDecipheriv } from 'node:crypto';
import type { DiskFile } from '../disk/disk.ts';
import { CHUNK_BYTES, chunkClaims, chunkCount, chunkNonce, chunkPosition, chunkSize, TAG_BYTES } from './segment-format.ts';

export interface SealedSegment {
  readonly file: DiskFile;
  readonly key: Uint8Array;
  readonly sizeBytes: number;
}

/** Bytes of a segment, both ends included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Chunks that are read at once. */
const READ_AHEAD = 4;

/** Decrypts a span of a segment. Throws on a file that was cut or changed, before any byte of the chunk concerned is given. */
export async function* readSegment(segment: SealedSegment, span: Span): AsyncGenerator<Buffer> {
  const lastChunk = Math.floor(span.last / CHUNK_BYTES);
  for (let index = Math.floor(span.first / CHUNK_BYTES); index <= lastChunk; index += READ_AHEAD) {
    const until = Math.min(index + READ_AHEAD - 1, lastChunk);
    const sealed = await segment.file.read(chunkPosition(index), sealedBytes(segment.sizeBytes, { index, until }));
    for (let each = index; each <= until; each += 1) yield openChunk(segment, { index: each, sealed, from: index, span });
  }
}

const sealedBytes = (sizeBytes: number, chunks: { readonly index: number; readonly until: number }): number =>
  chunkPosition(chunks.until) - chunkPosition(chunks.index) + chunkSize(sizeBytes, chunks.until) + TAG_BYTES;

interface Opening {
  readonly index: number;
  /** Several chunks, the first of which is number `from`. */
  readonly sealed: Buffer;
  readonly from: number;
  readonly span: Span;
}

const openChunk = (segment: SealedSegment, { index, sealed, from, span }: Opening): Buffer => {
  const start = chunkPosition(index) - chunkPosition(from);
  const sizeBytes = chunkSize(segment.sizeBytes, index);
  const tag = sealed.subarray(start + sizeBytes, start + sizeBytes + TAG_BYTES);
  if (index >= chunkCount(segment.sizeBytes) || tag.length < TAG_BYTES) throw new Error('a segment on disk is cut short');
  const decipher = createDecipheriv('aes-256-gcm', segment.key, chunkNonce(index), { authTagLength: TAG_BYTES });
  decipher.setAAD(chunkClaims(segment.sizeBytes, index));
  decipher.setAuthTag(tag);
  const plain = decipher.update(sealed.subarray(start, start + sizeBytes));
  decipher.final();
  const first = index * CHUNK_BYTES;
  return plain.subarray(Math.max(0, span.first - first), Math.min(plain.length, span.last - first + 1));
};
