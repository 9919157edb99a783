import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { isDiskTrouble } from '../disk-trouble.ts';
import { type EngineLimits, engineLimits, literal, withEngine } from '../duckdb.ts';
import type { Finding } from '../finding.ts';
import type { LogFile } from '../log-file.ts';
import { planIngestion } from './plan.ts';
import { readPortion } from './read-portion.ts';
import { type Part, placeParquet, readIndex, type StoreIndex, StoreUnwritable, storeFormat, sweep, writeIndex } from './store.ts';
import { withLock } from './store-lock.ts';

export interface Ingestion {
  /** Folder of the store; made where it is not there. */
  readonly folder: string;
  readonly files: readonly LogFile[];
  readonly verification: StoreIndex['verification'];
  /** What verification found beyond single files, such as a missing digest. @default none */
  readonly findings?: readonly Finding[];
  readonly limits?: EngineLimits;
}

export interface Ingested {
  readonly filesRead: number;
  readonly events: number;
  readonly findings: readonly Finding[];
  /** Of the whole store now. */
  readonly total: { readonly files: number; readonly pending: number; readonly events: number };
}

/** The store is of another kind than asked for. */
export class StoreOther extends Error {}

/**
 * Takes files that verify, and pending ones marked as such, into the store: zstd Parquet with its rows by day, one row per record with its file, ordinal
 * and digest. Goes on where an earlier run ended; the index is replaced last, so an interrupted run leaves the store as it was.
 */
export async function ingest(ingestion: Ingestion): Promise<Ingested> {
  const { folder } = ingestion;
  try {
    return await ingestLocked(ingestion);
  } catch (cause) {
    if (isDiskTrouble(cause)) throw new StoreUnwritable(folder, { cause });
    throw cause;
  }
}

async function ingestLocked(ingestion: Ingestion): Promise<Ingested> {
  const { folder, verification, limits = engineLimits } = ingestion;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return withLock(folder, async () => {
    const index = (await readIndex(folder)) ?? { format: storeFormat, verification, parts: [], findings: [] };
    if (index.verification !== verification)
      throw new StoreOther(
        `the store holds files verified by: ${index.verification}, these are verified by: ${verification}; name another folder`,
      );
    return withEngine(limits, (engine) => takeIn(engine, ingestion, index));
  });
}

async function takeIn(engine: DuckDBConnection, ingestion: Ingestion, index: StoreIndex): Promise<Ingested> {
  const { folder, files, verification } = ingestion;
  await sweep(folder, index);
  const plan = planIngestion(files, index);
  const findings = [...(ingestion.findings ?? []), ...plan.findings, ...stillTrue(index, plan.kept)];
  const parts: Part[] = [];
  await engine.run(`SET temp_directory = ${literal(join(folder, 'staging', 'spill'))}`);
  let firstNumber = highestNumber(plan.kept) + 1;
  for (const [number, portion] of plan.portions.entries()) {
    const staging = join(folder, 'staging', String(number));
    await mkdir(staging, { recursive: true, mode: 0o700 });
    const read = await readPortion(engine, portion, { staging, verification, firstNumber, limits: ingestion.limits ?? engineLimits });
    firstNumber += portion.length;
    for (const each of read.findings) findings.push(each);
    parts.push({ files: [...read.files], parquet: [...(await placeParquet(folder, staging))] });
  }
  const next: StoreIndex = { ...index, parts: [...plan.kept, ...parts], findings };
  await writeIndex(folder, next);
  await sweep(folder, next);
  const fresh = parts.flatMap((part) => part.files);
  return { filesRead: fresh.length, events: eventsIn(fresh), findings, total: totalOf(next) };
}

function highestNumber(parts: StoreIndex['parts']): number {
  return parts.reduce((highest, { files }) => files.reduce((most, { number }) => Math.max(most, number), highest), 0);
}

/** What was found in records of files that are not read again; it holds of every answer from now on. */
function stillTrue({ findings }: StoreIndex, kept: StoreIndex['parts']): readonly Finding[] {
  const places = new Set(kept.flatMap(({ files }) => files.map(({ bucket, key }) => JSON.stringify([bucket, key]))));
  return findings.filter(({ code, bucket, key }) => code.startsWith('Record') && places.has(JSON.stringify([bucket, key])));
}

/** What a store holds. */
export function totalOf({ parts }: StoreIndex): Ingested['total'] {
  const files = parts.flatMap((part) => part.files);
  return { files: files.length, pending: files.filter(({ standing }) => standing === 'pending').length, events: eventsIn(files) };
}

function eventsIn(files: Part['files']): number {
  return files.reduce((sum, { events }) => sum + events, 0);
}
