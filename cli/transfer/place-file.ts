import { link, open, rename, unlink } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Failure } from '../../client/failure.ts';
import { maxNameBytes } from '../../domain/document-name.ts';
import { codeOf } from '../error-code.ts';

/**
 * Gives a finished file its name in its folder, in one step and never over another file: a name that is taken becomes `name (2).pdf`.
 * Returns the path it got.
 */
export async function placeFile(from: string, folder: string, name: string): Promise<string> {
  for (let number = 1; number <= maxNumber; number++) {
    const path = join(folder, numbered(name, number));
    if (await moved(from, path)) return path;
  }
  throw new Failure('FileExists', folder);
}

/** `name (2).pdf` for 2, the name itself for 1; the stem is cut where the whole would not fit a file system. */
export function numbered(name: string, number: number): string {
  if (number === 1) return name;
  const extension = extname(name);
  const ending = ` (${number})${extension}`;
  const stem = Array.from(name.slice(0, name.length - extension.length));
  while (Buffer.byteLength(stem.join('') + ending) > maxNameBytes) stem.pop();
  return stem.join('') + ending;
}

const maxNumber = 1000;

async function moved(from: string, to: string): Promise<boolean> {
  try {
    // a hard link fails where the name is taken; rename would replace
    await link(from, to);
    await unlink(from);
    return true;
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'EEXIST') return false;
    if (linksUnknown.has(code)) return movedWithoutLinks(from, to);
    throw new Failure('FolderUnwritable', to, { cause });
  }
}

/** Errors of file systems without hard links (FAT, some network shares). */
const linksUnknown: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

async function movedWithoutLinks(from: string, to: string): Promise<boolean> {
  try {
    const reserved = await open(to, 'wx');
    await reserved.close();
    await rename(from, to);
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw new Failure('FolderUnwritable', to, { cause });
  }
}
