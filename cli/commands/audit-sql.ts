import { csv } from '../../audit/answer/csv.ts';
import { aligned } from '../../audit/answer/table.ts';
import { askFreely } from '../../audit/ask/free-sql.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { deliverLines, deliverText, inStore, isReserved, noteFindings } from './audit-run.ts';
import type { Run } from './run.ts';

export interface SqlOptions {
  readonly sql: string;
  readonly store: string;
  readonly format: 'table' | 'csv' | 'json';
  readonly timeoutSeconds: number;
  readonly out?: string;
}

/** Runs one SELECT of the auditor's own over the view `all_events`. It has no proof unless it selects `log_key` and `ordinal`. */
export async function auditSql(run: Run, { sql, store, format, timeoutSeconds, out }: SqlOptions): Promise<ExitCode> {
  const table = await inStore(run, store, (open) => askFreely(open, sql, timeoutSeconds * 1000));
  const { columns, rows, basis, isWhole, findings } = table;
  if (format === 'csv') await deliverText(run, csv([columns, ...rows]), out);
  else if (format === 'json') await deliverText(run, `${JSON.stringify(table)}\n`, out);
  else {
    const lines = [...aligned([columns, ...rows.map((row) => row.map((value) => value ?? ''))]), `${rows.length} rows; ${basis}`];
    if (out === undefined) run.output.result({ ...table }, lines);
    else await deliverLines(run, lines, out);
  }
  if (basis === 'UNVERIFIED') run.output.note('UNVERIFIED: no digest vouches for these log files');
  if (basis === 'REHEARSAL') run.output.note('REHEARSAL: a rehearsal signed the digests of these log files');
  if (!isWhole) run.output.note('NOT WHOLE: there are more rows than are shown');
  noteFindings(run, findings);
  if (!isWhole) return exitCodes.notConfirmed;
  return isReserved({ basis, findings }) ? exitCodes.notAllVerified : exitCodes.done;
}
