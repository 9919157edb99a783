import { resolve } from 'node:path';
import { Failure } from '../../client/failure.ts';
import { firstBreak, type LedgerEntry } from '../../domain/ledger.ts';
import { countryNames } from '../../lib/names.ts';
import { type CopiedDocument, copyView } from '../../operations/restore/copied.ts';
import { copyReaderAccess } from '../copy-reader.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { endOf, ledgerText, sha256Hex } from '../ledger-file.ts';
import { writeNew } from '../out-file.ts';
import { readConfig } from '../read-config.ts';
import type { Run } from './run.ts';

export interface CopyOptions {
  readonly as: string;
  readonly config: string;
}

export interface ReadCopy {
  readonly ledger: readonly LedgerEntry[];
  readonly documents: readonly CopiedDocument[];
}

/** The whole copy of a country: its ledger, whose chain is checked, and what documents lie there. Throws NotVerified where the chain breaks. */
export async function readCopy(run: Run, options: CopyOptions): Promise<ReadCopy> {
  const { bucket, region } = requireReadable(run, options);
  const view = copyView(await copyReaderAccess(run, { country: options.as, region }), bucket);
  const ledger = await view.ledger();
  const brokenAt = firstBreak(ledger, sha256Hex);
  if (brokenAt !== undefined) throw new Failure('NotVerified', `the chain of the copied ledger breaks at line ${brokenAt}`);
  return { ledger, documents: await view.documents() };
}

/** Where the copy lies. Throws InvalidArguments where the configuration has none, or lets nobody read it. */
export function requireReadable(run: Run, { as, config: file }: CopyOptions): { readonly bucket: string; readonly region: string } {
  const config = readConfig(run, file);
  const country = config.countries.find(({ code }) => code === as);
  if (!country) throw new Failure('NoSuchMember', `${as} is not in ${file}`);
  if (!country.copy) throw new Failure('InvalidArguments', `--from-copy: ${as} has no copy in ${file}`);
  if (!country.copy.reading)
    throw new Failure(
      'InvalidArguments',
      `--from-copy: nobody may read the copy of ${as}; for a drill set copy.reading to "ledger" in ${file} and deploy ${as}-Copy`,
    );
  return { bucket: countryNames(config, country).copyBucket, region: country.copy.region };
}

export interface FetchCopyOptions extends CopyOptions {
  readonly out: string;
}

/**
 * After a loss: keeps the copied ledger as a file of the form that `audit reconcile --ledger` reads, and a list of the documents that lie in the copy. Asks nothing
 * of the lost Region. The documents themselves are fetched one by one, with the AWS CLI, by whoever may (docs/runbooks/region-loss.md).
 */
export async function fetchCopy(run: Run, options: FetchCopyOptions): Promise<ExitCode> {
  const { ledger, documents } = await readCopy(run, options);
  const folder = resolve(run.host.cwd, options.out);
  const [ledgerFile, listFile] = [resolve(folder, 'ledger.json'), resolve(folder, 'documents.json')];
  await writeNew(ledgerFile, ledgerText(ledger));
  await writeNew(listFile, `${JSON.stringify(documents, undefined, 2)}\n`);
  const last = ledger.at(-1);
  run.output.result(
    { country: options.as, lines: ledger.length, documents: documents.length, end: endOf(ledger) ?? null, ledgerFile, listFile },
    [
      `${ledger.length} lines of the ledger of ${options.as} are in the copy, the chain is whole; the last one is of ${last?.at ?? 'never'}.`,
      `${documents.length} documents lie in the copy.`,
      `Kept in ${ledgerFile} and ${listFile}`,
      'What was written after that line, and what had not been copied yet, is not there.',
    ],
  );
  return exitCodes.done;
}
