import { type FileHandle, open } from 'node:fs/promises';
import { Failure } from '../../client/failure.ts';
import { type Bytes, laneCount } from '../../client/sending/send-bytes.ts';
import { requireUnchanged } from './file-identity.ts';
import type { SendRecord } from './journal.ts';
import { fileSource, makePutter } from './put.ts';

export interface FileBytes extends Bytes {
  readonly close: () => Promise<void>;
}

/** Opens the files that a journal describes. Throws FileChanged unless each is still the one that was hashed. */
export async function openFileBytes(files: SendRecord['files']): Promise<FileBytes> {
  const opened = new Map<number, FileHandle>();
  const putter = makePutter(laneCount);
  const close = async (): Promise<void> => {
    putter.close();
    await Promise.all([...opened.values()].map((file) => file.close()));
  };
  const fileOf = (documentNumber: number): FileHandle => {
    const file = opened.get(documentNumber);
    if (!file) throw new Error(`no document ${documentNumber}`);
    return file;
  };
  const identities = new Map(files.map(({ entry, identity }) => [entry.number, identity]));
  const bytes: Bytes = {
    requireUnchanged: async (documentNumber) => {
      const identity = identities.get(documentNumber);
      if (identity) await requireUnchanged(fileOf(documentNumber), identity, documentNumber);
    },
    put: (link, { documentNumber, start, length }, lane) => putter.put(link, fileSource(fileOf(documentNumber), start, length), lane),
  };
  try {
    for (const { path, entry } of files) {
      opened.set(entry.number, await openToRead(path));
      await bytes.requireUnchanged(entry.number);
    }
    return { ...bytes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export async function openToRead(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw new Failure('FileUnreadable', path, { cause });
  }
}
