import type { DuckDBConnection, Json } from '@duckdb/node-api';
import { eventColumns } from '../../domain/audit-question.ts';
import { type Answer, type AnswerRow, rowLimit } from '../answer/answer.ts';
import { isDiskTrouble, messageOf } from '../disk-trouble.ts';
import { type EngineLimits, engineLimits, withEngine } from '../duckdb.ts';
import { totalOf } from '../ingest/ingest.ts';
import { readIndex, StoreDamaged, type StoreIndex, StoreUnwritable } from '../ingest/store.ts';
import { type Asked, BadQuestion } from './asked.ts';
import { openLog } from './log-view.ts';

/** There is no store in the folder. */
export class NoStore extends Error {}

/** A store opened for questions: read only, one engine. */
export interface OpenStore {
  readonly engine: DuckDBConnection;
  readonly index: StoreIndex;
}

/** Opens a store for the time of the work. Throws NoStore, StoreOutdated, StoreDamaged, StoreUnwritable. */
export async function withStore<Outcome>(
  folder: string,
  work: (store: OpenStore) => Promise<Outcome>,
  limits: EngineLimits = engineLimits,
): Promise<Outcome> {
  const index = await readIndex(folder);
  if (!index) throw new NoStore(`no store in ${folder}: run exchange audit ingest first`);
  try {
    return await withEngine(limits, async (engine) => {
      await openLog(engine, folder, index);
      return work({ engine, index });
    });
  } catch (cause) {
    // the engine has the same words for a query that cannot be carried out
    if (cause instanceof BadQuestion) throw cause;
    if (isDiskTrouble(cause)) throw new StoreUnwritable(folder, { cause });
    if (unreadable.test(messageOf(cause))) throw new StoreDamaged(folder, 'events', { cause });
    throw cause;
  }
}

/** How the engine begins what it says of a file that it cannot make out. */
const unreadable = /^(?:IO|Invalid|Invalid Input|Serialization) Error:/;

/** Columns that an answer shows, in their order. */
export const shownColumns = eventColumns.filter(({ shown }) => shown).map(({ name }) => name);

/** Answers a question. Values are bound; rows come by time, with the place of their raw record. */
export async function ask({ engine, index }: OpenStore, asked: Asked): Promise<Answer> {
  const { condition, values } = conditionOf(asked);
  // first only where the rows stand, from the few columns that the condition needs: the others are wide
  const result = await engine.stream(
    `${eventsAsked}, hits AS MATERIALIZED (SELECT e.log_file, e.ordinal, e.event_time FROM events e WHERE ${condition}),
    listed AS (SELECT h.log_file, h.ordinal FROM hits h JOIN log_files f USING (log_file) ORDER BY h.${order} LIMIT ${rowLimit})
    SELECT ${shownColumns.map((name) => `e.${name}`).join(', ')}, e.log_file, e.ordinal, (SELECT count(*) FROM hits)
    FROM (SELECT * FROM stored_events e SEMI JOIN listed l ON e.log_file = l.log_file AND e.ordinal = l.ordinal) e
    JOIN log_files f USING (log_file) ORDER BY e.${order}`,
    values,
  );
  const files = filesByNumber(index);
  const shared = shownColumns.map(sharer);
  const rows: AnswerRow[] = [];
  let found = 0;
  for await (const chunk of result.yieldRowsJson())
    for (const row of chunk) {
      rows.push(rowOf(row, files, shared));
      found = Number(row.at(-1));
    }
  const { findings } = index;
  return {
    format: 'liaison-answer/1',
    question: asked.question.id,
    parameters: { ...asked.parameters },
    period: asked.period,
    basis: basisOf(index),
    store: { ...totalOf(index), findings: [...findings] },
    columns: [...shownColumns],
    found,
    isWhole: found <= rowLimit,
    rows,
  };
}

/** Whether any record is about the country's drop box: where none is, an empty answer may be that of a mistyped country. */
export async function knowsBox({ engine }: OpenStore, country: string): Promise<boolean> {
  const found = await engine.runAndReadAll('SELECT 1 FROM stored_events WHERE upper(box_country) = $country LIMIT 1', { country });
  return found.currentRowCount > 0;
}

/** What any answer from this store rests on. */
export function basisOf(index: StoreIndex): Answer['basis'] {
  if (index.verification === 'none') return 'UNVERIFIED';
  if (index.verification === 'rehearsal') return 'REHEARSAL';
  return totalOf(index).pending > 0 ? 'verified and pending' : 'verified';
}

/** Conditions speak of `events` and `all_events`; both without the names of files, which only rows that are found need. */
const eventsAsked = `WITH all_events AS (SELECT * FROM stored_events),
  events AS (SELECT * FROM stored_events WHERE event_day BETWEEN $first_day AND $last_day OR event_day = 'unknown')`;
const order = 'event_time NULLS FIRST, f.log_bucket, f.log_key, ordinal';

function conditionOf({ question: { where }, parameters, period }: Asked) {
  const condition = typeof where === 'string' ? where : where.duckdb;
  return { condition, values: { ...parameters, first_day: period.from, last_day: period.to } };
}

type StoredFile = StoreIndex['parts'][number]['files'][number];

function filesByNumber({ parts }: StoreIndex): ReadonlyMap<number, StoredFile> {
  return new Map(parts.flatMap(({ files }) => files.map((file) => [file.number, file] as const)));
}

type Share = (text: string) => string;

/** One and the same text for what a column says again and again: there may be a hundred thousand rows. */
function sharer(): Share {
  const known = new Map<string, string>();
  return (text) => {
    const same = known.get(text);
    if (same === undefined && known.size < mostShared) known.set(text, text);
    return same ?? text;
  };
}

const mostShared = 1000;

function rowOf(row: readonly Json[], files: ReadonlyMap<number, StoredFile>, shared: readonly Share[]): AnswerRow {
  const [number, ordinal] = row.slice(shownColumns.length).map(Number);
  const file = files.get(number ?? -1);
  if (!file) throw new Error(`the store names no file ${number}`);
  const { bucket, key, sha256, digest, standing } = file;
  return {
    values: shared.map((share, index) => textOf(row[index], share)),
    proof: { logFile: { bucket, key }, sha256, ordinal: ordinal ?? 0, digest, standing },
  };
}

function textOf(cell: Json | undefined, share: Share): string | null {
  if (typeof cell === 'string') return share(cell);
  return cell === null || cell === undefined ? null : String(cell);
}
