import { readdir } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { LogFile } from '../log-file.ts';
import { largestFileBytes } from '../raw-file.ts';
import { type HashedFile, hashFiles } from '../verify/hash-files.ts';

/**
 * Log files of a folder that has no digests, such as logs that somebody handed over: `*.json` and `*.json.gz`, in any depth. Nothing
 * vouches for them; they belong into a store of their own (`verification: 'none'`), and every answer from it says so.
 */
export async function unverifiedFiles(folder: string): Promise<readonly LogFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.json(?:\.gz)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hashed = await hashFiles(paths, { workers: 2, maxInflatedBytes: largestFileBytes, findIrregular: true, plainToo: true });
  return paths.flatMap((path, index) => {
    const file = hashed[index];
    return file === undefined ? [] : [fileAt(folder, path, file)];
  });
}

function fileAt(folder: string, path: string, { sha256, sizeBytes, seal, inflatedBytes, problem, isIrregular }: HashedFile): LogFile {
  const place = { bucket: basename(folder), key: relative(folder, path).split(sep).join('/'), path, digest: null };
  if (sha256 === null) return { ...place, sha256, sizeBytes: 0, inflatedBytes, standing: problem === 'file' ? 'missing' : 'unreadable' };
  return { ...place, sha256, sizeBytes, seal, inflatedBytes, standing: 'pending', ...(isIrregular && { isIrregular }) };
}
