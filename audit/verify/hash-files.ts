import { Worker } from 'node:worker_threads';
import * as z from 'zod';

/** What a thread says of one file. */
export interface HashedFile {
  /** Hex, of the uncompressed bytes; null where they could not be had. */
  readonly sha256: string | null;
  /** On disk. */
  readonly sizeBytes: number;
  /** Of the file whose bytes were hashed (audit/seal.ts); null where it could not be opened. */
  readonly seal: string | null;
  /** Uncompressed; 0 where that could not be had. */
  readonly inflatedBytes: number;
  /**
   * `cut`: the gzip stream ends too early. `gzip`: it is none, or damaged. `large`: larger than the limit. `file`: could not be opened or
   * read. `trailing`: bytes follow the gzip stream, which tools pass over.
   */
  readonly problem: 'cut' | 'gzip' | 'large' | 'file' | 'trailing' | null;
  /** False where the file was read whole and holds none of the needles. */
  readonly mayHold: boolean;
  /** True where values nest deeper than any reader that recurses should be given, lines follow a first, or something else than an object begins; false too where nobody asked. */
  readonly isIrregular: boolean;
}

export interface HashingOptions {
  readonly workers: number;
  /** Above this, inflating stops: a gzip bomb costs no more memory than a large log file. */
  readonly maxInflatedBytes: number;
  /** Texts to look for on the way. @default none are looked for */
  readonly needles?: readonly string[];
  /** @default false */
  readonly findIrregular?: boolean;
  /** Takes files that are not gzip as they are. @default false: they are a problem */
  readonly plainToo?: boolean;
}

/** Threads that hash what they are given, and end by themselves once all of it is hashed. */
export interface HashingThreads {
  /** One more file. */
  readonly add: (path: string) => void;
  /** Says that no more will come, and answers in the order of the files. */
  readonly done: () => Promise<readonly HashedFile[]>;
  /** Ends the threads, whatever they do. */
  readonly end: () => Promise<void>;
}

/** Threads begin with the first of so many, while others are still looked for. */
const filesPerMessage = 256;
const filesPerBatch = 16;

/** What our own thread says of a batch: its form is looked at, not every file in it. */
const answer = z.object({ first: z.number(), hashed: z.array(z.custom<HashedFile>()) });

/**
 * Starts threads that hash gzip files: they need a moment, in which the files can be looked for. They share a counter, so that none of them ever waits
 * for this one. Memory: at most a few times the limit per thread.
 */
export function startHashing(options: HashingOptions): HashingThreads {
  const { workers, maxInflatedBytes, needles, findIrregular = false, plainToo = false } = options;
  const workerData = { maxInflatedBytes, needles, findIrregular, plainToo, filesPerBatch };
  const script = new URL('./inflate-worker.mjs', import.meta.url);
  const threads = Array.from({ length: workers }, () => new Worker(script, { execArgv: [], workerData }));
  const hashed: HashedFile[] = [];
  const finished = Promise.all(threads.map((thread) => finish(thread, hashed)));
  // who ends the threads asks for nothing
  finished.catch(() => undefined);
  let count = 0;
  let paths: string[] = [];
  const send = (): void => {
    const next = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    for (const thread of threads) thread.postMessage({ paths, first: count - paths.length, next });
    paths = [];
  };
  return {
    add: (path) => {
      count += 1;
      if (paths.push(path) === filesPerMessage) send();
    },
    done: async () => {
      send();
      for (const thread of threads) thread.postMessage(null);
      await finished;
      return hashed;
    },
    end: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

/** Hashes files, and ends. */
export async function hashFiles(paths: readonly string[], options: HashingOptions): Promise<readonly HashedFile[]> {
  const threads = startHashing(options);
  for (const path of paths) threads.add(path);
  return threads.done().catch(async (error) => {
    await threads.end();
    throw error;
  });
}

/** Puts what a thread says in its places, until it has no more to say. Rejects where it fails or is ended before. */
function finish(thread: Worker, hashed: HashedFile[]): Promise<void> {
  return new Promise((resolve, reject) => {
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error('a hashing thread was ended')));
    thread.on('message', (message) => {
      if (message === null) return resolve();
      const batch = answer.safeParse(message);
      if (!batch.success) return reject(batch.error);
      for (const [index, file] of batch.data.hashed.entries()) hashed[batch.data.first + index] = file;
    });
  });
}
