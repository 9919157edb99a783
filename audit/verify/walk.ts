import { type Dirent, readdirSync } from 'node:fs';
import { sep } from 'node:path';

/** One file of the copy. */
export interface ArchiveEntry {
  readonly bucket: string;
  /** With '/' between folders, on every system. */
  readonly key: string;
  readonly path: string;
  /** `other`: links, sockets and the like are never opened. `closed`: a folder that cannot be read; its key ends with '/'. */
  readonly kind: 'file' | 'other' | 'closed';
}

/**
 * Everything in `FOLDER/BUCKET/...`, in the order of the keys. Files beside the buckets have an empty bucket. Without waiting between folders. Throws where
 * `FOLDER` itself cannot be read.
 */
export function walkArchive(folder: string): readonly ArchiveEntry[] {
  const entries: ArchiveEntry[] = [];
  for (const entry of sortedEntries(folder)) {
    const path = `${folder}${sep}${entry.name}`;
    if (entry.isDirectory()) walkBucket({ bucket: entry.name, path, prefix: '' }, entries);
    else entries.push({ bucket: '', key: entry.name, path, kind: kindOf(entry) });
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
  const below = entriesIn(path);
  if (below === undefined) entries.push({ bucket, key: prefix, path, kind: 'closed' });
  for (const entry of below ?? []) {
    const entryPath = `${path}${sep}${entry.name}`;
    const key = `${prefix}${entry.name}`;
    if (entry.isDirectory()) walkBucket({ bucket, path: entryPath, prefix: `${key}/` }, entries);
    else entries.push({ bucket, key, path: entryPath, kind: kindOf(entry) });
  }
}

function kindOf(entry: Dirent): ArchiveEntry['kind'] {
  return entry.isFile() ? 'file' : 'other';
}

/** Undefined where the rights to it are lacking, or its name is none on this machine. */
function entriesIn(path: string): readonly Dirent[] | undefined {
  try {
    return sortedEntries(path);
  } catch {
    // told as a folder that could not be read
    return undefined;
  }
}

function sortedEntries(path: string): readonly Dirent[] {
  return readdirSync(path, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
}
