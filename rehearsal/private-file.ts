import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ZodType } from 'zod';

/** Reads a JSON file of the rehearsal's state; undefined where there is none. Throws on a file that is not what it should be. */
export const readPrivateJson = async <T>(path: string, schema: ZodType<T>): Promise<T | undefined> => {
  const text = await readText(path);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`The state file ${path} cannot be read; start with a fresh state.`, { cause });
  }
};

/** Writes a JSON file that only its owner may read. Either the old or the new text is on disk, whenever the process dies. */
export const writePrivateJson = (path: string, value: unknown): Promise<void> => writePrivateFile(path, JSON.stringify(value));

/** As `writePrivateJson`, for bytes or text. */
export const writePrivateFile = async (path: string, data: string | Uint8Array): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  await writeFile(draft, data, { mode: 0o600 });
  await rename(draft, path);
};

const readText = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** True for the error of a file or folder that does not exist. */
export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
