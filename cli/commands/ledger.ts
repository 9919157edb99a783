import { resolve } from 'node:path';
import type { HomeDesk } from '../../client/desk-client.ts';
import { firstBreak, type LedgerEntry } from '../../domain/ledger.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { endOf, ledgerText, sha256Hex } from '../ledger-file.ts';
import { writeNew } from '../out-file.ts';
import { connectAs, type Run } from './run.ts';

export interface LedgerOptions {
  readonly as: string;
  readonly out: string;
}

/**
 * Fetches the whole ledger of the own country and keeps it in the form that `audit reconcile --ledger` reads. A broken chain is kept too,
 * since it is evidence; NotVerified says so.
 */
export async function keepLedger(run: Run, { as, out }: LedgerOptions): Promise<ExitCode> {
  const { home } = await connectAs(run, as);
  const lines = await linesOf(home);
  const brokenAt = firstBreak(lines, sha256Hex);
  const strangers = lines.filter(({ country }) => country !== as).length;
  const file = resolve(run.host.cwd, out);
  await writeNew(file, ledgerText(lines));
  const isWhole = brokenAt === undefined && strangers === 0;
  const end = endOf(lines) ?? null;
  run.output.result({ country: as, lines: lines.length, isWhole, brokenAt: brokenAt ?? null, end, file }, [
    `${lines.length} lines of the ledger of ${as}, ${chainWords(brokenAt, strangers)}`,
    ...(end === null ? [] : [`The last line has the fingerprint ${end}`]),
    `Kept in ${file}`,
  ]);
  return isWhole ? exitCodes.done : exitCodes.notVerified;
}

export async function linesOf(home: HomeDesk): Promise<readonly LedgerEntry[]> {
  const lines: LedgerEntry[] = [];
  for (let more = true; more; ) {
    const page = await home.showLedger(lines.at(-1)?.sequence ?? 0);
    lines.push(...page.lines);
    more = page.more && page.lines.length > 0;
  }
  return lines;
}

function chainWords(brokenAt: number | undefined, strangers: number): string {
  if (brokenAt !== undefined) return `NOT VERIFIED: the chain breaks at line ${brokenAt}`;
  return strangers > 0 ? `NOT VERIFIED: ${strangers} lines are of another country` : 'the chain is whole';
}
