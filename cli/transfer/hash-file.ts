import type { FileHandle } from 'node:fs/promises';
import { Failure } from '../../client/failure.ts';
import { composite } from '../../client/sending/composite.ts';
import type { PartPlan } from '../../domain/parts.ts';
import { type Hasher, hasherBeside, hasherHere } from './hasher.ts';

/** SHA-256 of a document, and of each of its parts where it travels in parts. */
export interface FileHashes {
  readonly sha256: string;
  readonly parts?: { readonly sha256: readonly string[]; readonly compositeSha256: string };
}

export interface FileToHash {
  readonly file: FileHandle;
  readonly sizeBytes: number;
  readonly plan?: PartPlan;
  readonly onBytes: (bytes: number) => void;
}

/** Reads a file once and hashes it whole and by parts at the same time. Throws FileChanged where it is shorter than `sizeBytes`. */
export async function hashFile(task: FileToHash): Promise<FileHashes> {
  const memory = Array.from({ length: slotCount }, () => new SharedArrayBuffer(Math.min(chunkBytes, Math.max(1, task.sizeBytes))));
  const makeHasher = task.sizeBytes > beside ? hasherBeside : hasherHere;
  const whole = makeHasher(memory);
  const parts = task.plan ? makeHasher(memory) : undefined;
  try {
    await pump(task, memory, { whole, parts });
    return {
      sha256: whole.hashes[0] ?? '',
      ...(parts && { parts: { sha256: parts.hashes, compositeSha256: await composite(parts.hashes) } }),
    };
  } finally {
    await Promise.all([whole.close(), parts?.close()]);
  }
}

const chunkBytes = 8 * 1024 * 1024;
/** One being read, one at each hasher, one to spare. */
const slotCount = 4;
/** Below this, starting threads takes longer than hashing. */
const beside = 32 * 1024 * 1024;

interface Hashers {
  readonly whole: Hasher;
  readonly parts?: Hasher;
}

async function pump(task: FileToHash, memory: readonly SharedArrayBuffer[], { whole, parts }: Hashers): Promise<void> {
  const slots = memory.map((buffer) => new Uint8Array(buffer));
  const busy: Promise<unknown>[] = slots.map(() => Promise.resolve());
  let offset = 0;
  let turn = 0;
  do {
    const slot = turn++ % slots.length;
    await busy[slot];
    const length = Math.min(chunkBytes, leftInPart(task, offset));
    await readFully(task.file, slots[slot]?.subarray(0, length) ?? new Uint8Array(), offset);
    offset += length;
    const cut = offset === task.sizeBytes;
    const fed = [whole.feed({ slot, length, cut }), parts?.feed({ slot, length, cut: leftInPart(task, offset - 1) === 1 })];
    busy[slot] = Promise.all(fed).then(() => task.onBytes(length));
  } while (offset < task.sizeBytes);
  await Promise.all(busy);
}

/** Bytes from `offset` to the end of the part, or file, that it lies in. */
function leftInPart({ sizeBytes, plan }: FileToHash, offset: number): number {
  const left = sizeBytes - offset;
  return plan ? Math.min(left, plan.partSizeBytes - (offset % plan.partSizeBytes)) : left;
}

/** Fills `into` from the file at `position`. Throws FileChanged where the file ends before. */
export async function readFully(file: FileHandle, into: Uint8Array, position: number): Promise<void> {
  for (let filled = 0; filled < into.length; ) {
    const { bytesRead } = await file.read(into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) throw new Failure('FileChanged', 'it became shorter');
    filled += bytesRead;
  }
}
