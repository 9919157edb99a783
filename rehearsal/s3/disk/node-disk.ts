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
    const draft = `${path}.new`;
    try {
      await writeDraft(draft, text);
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
  },
  list: (path) => unlessMissing(readdir(path), []),
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
};

const writeDraft = async (path: string, text: string): Promise<void> => {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
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
  sync: () => handle.datasync(),
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
