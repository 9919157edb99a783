import { createSHA256, type IHasher } from 'hash-wasm';
import { type How, Trouble } from './trouble.ts';

/** SHA-256 of a whole file: a stream, which WebCrypto cannot. Memory stays at one buffer where the browser can read into it. */
export async function hashWhole(file: Blob, { signal, onBytes }: How): Promise<string> {
  const hash = await createSHA256();
  for await (const bytes of chunksOf(file)) {
    if (signal.aborted) throw new Trouble('stopped');
    hash.update(bytes);
    onBytes(bytes.length);
  }
  return hash.digest('hex');
}

/** SHA-256 of each part. WebCrypto is the fastest and computes beside this thread; parts that are too large for memory go in slices. */
export async function hashParts(file: Blob, partSizeBytes: number, { signal }: How): Promise<readonly string[]> {
  const hashes: Promise<string>[] = [];
  for (let start = 0; start < file.size; start += partSizeBytes) {
    if (signal.aborted) throw new Trouble('stopped');
    const part = file.slice(start, start + partSizeBytes);
    const hash = part.size > wholePartBytes ? hashSlices(part) : hashAtOnce(part);
    // whoever waits for all of them hears of a failure; nobody may be waiting for this one yet
    hash.catch(() => {});
    hashes.push(hash);
    // one is read while another is computed, and no more wait in memory
    if (hashes.length > 1) await hashes[hashes.length - 2];
  }
  return Promise.all(hashes);
}

async function hashAtOnce(part: Blob): Promise<string> {
  return hexOf(await crypto.subtle.digest('SHA-256', await read(part)));
}

const wholePartBytes = 32 * 1024 * 1024;
const sliceBytes = 4 * 1024 * 1024;

async function hashSlices(part: Blob): Promise<string> {
  const hash: IHasher = await createSHA256();
  for await (const bytes of chunksOf(part)) hash.update(bytes);
  return hash.digest('hex');
}

/** A file from begin to end. Safari has no such reader, and above 4 GB no stream (slices then). */
async function* chunksOf(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = byteReader(file);
  if (!reader) {
    for (let start = 0; start < file.size; start += sliceBytes) yield new Uint8Array(await read(file.slice(start, start + sliceBytes)));
    return;
  }
  let buffer = new ArrayBuffer(sliceBytes);
  try {
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done || !value) return;
      yield value;
      buffer = value.buffer;
    }
  } catch (cause) {
    throw cause instanceof Trouble ? cause : new Trouble('file', { cause });
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function byteReader(file: Blob): ReadableStreamBYOBReader | undefined {
  try {
    return file.stream().getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}

async function read(part: Blob): Promise<ArrayBuffer> {
  try {
    return await part.arrayBuffer();
  } catch (cause) {
    // a file that changed or went away since it was chosen (File API, NotReadableError)
    throw new Trouble('file', { cause });
  }
}

function hexOf(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
