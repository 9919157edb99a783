import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type * as z from 'zod';
import { Failure } from '../client/failure.ts';
import { parsedJson } from '../domain/json.ts';
import { isMissing } from './error-code.ts';

/** Reads a JSON file of the program's own; undefined where there is none. Throws StateUnreadable where it has another form. */
export async function readPrivate<Content>(path: string, schema: z.ZodType<Content>): Promise<Content | undefined> {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(parsedJson(text));
  if (!parsed.success) throw new Failure('StateUnreadable', path);
  return parsed.data;
}

/** Replaces a JSON file whole or not at all; only this user can read it (0600, folder 0700). */
export async function writePrivate(path: string, content: unknown): Promise<void> {
  await makePrivateFolder(dirname(path));
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(content));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new Failure('FolderUnwritable', dirname(path), { cause });
  }
}

export async function removePrivate(path: string): Promise<void> {
  await rm(path, { force: true });
}

async function makePrivateFolder(folder: string): Promise<void> {
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made) await chmod(folder, 0o700);
  } catch (cause) {
    throw new Failure('FolderUnwritable', folder, { cause });
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new Failure('StateUnreadable', path, { cause });
  }
}
