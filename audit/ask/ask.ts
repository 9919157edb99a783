import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { eventColumns } from '../../domain/audit-question.ts';
import { type Answer, type AnswerRow, rowLimit } from '../answer/answer.ts';
import { type EngineLimits, engineLimits, withEngine } from '../duckdb.ts';
import { totalOf } from '../ingest/ingest.ts';
import { readIndex, type StoreIndex } from '../ingest/store.ts';
import type { Asked } from './asked.ts';
import { openLog } from './log-view.ts';

/** There is no store in the folder. */
export class NoStore extends Error {}

/** A store opened for questions: read only, one engine. */
export interface OpenStore {
  readonly engine: DuckDBConnection;
  readonly index: StoreIndex;
}

/** Opens a store for the time of the work. Throws NoStore. */
export async function withStore<Outcome>(
  folder: string,
  work: (store: OpenStore) => Promise<Outcome>,
  limits: EngineLimits = engineLimits,
): Promise<Outcome> {
  const index = await readIndex(folder);
  if (!index) throw new NoStore(`no store in ${folder}: run exchange audit ingest first`);
  return withEngine(limits, async (engine) => {
    await openLog(engine, folder, index);
    return work({ engine, index });
  });
}

/** Columns that an answer shows, in their order. */
export const shownColumns = eventColumns.filter(({ shown }) => shown).map(({ name }) => name);

/** Answers a question. Values are bound; rows come by time, with the place of their raw record. */
export async function ask({ engine, index }: OpenStore, asked: Asked): Promise<Answer> {
  const { condition, values } = conditionOf(asked);
  // first only where the rows stand, from the few columns that the condition needs: the others are wide
  const result = await engine.runAndReadAll(
    `${periodOfEvents}, hits AS MATERIALIZED (SELECT ${place} FROM events e WHERE ${condition} ORDER BY ${order} LIMIT ${rowLimit + 1})
    SELECT ${[...shownColumns, ...proofColumns].map((name) => `e.${name}`).join(', ')}
    FROM all_events e SEMI JOIN hits h ON e.log_bucket = h.log_bucket AND e.log_key = h.log_key AND e.ordinal = h.ordinal ORDER BY ${order}`,
    values,
  );
  const found = cells.parse(result.getRowsJson()).map(rowOf);
  const isWhole = found.length <= rowLimit;
  const count = isWhole ? found.length : await countAll(engine, condition, values);
  const { findings } = index;
  return {
    format: 'liaison-answer/1',
    question: asked.question.id,
    parameters: { ...asked.parameters },
    period: asked.period,
    basis: basisOf(index),
    store: { ...totalOf(index), findings: [...findings] },
    columns: [...shownColumns],
    found: count,
    isWhole,
    rows: found.slice(0, rowLimit),
  };
}

/** What any answer from this store rests on. */
export function basisOf(index: StoreIndex): Answer['basis'] {
  if (index.verification === 'none') return 'UNVERIFIED';
  if (index.verification === 'rehearsal') return 'REHEARSAL';
  return totalOf(index).pending > 0 ? 'verified and pending' : 'verified';
}

const periodOfEvents =
  "WITH events AS (SELECT * FROM all_events WHERE event_day BETWEEN $first_day AND $last_day OR event_day = 'unknown')";
const place = 'e.log_bucket, e.log_key, e.ordinal';
const order = `e.event_time NULLS FIRST, ${place}`;
const proofColumns = ['log_bucket', 'log_key', 'log_sha256', 'ordinal', 'digest_bucket', 'digest_key', 'standing'] as const;

function conditionOf({ question: { where }, parameters, period }: Asked) {
  const condition = typeof where === 'string' ? where : where.duckdb;
  return { condition, values: { ...parameters, first_day: period.from, last_day: period.to } };
}

const cells = z.array(z.array(z.union([z.string(), z.number(), z.null()])));

function rowOf(row: readonly (string | number | null)[]): AnswerRow {
  const texts = row.map((cell) => (cell === null ? null : String(cell)));
  const [bucket, key, sha256, ordinal, digestBucket, digestKey, standing] = texts.slice(shownColumns.length);
  return {
    values: texts.slice(0, shownColumns.length),
    proof: {
      logFile: { bucket: bucket ?? '', key: key ?? '' },
      sha256: sha256 ?? '',
      ordinal: Number(ordinal),
      digest: digestBucket && digestKey ? { bucket: digestBucket, key: digestKey } : null,
      standing: standing === 'verified' || standing === 'pending' ? standing : 'unverified',
    },
  };
}

async function countAll(engine: DuckDBConnection, condition: string, values: Readonly<Record<string, string>>): Promise<number> {
  const result = await engine.runAndReadAll(`${periodOfEvents} SELECT count(*) FROM events e WHERE ${condition}`, { ...values });
  return z.tuple([z.tuple([z.coerce.number()])]).parse(result.getRowsJson())[0][0];
}
