import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** The code of functions as it was deployed, beside the state: a later synthesis neither changes nor takes away what runs. */
export class StoredCode {
  readonly #folder: string;
  readonly #copies = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Forgets what an earlier process ran: everything is deployed again at every start. */
  open(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  /** The folder of the copy. Functions of the same code share one. */
  async copyOf(asset: string): Promise<string> {
    const name = await contentHash(asset);
    const copy = this.#copies.get(name) ?? copied(asset, join(this.#folder, name));
    this.#copies.set(name, copy);
    return copy;
  }
}

async function copied(from: string, to: string): Promise<string> {
  await cp(from, to, { recursive: true });
  return to;
}

async function contentHash(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`\0${relative(folder, file)}\0`).update(await readFile(file));
  return hash.digest('hex').slice(0, 32);
}
