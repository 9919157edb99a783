import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../client/failure.ts';
import { parsedJson } from '../domain/json.ts';
import { firstBreak, type LedgerEntry, ledgerBytes, ledgerEntry } from '../domain/ledger.ts';
import type { Run } from './commands/run.ts';

/** A ledger as a file: one entry of JSON a line, from the first on. */
export function ledgerText(lines: readonly LedgerEntry[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Reads what `ledgerText` wrote. Throws NotVerified where its chain breaks, or where it does not end in the line with the fingerprint
 * `end`: the chain alone does not tell that lines are missing at the end, or that the last one was changed.
 */
export async function readLedger(run: Run, file: string, end?: string): Promise<readonly LedgerEntry[]> {
  const path = resolve(run.host.cwd, file);
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Failure('FileUnreadable', path, { cause });
  });
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const entries = lines.map((line, index) => {
    const parsed = ledgerEntry.safeParse(parsedJson(line));
    if (!parsed.success) throw new Failure('InvalidArguments', `line ${index + 1} of the ledger is no entry`);
    return parsed.data;
  });
  const broken = firstBreak(entries, sha256Hex);
  if (broken !== undefined) throw new Failure('NotVerified', `the chain of the ledger breaks at line ${broken}`);
  if (end !== undefined && endOf(entries) !== end) {
    throw new Failure('NotVerified', `the ledger ends at line ${entries.length} with ${endOf(entries) ?? 'nothing'}, wanted ${end}`);
  }
  return entries;
}

/** Fingerprint of the last line: with it, a ledger that was handed out before is known to be the beginning of this one. */
export function endOf(entries: readonly LedgerEntry[]): string | undefined {
  const last = entries.at(-1);
  return last && sha256Hex(ledgerBytes(last));
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
