import { Worker } from 'node:worker_threads';
import * as z from 'zod';

/** What a thread says of one file. */
export interface HashedFile {
  /** Hex, of the uncompressed bytes; null where they could not be had. */
  readonly sha256: string | null;
  /** On disk. */
  readonly sizeBytes: number;
  /** Uncompressed; 0 where that could not be had. */
  readonly inflatedBytes: number;
  /**
   * `cut`: the gzip stream ends too early. `gzip`: it is none, or damaged. `large`: larger than the limit. `file`: could not be opened or
   * read. `trailing`: bytes follow the gzip stream, which tools pass over.
   */
  readonly problem: 'cut' | 'gzip' | 'large' | 'file' | 'trailing' | null;
  /** False where the file was read whole and holds none of the needles. */
  readonly mayHold: boolean;
  /** True where values nest deeper than any reader that recurses should be given, or lines follow a first; false too where nobody asked. */
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

/** Hashes gzip files in worker threads; answers in the order of the paths. Memory: at most a few times the limit per worker. */
export async function hashFiles(paths: readonly string[], options: HashingOptions): Promise<readonly HashedFile[]> {
  const results: HashedFile[] = new Array(paths.length);
  const batches = cutIntoBatches(paths);
  const count = Math.min(options.workers, batches.length);
  await Promise.all(Array.from({ length: count }, () => work(batches, results, options)));
  return results;
}

interface Batch {
  readonly first: number;
  readonly paths: readonly string[];
}

const filesPerBatch = 16;

const hashed = z.object({
  sha256: z.string().nullable(),
  sizeBytes: z.number(),
  inflatedBytes: z.number(),
  problem: z.enum(['cut', 'gzip', 'large', 'file', 'trailing']).nullable(),
  mayHold: z.boolean(),
  isIrregular: z.boolean(),
});
const answer = z.object({ first: z.number(), hashed: z.array(hashed) });

/** Every worker has one batch in hand and one waiting, and takes the next when it answers. */
function work(batches: Batch[], results: HashedFile[], options: HashingOptions): Promise<void> {
  const worker = new Worker(new URL('./inflate-worker.mjs', import.meta.url), { execArgv: [], workerData: workerDataOf(options) });
  let inHand = 0;
  const feed = (): void => {
    const batch = batches.pop();
    if (batch === undefined) return;
    inHand += 1;
    worker.postMessage(batch);
  };
  const done = new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message) => {
      const { first, hashed: files } = answer.parse(message);
      for (const [index, file] of files.entries()) results[first + index] = file;
      inHand -= 1;
      feed();
      if (inHand === 0) resolve();
    });
    feed();
    feed();
    if (inHand === 0) resolve();
  });
  return done.finally(() => worker.terminate());
}

function workerDataOf({ maxInflatedBytes, needles, findIrregular = false, plainToo = false }: HashingOptions) {
  return { maxInflatedBytes, needles, findIrregular, plainToo };
}

/** The last batch first: they are taken from the end. */
function cutIntoBatches(paths: readonly string[]): Batch[] {
  const batches: Batch[] = [];
  for (let first = 0; first < paths.length; first += filesPerBatch)
    batches.push({ first, paths: paths.slice(first, first + filesPerBatch) });
  return batches.reverse();
}
