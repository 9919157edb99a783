import { readdirSync } from 'node:fs';
import { sep } from 'node:path';

/** One file of the copy. */
export interface ArchiveEntry {
  readonly bucket: string;
  /** With '/' between folders, on every system. */
  readonly key: string;
  readonly path: string;
  /** Links, sockets and the like are never opened. */
  readonly isFile: boolean;
}

/** Everything in `FOLDER/BUCKET/...`, in the order of the keys. Files beside the buckets have an empty bucket. Without waiting between folders. */
export function walkArchive(folder: string): readonly ArchiveEntry[] {
  const entries: ArchiveEntry[] = [];
  for (const entry of sortedEntries(folder)) {
    const path = `${folder}${sep}${entry.name}`;
    if (entry.isDirectory()) walkBucket({ bucket: entry.name, path, prefix: '' }, entries);
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

function walkBucket({ bucket, path, prefix }: Branch, entries: ArchiveEntry[]): void {
  for (const entry of sortedEntries(path)) {
    const below = `${path}${sep}${entry.name}`;
    const key = `${prefix}${entry.name}`;
    if (entry.isDirectory()) walkBucket({ bucket, path: below, prefix: `${key}/` }, entries);
    else entries.push({ bucket, key, path: below, isFile: entry.isFile() });
  }
}

function sortedEntries(path: string) {
  return readdirSync(path, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
}
