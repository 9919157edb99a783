import * as z from 'zod';
import { type Answer, rowLimit } from '../answer/answer.ts';
import { messageOf } from '../disk-trouble.ts';
import type { Finding } from '../finding.ts';
import { basisOf, type OpenStore } from './ask.ts';
import { BadQuestion } from './asked.ts';

/** What a query of one's own gives: cells as text, and what they rest on. Without proof: `SELECT log_key, ordinal` names raw records. */
export interface Table {
  readonly basis: Answer['basis'];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly isWhole: boolean;
  /** Of the last ingestion: what may be missing. */
  readonly findings: readonly Finding[];
}

/** DuckDB's number for SELECT (docs: DuckDB C API, duckdb_statement_type). */
const selects = 1;
const longest = 100_000;
const againMs = 100;

/**
 * Runs one SELECT over the view `all_events`. Anything else is refused before it runs; files, network and settings are out of reach by the
 * engine's own locks. A query that runs longer than `timeoutMs` is interrupted. Throws BadQuestion with the engine's words.
 */
export async function askFreely({ engine, index }: OpenStore, sql: string, timeoutMs: number): Promise<Table> {
  if (sql.trim() === '') throw new BadQuestion('one SELECT was wanted, and nothing came');
  if (sql.length > longest) throw new BadQuestion(`a query of at most ${longest} characters was wanted`);
  let isLate = false;
  let timer: NodeJS.Timeout | undefined;
  // again and again: an interruption that comes before the engine has begun, or between two steps, stops nothing
  const stop = (): void => {
    isLate = true;
    engine.interrupt();
    timer = setTimeout(stop, againMs);
  };
  timer = setTimeout(stop, timeoutMs);
  try {
    const statements = await engine.extractStatements(sql);
    if (statements.count !== 1) throw new BadQuestion(`one statement was wanted, and ${statements.count} came`);
    const prepared = await statements.prepare(0);
    if (prepared.statementType !== selects) throw new BadQuestion('only SELECT is answered here');
    if (prepared.parameterCount > 0) throw new BadQuestion('a query without parameters was wanted');
    const reader = await prepared.streamAndReadUntil(rowLimit + 1);
    const rows = reader.getRowsJson();
    return {
      basis: basisOf(index),
      columns: reader.deduplicatedColumnNames(),
      rows: rows.slice(0, rowLimit).map((row) => row.map(cellOf)),
      isWhole: rows.length <= rowLimit,
      findings: index.findings,
    };
  } catch (cause) {
    if (cause instanceof BadQuestion) throw cause;
    if (isLate) throw new BadQuestion(`the query was stopped after ${timeoutMs / 1000} s`, { cause });
    throw new BadQuestion(inOneLine(messageOf(cause)) || 'the query was refused', { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** The engine's words without the query, which it shows again below them. */
function inOneLine(words: string): string {
  return words
    .replace(/\n\nLINE \d+:[\s\S]*$/, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
}

const cell = z.union([z.string(), z.number(), z.boolean()]);

function cellOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const plain = cell.safeParse(value);
  return plain.success ? String(plain.data) : JSON.stringify(value);
}
