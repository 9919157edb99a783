import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Failure } from '../../client/failure.ts';
import { isDocumentName, toDocumentName } from '../../domain/document-name.ts';
import { Refusal } from '../../domain/refusal.ts';

/** A file as it will be sent: `name` is what the manifest says, NFC. */
export interface FileToSend {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
}

export interface CollectedFiles {
  readonly files: readonly FileToSend[];
  /** Hidden files (name with a leading dot) of folders, which are not sent. */
  readonly leftOut: readonly string[];
}

/**
 * The documents of a dispatch from files and folders, in the order given; a folder's files by name. Refused: folders in folders, what is
 * no plain file, names that no manifest may carry, and names that fall together on a file system that ignores case.
 */
export async function collectFiles(given: readonly string[], cwd: string): Promise<CollectedFiles> {
  const groups = await Promise.all(given.map((path) => expand(resolve(cwd, path))));
  const files = groups.flatMap((group) => group.files);
  files.forEach(({ name }, index) => {
    if (!isDocumentName(name)) throw new Refusal('DocumentNameRefused', `document ${index + 1}`);
  });
  requireDistinct(files);
  return { files, leftOut: groups.flatMap((group) => group.leftOut) };
}

function requireDistinct(files: readonly FileToSend[]): void {
  const seen = new Map<string, number>();
  files.forEach(({ name }, index) => {
    const folded = name.toLowerCase();
    const earlier = seen.get(folded);
    if (earlier !== undefined) throw new Failure('DuplicateName', `documents ${earlier} and ${index + 1}`);
    seen.set(folded, index + 1);
  });
}

async function expand(path: string): Promise<CollectedFiles> {
  const found = await look(path);
  if (found.kind === 'file') return { files: [fileAt(path, found.sizeBytes)], leftOut: [] };
  const names = (await readdir(path)).sort((one, other) => (one < other ? -1 : 1));
  const leftOut = names.filter((name) => name.startsWith('.'));
  const files: FileToSend[] = [];
  for (const name of names.filter((one) => !one.startsWith('.'))) {
    const inside = await look(join(path, name));
    if (inside.kind === 'folder') throw new Failure('NestedFolder', path);
    files.push(fileAt(join(path, name), inside.sizeBytes));
  }
  if (files.length === 0) throw new Failure('EmptyFolder', path);
  return { files, leftOut: leftOut.map((name) => join(path, name)) };
}

function fileAt(path: string, sizeBytes: number): FileToSend {
  return { path, name: toDocumentName(basename(path)), sizeBytes };
}

type Found = { readonly kind: 'file'; readonly sizeBytes: number } | { readonly kind: 'folder' };

async function look(path: string): Promise<Found> {
  const found = await stat(path).catch((cause) => {
    throw new Failure('FileUnreadable', path, { cause });
  });
  if (found.isFile()) return { kind: 'file', sizeBytes: found.size };
  if (found.isDirectory()) return { kind: 'folder' };
  throw new Failure('NotAFile', path);
}
