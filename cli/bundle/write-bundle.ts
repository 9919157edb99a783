import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { Failure } from '../../client/failure.ts';
import { bundleMagic, chunkBytes, chunksOf } from '../../domain/bundle.ts';
import { codeOf } from '../error-code.ts';
import { openToRead } from '../transfer/file-bytes.ts';
import { readFully } from '../transfer/hash-file.ts';
import type { SendRecord } from '../transfer/journal.ts';
import { documentCipher } from './document-cipher.ts';

export interface BundleToWrite {
  readonly path: string;
  readonly envelope: string;
  readonly contentKey: string;
  readonly files: readonly SendRecord['files'][number][];
  readonly onBytes: (bytes: number) => void;
}

export interface Written {
  readonly sizeBytes: number;
  /** Over all but the last 32 bytes, which hold it. */
  readonly sha256: string;
}

/**
 * Writes a sealed bundle to a new file, one chunk in memory at a time. Throws FileExists, FolderUnwritable, or FileChanged where a document is
 * no longer the one that the manifest names; then no file is left.
 */
export async function writeBundle(bundle: BundleToWrite): Promise<Written> {
  const file = await open(bundle.path, 'wx', 0o600).catch((cause) => {
    throw new Failure(codeOf(cause) === 'EEXIST' ? 'FileExists' : 'FolderUnwritable', bundle.path, { cause });
  });
  try {
    const sha256 = await writeAll(bundle, file);
    await file.sync();
    const { size: sizeBytes } = await file.stat();
    await file.close();
    return { sizeBytes, sha256 };
  } catch (cause) {
    await file.close();
    await rm(bundle.path, { force: true });
    if (diskCodes.has(codeOf(cause))) throw new Failure('FolderUnwritable', bundle.path, { cause });
    throw cause;
  }
}

const diskCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG', 'EROFS']);

/** All that stands before the documents. */
export function bundleHead(envelope: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(envelope.length);
  return Buffer.concat([Buffer.from(bundleMagic, 'latin1'), length, Buffer.from(envelope, 'ascii')]);
}

async function writeAll({ envelope, contentKey, files, onBytes }: BundleToWrite, into: FileHandle): Promise<string> {
  const whole = createHash('sha256');
  const put = async (bytes: Uint8Array): Promise<void> => {
    whole.update(bytes);
    await into.writeFile(bytes);
  };
  const head = bundleHead(envelope);
  await put(head);
  const key = { contentKey, headSha256: createHash('sha256').update(head).digest() };
  for (const { path, entry } of files) {
    const hash = createHash('sha256');
    const cipher = documentCipher(key, entry);
    const from = await openToRead(path);
    try {
      for (let index = 0; index < chunksOf(entry.sizeBytes); index += 1) {
        const start = index * chunkBytes;
        const plaintext = Buffer.allocUnsafe(Math.min(chunkBytes, entry.sizeBytes - start));
        await readFully(from, plaintext, start);
        hash.update(plaintext);
        await put(cipher.seal(index, plaintext));
        onBytes(plaintext.length);
      }
    } finally {
      await from.close();
    }
    if (hash.digest('hex') !== entry.sha256) throw new Failure('FileChanged', `document ${entry.number}`);
  }
  const checksum = whole.digest();
  await into.writeFile(checksum);
  return checksum.toString('hex');
}
