import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../duckdb.ts';
import { storedColumns } from '../ingest/read-records.ts';
import type { StoreIndex } from '../ingest/store.ts';

/**
 * Gives the engine the store's rows as the view `all_events`, and takes everything else away: no file outside the store's events, no
 * network, no extension, no setting can be changed any more (docs: DuckDB, "Securing DuckDB").
 */
export async function openLog(engine: DuckDBConnection, folder: string, index: StoreIndex): Promise<void> {
  const events = resolve(folder, 'events');
  const paths = index.parts.flatMap(({ parquet }) => parquet).map((name) => literal(join(resolve(folder), name)));
  const rows = paths.length === 0 ? emptyLog : `read_parquet([${paths.join(', ')}], hive_partitioning = false, union_by_name = false)`;
  // what a large question spills lies with the store, and not where the program happens to run
  const staging = join(resolve(folder), 'staging');
  await mkdir(staging, { recursive: true, mode: 0o700 });
  await engine.run(`SET temp_directory = ${literal(join(staging, 'spill'))}`);
  await engine.run(`SET allowed_directories = [${literal(`${events}/`)}]`);
  await engine.run('SET enable_external_access = false');
  await engine.run(`CREATE VIEW all_events AS SELECT * FROM ${rows}`);
  await engine.run('SET lock_configuration = true');
}

const types: ReadonlyMap<string, string> = new Map([
  ['ordinal', 'BIGINT'],
  ['event_at', 'TIMESTAMP'],
]);

/** A store without records has the same columns. */
const emptyLog = `(SELECT ${storedColumns.map((name) => `CAST(NULL AS ${types.get(name) ?? 'VARCHAR'}) AS ${name}`).join(', ')} WHERE false)`;
