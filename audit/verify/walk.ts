import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of the copy. */
export interface ArchiveEntry {
  readonly bucket: string;
  /** With '/' between folders, on every system. */
  readonly key: string;
  readonly path: string;
  /** Links, sockets and the like are never opened. */
  readonly isFile: boolean;
}

/** Everything in `FOLDER/BUCKET/...`, in the order of the keys. Files beside the buckets have an empty bucket. */
export async function walkArchive(folder: string): Promise<readonly ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  for (const entry of await sortedEntries(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walkBucket({ bucket: entry.name, path, prefix: '' }, entries);
    else entries.push({ bucket: '', key: entry.name, path, isFile: entry.isFile() });
  }
  return entries;
}

interface Branch {
  readonly bucket: string;
  readonly path: string;
  /** Key of the folder, with '/' at its end. */
  readonly prefix: string;
}

async function walkBucket({ bucket, path, prefix }: Branch, entries: ArchiveEntry[]): Promise<void> {
  for (const entry of await sortedEntries(path)) {
    const below = join(path, entry.name);
    const key = `${prefix}${entry.name}`;
    if (entry.isDirectory()) await walkBucket({ bucket, path: below, prefix: `${key}/` }, entries);
    else entries.push({ bucket, key, path: below, isFile: entry.isFile() });
  }
}

async function sortedEntries(path: string) {
  return (await readdir(path, { withFileTypes: true })).sort((one, other) => (one.name < other.name ? -1 : 1));
}
