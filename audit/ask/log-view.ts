import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../duckdb.ts';
import { storedColumns } from '../ingest/read-records.ts';
import type { StoreIndex } from '../ingest/store.ts';

/**
 * Gives the engine the store's rows as the view `stored_events`, its files as the table `log_files`, both together as `all_events`, and takes everything else away: no file outside the store's events, no
 * network, no extension, no setting can be changed any more (docs: DuckDB, "Securing DuckDB").
 */
export async function openLog(engine: DuckDBConnection, folder: string, index: StoreIndex): Promise<void> {
  const events = resolve(folder, 'events');
  const paths = index.parts.flatMap(({ parquet }) => parquet).map((name) => literal(join(resolve(folder), name)));
  const rows = paths.length === 0 ? emptyLog : `read_parquet([${paths.join(', ')}], hive_partitioning = false, union_by_name = false)`;
  await nameFiles(engine, index);
  // what a large question spills lies with the store, and not where the program happens to run
  const staging = join(resolve(folder), 'staging');
  await mkdir(staging, { recursive: true, mode: 0o700 });
  await engine.run(`SET temp_directory = ${literal(join(staging, 'spill'))}`);
  await engine.run(`SET allowed_directories = [${literal(`${events}/`)}]`);
  await engine.run('SET enable_external_access = false');
  await engine.run(`CREATE VIEW stored_events AS SELECT * REPLACE (${copySource} AS copy_source), ${eventAt} AS event_at FROM ${rows}`);
  await engine.run('CREATE VIEW all_events AS SELECT * EXCLUDE (log_file) FROM stored_events JOIN log_files USING (log_file)');
  await engine.run('SET lock_configuration = true');
}

/** As in audit/record.ts. The engine ends a query at bytes that are no UTF-8: those are kept from it, and come out as they stood. */
const copySource = String.raw`CASE WHEN copy_source IS NOT NULL THEN url_decode(regexp_replace(copy_source, '%([89A-Fa-f])', '%25\1', 'g')) END`;

/** The engine reads more forms of time than CloudTrail writes: those have no day, and no time either. */
const eventAt = "CASE WHEN event_day <> 'unknown' THEN try_cast(event_time AS TIMESTAMP) END";

/** Where records stand: each file once, under the number that rows have. */
async function nameFiles(engine: DuckDBConnection, { parts }: StoreIndex): Promise<void> {
  await engine.run(`CREATE TABLE log_files (log_file INTEGER, log_bucket VARCHAR, log_key VARCHAR, log_sha256 VARCHAR, digest_bucket VARCHAR,
    digest_key VARCHAR, standing VARCHAR)`);
  const appender = await engine.createAppender('log_files');
  for (const { number, bucket, key, sha256, digest, standing } of parts.flatMap(({ files }) => files)) {
    appender.appendInteger(number);
    for (const text of [bucket, key, sha256, digest?.bucket, digest?.key, standing]) {
      if (text === undefined) appender.appendNull();
      else appender.appendVarchar(text.toWellFormed());
    }
    appender.endRow();
  }
  appender.closeSync();
}

/** A store without records has the same columns. */
const emptyLog = `(SELECT ${storedColumns.map((name) => `CAST(NULL AS VARCHAR) AS ${name}`).join(', ')},
  CAST(NULL AS BIGINT) AS ordinal, CAST(NULL AS INTEGER) AS log_file WHERE false)`;
