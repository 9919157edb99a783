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

/** Threads that wait for files to hash. */
export interface HashingThreads {
  /** Answers in the order of the paths. Once. */
  readonly hash: (paths: readonly string[]) => Promise<readonly HashedFile[]>;
  /** Ends the threads, whatever they do. */
  readonly end: () => Promise<void>;
}

const filesPerBatch = 16;

/** Small, so that what was inflated is let go of, and its memory used again, while the processor still has it at hand: 2 to 3 % of the time. */
const resourceLimits = { maxYoungGenerationSizeMb: 1 };

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
  const threads = Array.from({ length: workers }, () => new Worker(script, { execArgv: [], workerData, resourceLimits }));
  const failed = new Promise<never>((_, reject) => {
    for (const thread of threads) thread.on('error', reject);
  });
  // who ends the threads without hashing asks for nothing
  failed.catch(() => undefined);
  const end = async (): Promise<void> => {
    await Promise.all(threads.map((thread) => thread.terminate()));
  };
  return { hash: (paths) => Promise.race([hashIn(threads, paths), failed]), end };
}

/** Hashes files, and ends. */
export async function hashFiles(paths: readonly string[], options: HashingOptions): Promise<readonly HashedFile[]> {
  const threads = startHashing(options);
  return threads.hash(paths).finally(threads.end);
}

function hashIn(threads: readonly Worker[], paths: readonly string[]): Promise<readonly HashedFile[]> {
  const results: HashedFile[] = new Array(paths.length);
  let missing = paths.length;
  if (missing === 0) return Promise.resolve(results);
  const next = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  return new Promise((resolve, reject) => {
    for (const thread of threads) {
      thread.on('message', (message) => {
        const batch = answer.safeParse(message);
        if (!batch.success) return reject(batch.error);
        for (const [index, file] of batch.data.hashed.entries()) results[batch.data.first + index] = file;
        missing -= batch.data.hashed.length;
        if (missing === 0) resolve(results);
      });
      thread.postMessage({ paths, next });
    }
  });
}
