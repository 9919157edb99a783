import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../client/failure.ts';
import { codeOf } from './error-code.ts';

/** Writes a statement, or bytes, to a new file that only this user can read. A file with the same content is left; any other: FileExists. */
export async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw new Failure('FolderUnwritable', path, { cause });
    const there = await readFile(path).catch(() => undefined);
    if (!there?.equals(Buffer.from(content))) throw new Failure('FileExists', path);
  }
}
