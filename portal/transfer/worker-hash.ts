import { createSHA256, type IHasher } from 'hash-wasm';
import type { HashTask } from './messages.ts';
import { type How, Trouble } from './trouble.ts';

export interface Hashed {
  readonly sha256: string;
  readonly partSha256: readonly string[];
}

/**
 * Reads a file once and hashes it whole (a stream, which WebCrypto cannot) and by parts (WebCrypto, on threads of its own). The next chunk
 * is read while the present one is hashed; memory stays at a few chunks.
 */
export async function hash({ file, partSizeBytes }: HashTask, { signal, onBytes }: How): Promise<Hashed> {
  const whole = await createSHA256();
  const parts: Promise<string>[] = [];
  const cuts = cutsOf(file.size, partSizeBytes);
  let part: IHasher | undefined;
  let next = read(file, cuts[0]);
  for (const [index, cut] of cuts.entries()) {
    const bytes = await next;
    if (signal.aborted) throw new Trouble('stopped');
    next = read(file, cuts[index + 1]);
    if (partSizeBytes !== undefined && cut.isWholePart) parts.push(crypto.subtle.digest('SHA-256', bytes).then(hexOf));
    whole.update(bytes);
    if (partSizeBytes !== undefined && !cut.isWholePart) {
      part ??= await createSHA256();
      part.update(bytes);
      if (cut.endsPart) {
        parts.push(Promise.resolve(part.digest('hex')));
        part = undefined;
      }
    }
    // no more than a few parts wait for their digest
    if (parts.length > 3) await parts[parts.length - 3];
    onBytes(bytes.length);
  }
  return { sha256: whole.digest('hex'), partSha256: await Promise.all(parts) };
}

/** Above this a part is hashed in slices: a browser tab has not the memory for four parts of hundreds of megabytes. */
const chunkBytes = 16 * 1024 * 1024;

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly isWholePart: boolean;
  readonly endsPart: boolean;
}

function cutsOf(sizeBytes: number, partSizeBytes: number | undefined): readonly Cut[] {
  const part = partSizeBytes ?? Math.max(1, sizeBytes);
  const cuts: Cut[] = [];
  for (let start = 0; start < sizeBytes; ) {
    const partEnd = Math.min(sizeBytes, (Math.floor(start / part) + 1) * part);
    const end = Math.min(partEnd, start + chunkBytes);
    cuts.push({ start, end, isWholePart: end === partEnd && start % part === 0, endsPart: end === partEnd });
    start = end;
  }
  return cuts;
}

async function read(file: Blob, cut: Cut | undefined): Promise<Uint8Array<ArrayBuffer>> {
  if (!cut) return new Uint8Array();
  try {
    return new Uint8Array(await file.slice(cut.start, cut.end).arrayBuffer());
  } catch (cause) {
    // a file that changed or went away since it was chosen (File API, NotReadableError)
    throw new Trouble('file', { cause });
  }
}

function hexOf(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
