import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readDirectory } from '../../client/directory.ts';
import { Failure } from '../../client/failure.ts';
import { maxArchiveBytes } from '../../evidence/archive.ts';
import { examineArchive } from '../../evidence/examine.ts';
import { findingText, kindOf, verdictWords } from '../../evidence/findings.ts';
import { sha256Of } from '../../evidence/hash.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type Run, readStatement } from './run.ts';

export interface PackageToVerify {
  readonly file: string;
  /** Where given, the package must rest on the same directory key. */
  readonly directory?: string;
  readonly trustDirectoryKey?: string;
}

/** A package begins as every ZIP archive does; a statement never does. */
export async function isPackage(run: Run, file: string): Promise<boolean> {
  const path = resolve(run.host.cwd, file);
  const bytes = await readFile(path).catch((cause) => {
    throw new Failure('FileUnreadable', path, { cause });
  });
  return bytes.subarray(0, 2).toString('latin1') === 'PK' || file.toLowerCase().endsWith('.zip');
}

/** Verifies an evidence package with nothing but itself, and says everything that it found. */
export async function verifyPackage(run: Run, { file, directory, trustDirectoryKey }: PackageToVerify): Promise<ExitCode> {
  const path = resolve(run.host.cwd, file);
  const bytes = await readFile(path);
  if (bytes.length > maxArchiveBytes) throw new Failure('FileUnreadable', `${path}: larger than a package may be`);
  const directoryKey =
    trustDirectoryKey ?? (directory ? (await readDirectory(await readStatement(run, directory))).fingerprint : undefined);
  const {
    verdict,
    findings,
    directoryKey: restsOn,
    contents,
  } = await examineArchive(bytes, directoryKey === undefined ? {} : { directoryKey });
  const { language } = run.output;
  const listed = findings.map((finding) => ({ ...finding, kind: kindOf(finding.code), sentence: findingText(finding, language) }));
  const sha256 = await sha256Of(bytes);
  run.output.result(
    {
      verified: verdict === 'genuine',
      kind: 'package',
      case: contents?.case,
      dispatches: contents?.dispatches.length,
      directoryKey: restsOn,
      sha256,
      findings: listed,
    },
    [
      `${verdict === 'genuine' ? 'VERIFIED' : 'NOT VERIFIED'}: ${verdictWords[verdict][language]}`,
      ...listed.map(({ code, kind, about, sentence }) => `  ${kind === 'bad' ? '!' : '-'} ${code}${about ? ` ${about}` : ''}: ${sentence}`),
      ...(contents ? [`  Case ${contents.case}, ${contents.dispatches.length} dispatches`] : []),
      `  SHA-256 of the package ${sha256}`,
      ...(restsOn === undefined
        ? []
        : [
            `  It stands on the directory key ${restsOn}${directoryKey === restsOn ? ', which you trust.' : ': compare it with the operator by another way.'}`,
          ]),
    ],
  );
  return verdict === 'genuine' ? exitCodes.done : exitCodes.notVerified;
}
