import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { composite } from '../../client/sending/composite.ts';
import type { HashedDocument } from '../../client/sending/deposit.ts';
import { bundleMagic, chunkBytes, sealedBytes, sealedEnvelope, tagBytes } from '../../domain/bundle.ts';
import type { DocumentEntry } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import { readFully } from '../transfer/hash-file.ts';
import type { Source } from '../transfer/put.ts';
import { type BundleKey, type DocumentCipher, documentCipher } from './document-cipher.ts';

/** A sealed bundle as it lies on a disk: nothing of it is decrypted. */
export interface SealedBundle {
  readonly file: FileHandle;
  readonly sizeBytes: number;
  readonly envelope: string;
  readonly headSha256: Uint8Array;
  /** Where the documents begin. */
  readonly bodyStart: number;
}

const lengthBytes = 4;
const checksumBytes = 32;

/** Reads what stands before the documents. Throws BundleDamaged where the file is no bundle or ends before. */
export async function readHead(file: FileHandle): Promise<SealedBundle> {
  const { size } = await file.stat();
  const begin = bundleMagic.length + lengthBytes;
  if (size < begin + checksumBytes) throw new Refusal('BundleDamaged', `${size} bytes`);
  const magic = Buffer.alloc(begin);
  await readFully(file, magic, 0);
  const length = magic.readUInt32BE(bundleMagic.length);
  const isBundle = magic.toString('latin1', 0, bundleMagic.length) === bundleMagic;
  if (!isBundle || begin + length + checksumBytes > size) throw new Refusal('BundleDamaged', 'not a sealed bundle, or cut short');
  const head = Buffer.alloc(begin + length);
  await readFully(file, head, 0);
  const envelope = sealedEnvelope.safeParse(head.toString('ascii', begin));
  if (!envelope.success) throw new Refusal('BundleDamaged', 'the envelope');
  const headSha256 = createHash('sha256').update(head).digest();
  return { file, sizeBytes: size, envelope: envelope.data, headSha256, bodyStart: head.length };
}

/** Reads the file once, compares it with the checksum at its end, and gives that: finds damage, not a forger. Throws BundleDamaged. */
export async function requireWhole({ file, sizeBytes }: SealedBundle, onBytes: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  const end = sizeBytes - checksumBytes;
  const buffer = Buffer.allocUnsafe(4 * chunkBytes);
  for (let at = 0; at < end; at += buffer.length) {
    const piece = buffer.subarray(0, Math.min(buffer.length, end - at));
    await readFully(file, piece, at);
    hash.update(piece);
    onBytes(piece.length);
  }
  const checksum = Buffer.alloc(checksumBytes);
  await readFully(file, checksum, end);
  if (!hash.digest().equals(checksum)) throw new Refusal('BundleDamaged', 'the checksum at its end');
  return checksum.toString('hex');
}

/** The documents of a bundle, decrypted chunk by chunk as they are asked for. */
export interface BundleDocuments {
  readonly source: (documentNumber: number, start: number, length: number) => Source;
  /** Reads every document once and compares it with the manifest, byte by byte and part by part. Throws BundleDamaged or ContentDiffers. */
  readonly hashed: (onBytes: (bytes: number) => void) => Promise<readonly HashedDocument[]>;
}

/** Throws BundleDamaged unless the file has exactly the length that the manifest's documents make. */
export function bundleDocuments(sealed: SealedBundle, contentKey: string, documents: readonly DocumentEntry[]): BundleDocuments {
  const key: BundleKey = { contentKey, headSha256: sealed.headSha256 };
  const places = new Map<number, Place>();
  let at = sealed.bodyStart;
  for (const entry of documents) {
    places.set(entry.number, { entry, at, file: sealed.file, cipher: documentCipher(key, entry) });
    at += sealedBytes(entry);
  }
  if (at + checksumBytes !== sealed.sizeBytes)
    throw new Refusal('BundleDamaged', `${sealed.sizeBytes} bytes, wanted ${at + checksumBytes}`);
  const placeOf = (number: number): Place => {
    const place = places.get(number);
    if (!place) throw new Error(`no document ${number}`);
    return place;
  };
  return {
    source: (number, start, length) => sourceIn(placeOf(number), start, length),
    hashed: async (onBytes) => {
      const hashed: HashedDocument[] = [];
      for (const place of places.values()) hashed.push(await hashedDocument(place, onBytes));
      return hashed;
    },
  };
}

interface Place {
  readonly file: FileHandle;
  readonly entry: DocumentEntry;
  readonly at: number;
  readonly cipher: DocumentCipher;
}

function sourceIn(place: Place, start: number, length: number): Source {
  return {
    length,
    fill: async (into) => {
      let filled = 0;
      for await (const piece of plaintext(place, start, length)) {
        into.set(piece, filled);
        filled += piece.length;
      }
    },
    stream: () => Readable.from(plaintext(place, start, length), { objectMode: false }),
  };
}

/** The stretch of a document, chunk by chunk; each is authenticated before it is given. */
async function* plaintext({ file, entry, at, cipher }: Place, start: number, length: number): AsyncGenerator<Buffer> {
  const end = start + length;
  for (let index = Math.floor(start / chunkBytes); index * chunkBytes < end; index += 1) {
    const from = index * chunkBytes;
    const size = Math.min(chunkBytes, entry.sizeBytes - from);
    const sealed = Buffer.allocUnsafe(size + tagBytes);
    await readFully(file, sealed, at + index * (chunkBytes + tagBytes));
    yield cipher.open(index, sealed).subarray(Math.max(0, start - from), Math.min(size, end - from));
  }
}

async function hashedDocument(place: Place, onBytes: (bytes: number) => void): Promise<HashedDocument> {
  const { entry } = place;
  const whole = createHash('sha256');
  const partSha256: string[] = [];
  const stretches = entry.parts ? partsOf(entry.sizeBytes, entry.parts.partSizeBytes) : [[0, entry.sizeBytes] as const];
  if (entry.sizeBytes === 0) await requireEmpty(place);
  for (const [start, length] of stretches) {
    const part = createHash('sha256');
    for await (const piece of plaintext(place, start, length)) {
      whole.update(piece);
      part.update(piece);
      onBytes(piece.length);
    }
    partSha256.push(part.digest('hex'));
  }
  const isSame = whole.digest('hex') === entry.sha256;
  const isSameInParts = !entry.parts || (await composite(partSha256)) === entry.parts.compositeSha256;
  if (!isSame || !isSameInParts) throw new Refusal('ContentDiffers', `document ${entry.number}`);
  return { entry, partSha256: entry.parts ? partSha256 : [] };
}

/** The one chunk of a document without bytes holds a tag and nothing else. */
async function requireEmpty({ file, at, cipher }: Place): Promise<void> {
  const sealed = Buffer.alloc(tagBytes);
  await readFully(file, sealed, at);
  cipher.open(0, sealed);
}

function partsOf(sizeBytes: number, partSizeBytes: number): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.ceil(sizeBytes / partSizeBytes) }, (_, index) => {
    const start = index * partSizeBytes;
    return [start, Math.min(partSizeBytes, sizeBytes - start)] as const;
  });
}
