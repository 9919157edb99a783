import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';

/** Takes a file's chunks in order and gives one SHA-256 per cut. */
export interface Hasher {
  /** Resolves when the chunk's memory may be written again. `cut` ends one hash with this chunk and begins the next. */
  readonly feed: (chunk: Chunk) => Promise<void>;
  /** Every SHA-256 so far, lower-case hex; complete once every `feed` resolved. */
  readonly hashes: readonly string[];
  readonly close: () => Promise<void>;
}

export interface Chunk {
  readonly slot: number;
  readonly length: number;
  readonly cut: boolean;
}

/** On this thread: for small files. */
export function hasherHere(memory: readonly SharedArrayBuffer[]): Hasher {
  const slots = memory.map((buffer) => new Uint8Array(buffer));
  const hashes: string[] = [];
  let hash = createHash('sha256');
  return {
    hashes,
    feed: async ({ slot, length, cut }) => {
      hash.update(slots[slot]?.subarray(0, length) ?? new Uint8Array());
      if (!cut) return;
      hashes.push(hash.digest('hex'));
      hash = createHash('sha256');
    },
    close: async () => {},
  };
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

const answer = z.object({ slot: z.int(), sha256: z.string().optional() });

/** On a thread of its own, so that the whole document and its parts are hashed side by side in one pass over the file. */
export function hasherBeside(memory: readonly SharedArrayBuffer[]): Hasher {
  const worker = new Worker(new URL('./hash-worker.mjs', import.meta.url), { execArgv: [] });
  const hashes: string[] = [];
  const waiting = new Map<number, Waiter>();
  worker.postMessage({ memory });
  worker.on('message', (message) => {
    const { slot, sha256 } = answer.parse(message);
    if (sha256 !== undefined) hashes.push(sha256);
    waiting.get(slot)?.resolve();
  });
  worker.on('error', (cause) => {
    for (const { reject } of waiting.values()) reject(cause);
  });
  return {
    hashes,
    feed: (chunk) =>
      new Promise((resolve, reject) => {
        waiting.set(chunk.slot, { resolve, reject });
        worker.postMessage(chunk);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}
