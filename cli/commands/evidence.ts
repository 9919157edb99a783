import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '../../client/failure.ts';
import { peekStatement } from '../../domain/statement.ts';
import { manifestStatement } from '../../domain/statement-kinds.ts';
import { maxArchiveBytes } from '../../evidence/archive.ts';
import { answerAbout } from '../../evidence/audit-extract.ts';
import { collectCase } from '../../evidence/collect.ts';
import type { DispatchSource, PackageSource } from '../../evidence/contents.ts';
import { sha256Of } from '../../evidence/hash.ts';
import { packageOf } from '../../evidence/package.ts';
import { currentDirectory } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeNew } from '../out-file.ts';
import { nameOfError } from '../output.ts';
import { queryOf } from './case.ts';
import { connectAs, type Run, readStatement } from './run.ts';

export interface EvidenceOptions {
  readonly as: string;
  /** The reference, or the id of a dispatch of the case. */
  readonly case: string;
  readonly out: string;
  /** Folder in which documents are looked for by their hashes. */
  readonly withDocuments?: string;
  /** Files of `exchange audit ask … --format json --out` and of `exchange audit prove … --json`. */
  readonly audit?: string;
  readonly auditProof?: string;
  /** A directory kept earlier, instead of the present one. */
  readonly useDirectory?: string;
}

/** Makes the evidence package of a case. It reads no document from a drop box, and so adds no reading to the case. */
export async function makePackage(run: Run, options: EvidenceOptions): Promise<ExitCode> {
  const connection = await connectAs(run, options.as);
  const { source, stale } = await collectCase(queryOf(options.case), connection);
  const directoryJws = options.useDirectory
    ? await readStatement(run, options.useDirectory)
    : (await currentDirectory({ place: connection.place, ...run.shared }, run.host, run.output)).jws;
  const audit = await auditOf(run, options, source.dispatches);
  const dispatches = options.withDocuments ? await withDocuments(run, options.withDocuments, source.dispatches) : source.dispatches;
  const bytes = await packageOf({ ...source, directoryJws, dispatches, ...(audit && { audit }) }, await run.host.verifyPage());
  const path = resolve(run.host.cwd, options.out);
  await writeNew(path, bytes);
  for (const { dispatchId, error } of stale) run.output.note(`${dispatchId}: newer receipts could not be brought: ${nameOfError(error)}`);
  const sha256 = await sha256Of(bytes);
  const documents = dispatches.reduce((sum, one) => sum + (one.documents?.size ?? 0), 0);
  run.output.result(
    {
      case: source.case,
      file: path,
      sizeBytes: bytes.length,
      sha256,
      dispatches: dispatches.length,
      documents,
      isWhole: source.isWhole,
      stale: stale.map(({ dispatchId, error }) => ({ dispatchId, code: nameOfError(error) })),
    },
    [
      `Evidence of case ${source.case}: ${dispatches.length} dispatches, ${documents} documents enclosed, ${bytes.length} bytes`,
      `Kept in ${path}`,
      `SHA-256 ${sha256}: write it down when you hand the package over.`,
      'Verify it with: exchange verify FILE, or with the page verify.html inside it, in any browser, without a network.',
    ],
  );
  return exitCodes.done;
}

async function auditOf(
  run: Run,
  { audit, auditProof }: EvidenceOptions,
  dispatches: readonly DispatchSource[],
): Promise<PackageSource['audit']> {
  if (audit === undefined) {
    if (auditProof !== undefined) throw new Failure('InvalidArguments', '--audit-proof goes with --audit');
    return undefined;
  }
  const answer = await textIn(run, audit);
  const ids = dispatches.map(({ manifest }) => peekStatement(manifestStatement, manifest).dispatchId);
  if (!answerAbout(answer, ids)) {
    throw new Failure(
      'InvalidArguments',
      '--audit wants an answer of exchange audit ask --format json about dispatches of this case and no others',
    );
  }
  return { answer, ...(auditProof !== undefined && { proof: await textIn(run, auditProof) }) };
}

async function textIn(run: Run, file: string): Promise<string> {
  const path = resolve(run.host.cwd, file);
  return readFile(path, 'utf8').catch((cause) => {
    throw new Failure('FileUnreadable', path, { cause });
  });
}

/** Encloses every document of the case that lies in the folder, whatever its file is called: its hash tells. */
async function withDocuments(run: Run, folder: string, dispatches: readonly DispatchSource[]): Promise<readonly DispatchSource[]> {
  const manifests = dispatches.map(({ manifest }) => peekStatement(manifestStatement, manifest));
  const sizes = new Set(manifests.flatMap(({ documents }) => documents.map(({ sizeBytes }) => sizeBytes)));
  const found = await documentsBelow(resolve(run.host.cwd, folder), sizes);
  return dispatches.map((dispatch, index) => {
    const wanted = manifests[index]?.documents ?? [];
    const documents = new Map(
      wanted.flatMap(({ number, sha256 }): readonly (readonly [number, Uint8Array])[] => {
        const bytes = found.get(sha256);
        return bytes ? [[number, bytes]] : [];
      }),
    );
    return { ...dispatch, documents };
  });
}

async function documentsBelow(folder: string, sizes: ReadonlySet<number>): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = await readdir(folder, { recursive: true }).catch((cause) => {
    throw new Failure('FileUnreadable', folder, { cause });
  });
  const found = new Map<string, Uint8Array>();
  let totalBytes = 0;
  for (const name of names.sort()) {
    const path = join(folder, name);
    const about = await stat(path);
    if (!about.isFile() || !sizes.has(about.size)) continue;
    totalBytes += about.size;
    if (totalBytes > maxArchiveBytes / 2) {
      throw new Failure(
        'InvalidArguments',
        `documents of more than ${maxArchiveBytes / 2} bytes are not enclosed: keep them beside the package, which proves them by their hashes`,
      );
    }
    const bytes = await readFile(path);
    found.set(await sha256Of(bytes), bytes);
  }
  return found;
}
