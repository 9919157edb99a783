import type { FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import { Failure } from '../../client/failure.ts';

/** What tells that a file is still the one that was hashed, short of hashing it again. */
export const fileIdentity = z.strictObject({ sizeBytes: z.int().min(0), modifiedNs: z.string().regex(/^-?\d+$/), inode: z.string() });
export type FileIdentity = z.infer<typeof fileIdentity>;

export async function identityOf(file: FileHandle): Promise<FileIdentity> {
  const { size, mtimeNs, ino } = await file.stat({ bigint: true });
  return { sizeBytes: Number(size), modifiedNs: String(mtimeNs), inode: String(ino) };
}

/** Throws FileChanged unless the file is the one that `known` describes. */
export async function requireUnchanged(file: FileHandle, known: FileIdentity, documentNumber: number): Promise<void> {
  const now = await identityOf(file);
  const same = now.sizeBytes === known.sizeBytes && now.modifiedNs === known.modifiedNs && now.inode === known.inode;
  if (!same) throw new Failure('FileChanged', `document ${documentNumber}`);
}
