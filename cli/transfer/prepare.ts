import { Failure } from '../../client/failure.ts';
import type { Directory } from '../../domain/directory.ts';
import { type DocumentEntry, requireWithinLimits } from '../../domain/manifest.ts';
import { planParts } from '../../domain/parts.ts';
import type { Output } from '../output.ts';
import type { FileToSend } from './collect-files.ts';
import { openToRead } from './file-bytes.ts';
import { identityOf, requireUnchanged } from './file-identity.ts';
import { hashFile } from './hash-file.ts';
import type { SendRecord } from './journal.ts';

export type PreparedFile = SendRecord['files'][number];

/** Throws the exchange's own refusal of too many or too large documents, before an hour of hashing. */
export function requireSendable(files: readonly FileToSend[], limits: Directory['limits']): void {
  requireWithinLimits({ documents: files.map((file, index) => entryOf(file, index + 1, limits)) }, limits);
}

/** Hashes every file; each is read once. Throws FileChanged where a file changes meanwhile. */
export async function prepareFiles(
  files: readonly FileToSend[],
  limits: Directory['limits'],
  output: Pick<Output, 'progress'>,
): Promise<readonly PreparedFile[]> {
  const progress = output.progress(
    'Hashing',
    files.reduce((sum, file) => sum + file.sizeBytes, 0),
  );
  const prepared: PreparedFile[] = [];
  try {
    for (const file of files) prepared.push(await prepareFile(file, entryOf(file, prepared.length + 1, limits), progress.advance));
    return prepared;
  } finally {
    progress.end();
  }
}

/** Stands for a hash that is not known yet. */
const unknownSha256 = '0'.repeat(64);

function entryOf(file: FileToSend, number: number, limits: Directory['limits']): DocumentEntry {
  const plan = planParts(file.sizeBytes, limits.singlePutMaxBytes);
  return {
    number,
    name: file.name,
    sizeBytes: file.sizeBytes,
    sha256: unknownSha256,
    ...(plan && { parts: { ...plan, compositeSha256: unknownSha256 } }),
  };
}

async function prepareFile({ path }: FileToSend, entry: DocumentEntry, onBytes: (bytes: number) => void): Promise<PreparedFile> {
  const file = await openToRead(path);
  try {
    const identity = await identityOf(file);
    if (identity.sizeBytes !== entry.sizeBytes) throw new Failure('FileChanged', `document ${entry.number}`);
    const { sha256, parts } = await hashFile({ file, sizeBytes: entry.sizeBytes, plan: entry.parts, onBytes });
    await requireUnchanged(file, identity, entry.number);
    const described = {
      ...entry,
      sha256,
      ...(entry.parts && parts && { parts: { ...entry.parts, compositeSha256: parts.compositeSha256 } }),
    };
    return { path, identity, entry: described, partSha256: [...(parts?.sha256 ?? [])] };
  } finally {
    await file.close();
  }
}
