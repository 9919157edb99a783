import { readdir } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { LogFile } from '../log-file.ts';
import { readRaw } from '../raw-file.ts';

/**
 * Log files of a folder that has no digests, such as logs that somebody handed over: `*.json` and `*.json.gz`, in any depth. Nothing
 * vouches for them; they belong into a store of their own (`verification: 'none'`), and every answer from it says so.
 */
export async function unverifiedFiles(folder: string): Promise<readonly LogFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.json(?:\.gz)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const files: LogFile[] = [];
  for (const path of paths.sort()) files.push(await fileAt(folder, path));
  return files;
}

async function fileAt(folder: string, path: string): Promise<LogFile> {
  const raw = await readRaw(path);
  const place = { bucket: basename(folder), key: relative(folder, path).split(sep).join('/'), path, digest: null };
  if (raw.kind !== 'read') return { ...place, sha256: null, sizeBytes: 0, standing: raw.kind };
  return { ...place, sha256: raw.sha256, sizeBytes: raw.bytes.length, standing: 'pending' };
}
