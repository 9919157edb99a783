import { access, constants, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Finding } from '../../audit/finding.ts';
import { type DigestKeys, readPublicKeys } from '../../audit/verify/public-keys.ts';
import { type Verification, verifyArchive } from '../../audit/verify/verify-archive.ts';
import { Failure } from '../../client/failure.ts';
import type { Run } from './run.ts';

/** A plain copy of one or more archive buckets, and files that `aws cloudtrail list-public-keys` printed, one for each Region. */
export interface ArchiveOptions {
  readonly archive: string;
  readonly keys: readonly string[];
  /** What a question looks for: audit/scan/needles.ts. */
  readonly needles?: readonly string[];
  /** For whom gives files to an engine. @default false */
  readonly findIrregular?: boolean;
}

/** Verifies an archive before anything is read from it. Faults are in the outcome; only what cannot be read at all is a failure. */
export async function verifiedArchive(run: Run, { archive, keys, needles, findIrregular = false }: ArchiveOptions): Promise<Verification> {
  const folder = await requireFolder(resolve(run.host.cwd, archive));
  return verifyArchive({ folder, keys: await readKeys(run, keys), findIrregular, ...(needles && { needles }) });
}

export async function readKeys(run: Run, files: readonly string[]): Promise<DigestKeys> {
  const texts = await Promise.all(
    files.map((file) => {
      const path = resolve(run.host.cwd, file);
      return readFile(path).then(textOf, (cause) => {
        throw new Failure('FileUnreadable', path, { cause });
      });
    }),
  );
  try {
    return readPublicKeys(texts);
  } catch (cause) {
    throw new Failure('InvalidArguments', '--keys: wanted what `aws cloudtrail list-public-keys` prints, as JSON', { cause });
  }
}

/** A shell of Windows writes what a program prints as UTF-16, or with a mark before it; the mark tells. */
function textOf(file: Buffer): string {
  const isWide = file[0] === 0xff && file[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(file);
}

export async function requireFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch((cause) => {
    throw new Failure('FileUnreadable', folder, { cause });
  });
  if (!found.isDirectory()) throw new Failure('InvalidArguments', `${folder}: wanted a folder`);
  await access(folder, constants.R_OK | constants.X_OK).catch((cause) => {
    throw new Failure('FileUnreadable', folder, { cause });
  });
  return folder;
}

/** Faults that no standing of a single file tells: a store keeps them, and its answers show them. */
export function faultsBeyondFiles({ findings }: Verification): readonly Finding[] {
  return findings
    .filter(({ severity, code }) => severity === 'error' && !code.startsWith('LogFile'))
    .map(({ code, where }) => ({ code: 'ArchiveNotWhole', bucket: where.split('/', 1)[0] ?? '', key: keyIn(where), detail: code }));
}

function keyIn(where: string): string {
  return where.slice(where.indexOf('/') + 1);
}
