import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../private-file.ts';

/** How much of the delivered log is kept at hand for showing it; all of it is in the archive. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** The newest log files that were delivered, line by line as they were recorded: to show the log without reading, and so adding to, the archive. */
export class DeliveredFiles {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  open(): Promise<unknown> {
    return mkdir(this.#dir, { recursive: true, mode: 0o700 });
  }

  /** Takes over a file whose log file is in the archive. */
  async keep(path: string, name: string): Promise<void> {
    await rename(path, join(this.#dir, name));
    let keptBytes = 0;
    for (const file of await newestFirst(this.#dir)) {
      keptBytes += file.sizeBytes;
      if (keptBytes > KEPT_BYTES) await rm(file.path);
    }
  }

  newestFirst(): Promise<readonly LineFile[]> {
    return newestFirst(this.#dir);
  }
}

/** A file of records, one a line, oldest first. */
export interface LineFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly changedMs: number;
}

/** Names tell the minute only: the time of the last line decides. */
export const newestFirst = async (dir: string): Promise<readonly LineFile[]> => {
  const files = await Promise.all(
    (await readdir(dir)).map(async (name) => {
      const path = join(dir, name);
      const { size, mtimeMs } = await stat(path);
      return { name, path, sizeBytes: size, changedMs: mtimeMs };
    }),
  );
  return files.sort((one, other) => other.changedMs - one.changedMs || (one.name < other.name ? 1 : -1));
};

/** The whole lines of a file, newest first; none where there is no file. */
export const linesNewestFirst = async (path: string): Promise<readonly string[]> => {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return '';
    throw error;
  });
  // what follows the last line end is still being written
  return text.split('\n').slice(0, -1).reverse();
};
