import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { isDiskTrouble } from '../disk-trouble.ts';
import { type EngineLimits, literal, withRoom } from '../duckdb.ts';
import type { Finding } from '../finding.ts';
import type { LogFile } from '../log-file.ts';
import { readRaw, recordsIn } from '../raw-file.ts';
import { sealOf } from '../seal.ts';
import { type Reading, selectRecords } from './read-records.ts';
import { salvage } from './salvage.ts';
import type { Part, StoreIndex } from './store.ts';
import { inOrderOfReading, wayOf } from './way-of-reading.ts';

export interface PortionTarget {
  /** Folder for Parquet files, and for what is salvaged on the way. */
  readonly staging: string;
  readonly verification: StoreIndex['verification'];
  readonly limits: EngineLimits;
  /** Numbers that no file of the store has yet begin here. */
  readonly firstNumber: number;
}

/** A file with the number by which the store's rows name it. */
type NumberedLog = LogFile & { readonly number: number };

interface PortionRead {
  readonly files: Part['files'];
  readonly findings: readonly Finding[];
}

/** Reads the files of a portion. One that the engine refuses is found by halving, and salvaged record by record. */
export async function readPortion(engine: DuckDBConnection, logs: readonly LogFile[], target: PortionTarget): Promise<PortionRead> {
  const findings: Finding[] = [];
  const run: Run = { engine, target, findings, written: [], attempts: 0 };
  // those that are read together have numbers that follow each other
  const files = inOrderOfReading(logs).map((file, index) => ({ ...file, number: target.firstNumber + index }));
  await readWhole(
    run,
    files.filter((file) => wayOf(file) === 'together'),
  );
  for (const file of files) {
    if (wayOf(file) === 'alone') await withRoom(engine, target.limits, () => readWhole(run, [file]));
    if (wayOf(file) === 'by record') await readSalvaged(run, file);
  }
  const counted = await countRows(run);
  const told = new Set(findings.map(placeOf));
  for (const file of files) {
    const count = counted.get(file.number);
    if (!count && !told.has(placeOf(file))) findings.push(...(await emptiness(file)));
    if (count && count.incomplete > 0)
      findings.push({ code: 'RecordIncomplete', bucket: file.bucket, key: file.key, detail: `${count.incomplete} of ${count.events}` });
  }
  const unread = new Set(findings.filter(({ code }) => code.startsWith('File') || code === 'NoRecords').map(placeOf));
  const kept = files.filter((file) => !unread.has(placeOf(file)));
  return { files: kept.map((file) => entryOf(file, target, counted.get(file.number)?.events ?? 0)), findings };
}

interface Run {
  readonly engine: DuckDBConnection;
  readonly target: PortionTarget;
  readonly findings: Finding[];
  /** Parquet files. */
  readonly written: string[];
  attempts: number;
}

async function readWhole(run: Run, files: readonly NumberedLog[]): Promise<void> {
  const [only] = files;
  if (!only) return;
  try {
    const largestBytes = Math.max(...files.map(({ inflatedBytes }) => inflatedBytes));
    const paths = files.map(({ path }) => path);
    await write(run, { form: 'delivered', paths, firstNumber: only.number, largestBytes }, () => requireUnchanged(files));
  } catch (cause) {
    if (isDiskTrouble(cause)) throw cause;
    if (files.length === 1) return readSalvaged(run, only);
    const middle = files.length >> 1;
    await readWhole(run, files.slice(0, middle));
    await readWhole(run, files.slice(middle));
  }
}

async function readSalvaged(run: Run, file: NumberedLog): Promise<void> {
  const path = join(run.target.staging, 'salvaged.ndjson');
  const { findings, largestBytes } = await salvage(file, path);
  for (const each of findings) run.findings.push(each);
  if (largestBytes === 0) return;
  try {
    const { engine, target } = run;
    await withRoom(engine, target.limits, () => write(run, { form: 'salvaged', paths: [path], firstNumber: file.number, largestBytes }));
  } catch (cause) {
    if (isDiskTrouble(cause)) throw cause;
    run.findings.push({ code: 'FileUnreadable', bucket: file.bucket, key: file.key, detail: 'records beyond what the engine holds' });
  }
}

/** Each attempt writes into a folder of its own, of which nothing is left where it fails. */
async function write(run: Run, reading: Reading, check: () => void = () => undefined): Promise<void> {
  const { engine, target } = run;
  const path = join(target.staging, `draft-${run.attempts}.parquet`);
  run.attempts += 1;
  try {
    await engine.run(`COPY (${selectRecords(reading)}) TO ${literal(path)} (${parquet})`);
    check();
    run.written.push(path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** The engine reads files by itself, some time after they were verified. One that changed meanwhile is found by halving, and hashed again. */
function requireUnchanged(files: readonly NumberedLog[]): void {
  const changed = files.find(({ path, seal }) => typeof seal === 'string' && sealOf(path) !== seal);
  if (changed) throw new Error('a file changed since it was verified');
}

/** Files come by day, so that a group of rows holds a day or two and a question about others passes it over. Larger groups need more memory and are no faster. */
const parquet = 'FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 10240';

interface Count {
  readonly events: number;
  readonly incomplete: number;
}

/** Insights have no source or name of their own, summaries of data events neither time nor name (CloudTrail: "record contents" of both). */
const lacksWhatItShould = `CASE event_type WHEN 'AwsCloudTrailInsight' THEN event_day = 'unknown' WHEN 'AwsAggregatedEvent' THEN event_source IS NULL
  ELSE event_day = 'unknown' OR event_name IS NULL OR event_source IS NULL END`;

const counts = z.array(z.tuple([z.coerce.number(), z.coerce.number(), z.coerce.number()]));

async function countRows({ engine, written }: Run): Promise<ReadonlyMap<number, Count>> {
  if (written.length === 0) return new Map();
  const result = await engine.runAndReadAll(`SELECT log_file, count(*),
      count(*) FILTER (${lacksWhatItShould})
    FROM read_parquet([${written.map(literal).join(', ')}]) GROUP BY ALL`);
  return new Map(counts.parse(result.getRowsJson()).map(([number, events, incomplete]) => [number, { events, incomplete }]));
}

/** Why a file gave no row: its list of records is empty, as is allowed, or it has none. */
async function emptiness(file: LogFile): Promise<readonly Finding[]> {
  const raw = await readRaw(file.path);
  if (raw.kind === 'read' && recordsIn(raw.bytes)?.length === 0) return [];
  return [{ code: raw.kind === 'read' ? 'NoRecords' : 'FileUnreadable', bucket: file.bucket, key: file.key }];
}

function entryOf(
  { number, bucket, key, sha256, standing, digest }: NumberedLog,
  { verification }: PortionTarget,
  events: number,
): Part['files'][number] {
  const told = verification === 'none' ? 'unverified' : standing === 'pending' ? 'pending' : 'verified';
  return { number, bucket, key, sha256: sha256 ?? '', standing: told, digest, events };
}

function placeOf({ bucket, key }: Pick<LogFile, 'bucket' | 'key'>): string {
  return JSON.stringify([bucket, key]);
}
