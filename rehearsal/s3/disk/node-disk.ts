import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from '../../private-file.ts';
import type { Disk, DiskFile } from './disk.ts';

/** The real disk. */
export const nodeDisk: Disk = {
  create: async (path) => fileOf(await open(path, 'wx', 0o600)),
  open: async (path) => fileOf(await open(path, 'r')),
  readText: (path) => unlessMissing(readFile(path, 'utf8'), undefined),
  replaceText: async (path, text) => {
    await replace(path, { text, durable: true });
    await syncFolder(dirname(path));
  },
  putText: (path, text) => replace(path, { text, durable: false }),
  sync: (path) => unlessMissing(syncFile(path), undefined),
  list: (path) => unlessMissing(readdir(path), []),
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
};

interface Replacement {
  readonly text: string;
  readonly durable: boolean;
}

const replace = async (path: string, replacement: Replacement): Promise<void> => {
  const draft = `${path}.new`;
  try {
    await writeDraft(draft, replacement);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
};

const writeDraft = async (path: string, { text, durable }: Replacement): Promise<void> => {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(text);
    if (durable) await handle.sync();
  } finally {
    await handle.close();
  }
};

const syncFile = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
};

/** A rename is durable once its folder is. */
const syncFolder = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const unlessMissing = async <T, E>(reading: Promise<T>, otherwise: E): Promise<T | E> => {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return otherwise;
    throw error;
  }
};

const fileOf = (handle: FileHandle): DiskFile => ({
  write: (pieces, position) => writeAll(handle, { pieces, position }),
  read: async (position, sizeBytes) => {
    const buffer = Buffer.allocUnsafe(sizeBytes);
    let filled = 0;
    while (filled < sizeBytes) {
      const { bytesRead } = await handle.read(buffer, filled, sizeBytes - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled === sizeBytes ? buffer : buffer.subarray(0, filled);
  },
  close: () => handle.close(),
});

interface Writing {
  readonly pieces: readonly Uint8Array[];
  readonly position: number;
}

/** A disk that is about to be full writes less than it was given: the rest is tried again and then throws. */
const writeAll = async (handle: FileHandle, writing: Writing): Promise<void> => {
  let { pieces, position } = writing;
  while (pieces.length > 0) {
    const { bytesWritten } = await handle.writev([...pieces], position);
    position += bytesWritten;
    pieces = withoutFirst(pieces, bytesWritten);
  }
};

const withoutFirst = (pieces: readonly Uint8Array[], sizeBytes: number): readonly Uint8Array[] => {
  let done = sizeBytes;
  return pieces.flatMap((piece) => {
    const skipped = Math.min(done, piece.length);
    done -= skipped;
    return skipped === piece.length ? [] : [piece.subarray(skipped)];
  });
};
