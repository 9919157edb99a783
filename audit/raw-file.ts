import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const inflate = promisify(gunzip);

/** Larger than any log file of CloudTrail; a bomb stops here. */
export const largestFileBytes = 256 * 1024 ** 2;

export type RawFile =
  | { readonly kind: 'read'; readonly bytes: Buffer; readonly sha256: string }
  | { readonly kind: 'missing' | 'unreadable' };

/** Reads a log file whole: inflated where it is gzip, with the SHA-256 of the inflated bytes, which is what digests hold. */
export async function readRaw(path: string): Promise<RawFile> {
  const stored = await readBounded(path);
  if (stored === undefined) return { kind: 'missing' };
  if (stored === 'too large') return { kind: 'unreadable' };
  const isGzip = stored[0] === 0x1f && stored[1] === 0x8b;
  try {
    const bytes = isGzip ? await inflate(stored, { maxOutputLength: largestFileBytes, chunkSize: 256 * 1024 }) : stored;
    return { kind: 'read', bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch {
    return { kind: 'unreadable' };
  }
}

/** The records of inflated bytes; undefined where they hold no list of records. */
export function recordsIn(bytes: Buffer): readonly unknown[] | undefined {
  try {
    const body: unknown = JSON.parse(
      bytes.toString('utf8', bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? byteOrderMark.length : 0),
    );
    const records = typeof body === 'object' && body !== null && 'Records' in body ? body.Records : undefined;
    return Array.isArray(records) ? records : undefined;
  } catch {
    return undefined;
  }
}

/** Programs of some systems write it before JSON; the grammar knows it not (RFC 8259, 8.1). */
const byteOrderMark = Buffer.from('\ufeff');

async function readBounded(path: string): Promise<Buffer | 'too large' | undefined> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      return size > largestFileBytes ? 'too large' : await file.readFile();
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
