import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TrinoSQL } from 'dt-sql-parser';
import { NoStore, withStore } from '../../audit/ask/ask.ts';
import { askedOf, BadQuestion } from '../../audit/ask/asked.ts';
import { askFreely } from '../../audit/ask/free-sql.ts';
import { ingest } from '../../audit/ingest/ingest.ts';
import { athenaQuery } from '../../domain/audit-question.ts';
import { auditQuestions } from '../../domain/audit-questions.ts';
import { savedQueries } from '../../lib/constructs/saved-queries.ts';
import { deliver, dispatches, s3Event, scratch } from './small-archive.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await scratch());
  const files = [await deliver(folder, { body: [s3Event('GetObject', { country: 'MA', key: `${dispatches[0]}/1` }, { id: 'a' })] })];
  await ingest({ folder: join(folder, 'store'), files, verification: 'digests' });
  await writeFile(join(folder, 'secret.csv'), 'secret\n1\n');
});
afterAll(() => remove());

const run = (sql: string, timeoutMs = 60_000) => withStore(join(folder, 'store'), (open) => askFreely(open, sql, timeoutMs));

describe('free SQL reads the log and reaches nothing else', () => {
  const refused: readonly (readonly [string, (path: string) => string])[] = [
    ['a file by function', (path) => `SELECT * FROM read_csv('${path}')`],
    ['a file by name', (path) => `SELECT * FROM '${path}'`],
    ['a file through the store', (path) => `SELECT * FROM read_text('${join(path, '..', 'store', 'events')}/../../secret.csv')`],
    ['a list of files', () => "SELECT * FROM glob('/etc/*')"],
    ['writing a file', (path) => `COPY (SELECT 1) TO '${path}.out'`],
    ['writing into the store', (path) => `COPY (SELECT 1) TO '${join(path, '..', 'store', 'events', 'x.parquet')}'`],
    ['a network address', () => "SELECT * FROM read_csv('http://127.0.0.1:9/x')"],
    ['attaching', (path) => `ATTACH '${path}.db'`],
    ['an extension', () => 'LOAD httpfs'],
    ['installing', () => 'INSTALL httpfs'],
    ['a setting', () => 'SET enable_external_access = true'],
    ['dropping', () => 'DROP VIEW all_events'],
    ['creating', () => 'CREATE TABLE t (a INT)'],
    ['a pragma', () => "PRAGMA memory_limit='1TB'"],
    ['exporting', (path) => `EXPORT DATABASE '${path}.d'`],
    ['two statements', () => 'SELECT 1; SELECT 2'],
    ['none', () => ''],
    ['nonsense', () => 'how are you'],
    ['a value that is none', () => "SELECT strptime('tomorrow', '%Y')"],
    ['a value to bind', () => 'SELECT $1'],
    ['one too long', () => `SELECT '${'x'.repeat(100_000)}'`],
  ];
  test.each(refused)('%s is refused', async (_what, sql) => {
    await expect(run(sql(join(folder, 'secret.csv')))).rejects.toThrow(BadQuestion);
    expect((await readdir(folder)).filter((name) => name.startsWith('secret'))).toEqual(['secret.csv']);
  });

  test('a query without end is stopped', async () => {
    await expect(run('SELECT count(*) FROM range(1000000000) a, range(1000000000) b', 200)).rejects.toThrow(/stopped/);
  });

  test('a SELECT is answered, every type as text', async () => {
    expect(await run('SELECT event_id, ordinal, event_at, [1, 2] AS list, NULL AS nothing, true AS yes FROM all_events')).toEqual({
      basis: 'verified',
      columns: ['event_id', 'ordinal', 'event_at', 'list', 'nothing', 'yes'],
      rows: [['a', '0', '2026-11-23 10:00:00', '[1,2]', null, 'true']],
      isWhole: true,
      findings: [],
    });
  });

  test('more rows than the limit are cut, and the table says so', async () => {
    const { rows, isWhole } = await run('SELECT * FROM range(150000)');
    expect([rows.length, isWhole]).toEqual([100_000, false]);
  });
});

describe('a question is checked before it is asked', () => {
  const wrong: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['NoSuchQuestion', {}],
    ['WhoOpenedADocument', {}],
    ['WhoOpenedADocument', { object_key: '' }],
    ['WhoOpenedADocument', { object_key: 'a\nb' }],
    ['EverythingAPersonDid', { person: "x' OR 1=1 --" }],
    ['ReadsOfABox', { country: 'ma' }],
    ['ReadsOfABox', { country: '%%' }],
    ['TimelineOfACase', { dispatches: 'short' }],
    ['TimelineOfACase', { dispatches: `${dispatches[0]},` }],
    ['ReadsOutsideOfficeHours', { country: 'MA', time_zone: 'Mars/Olympus', office_hours: '0000-01-01/9999-12-31/12345/09:00/15:00' }],
    ['ReadsOutsideOfficeHours', { country: 'MA', time_zone: 'Africa/Casablanca', office_hours: '0000-01-01/9999-12-31/8/09:00/15:00' }],
    ['ReadsOutsideOfficeHours', { country: 'MA', time_zone: 'Africa/Casablanca', office_hours: "'/'/1/-/-" }],
    ['ReadsOutsideOfficeHours', { country: 'MA', time_zone: 'Africa/Casablanca' }],
  ];
  test.each(wrong)('%s with %j is refused', (id, parameters) => {
    expect(() => askedOf(id, parameters)).toThrow(BadQuestion);
  });

  test.each([{ from: '2026/11/23' }, { from: '2026-13-01' }, { to: '2026-11-31' }, { from: '2026-11-24', to: '2026-11-23' }])(
    'days %j are refused',
    (period) => {
      expect(() => askedOf('RefusedAttempts', {}, period)).toThrow(BadQuestion);
    },
  );

  test('a folder without a store is told', async () => {
    await expect(withStore(folder, async () => 0)).rejects.toThrow(NoStore);
  });
});

describe('Athena has the same questions', () => {
  test('all of them, in three languages', () => {
    expect(savedQueries.map(({ id }) => id)).toEqual(auditQuestions.map(({ id }) => id));
    for (const { titles } of auditQuestions)
      for (const title of [titles.ar, titles.fr, titles.en]) expect(title.length).toBeGreaterThan(10);
  });

  test.each(auditQuestions.map((question) => [question.id, question] as const))('%s binds each value and splices none', (_id, question) => {
    const { sql, positions } = athenaQuery(question);
    expect(sql.split('?').length - 1).toBe(positions.length);
    expect(sql.slice(sql.indexOf('FROM events e'))).not.toMatch(/\$[a-z_]+/);
    expect(new Set(positions.slice(2))).toEqual(new Set(Object.keys(question.parameters)));
    // what only DuckDB or only Trino knows
    expect(sql).not.toMatch(/isodow|strftime|\btimezone\(|[a-z)]::[a-z]|all_events/);
    const { where } = question;
    if (typeof where !== 'string') expect(where.duckdb).not.toMatch(/day_of_week|format_datetime|at_timezone/);
  });
});

describe('the texts for Athena are SQL of its engine', () => {
  const faultsOf = (sql: string) => new TrinoSQL().validate(`${sql};`).map(({ message }) => message);

  test.each(savedQueries.map(({ id, sql }) => [id, sql] as const))('%s is read by the grammar of Trino', (_id, sql) => {
    expect(faultsOf(sql)).toEqual([]);
  });

  test.each(['SELECT a::date FROM b', 'SELECT list_filter(a, lambda r: r > 1) FROM b', 'SELECT * EXCLUDE (a) FROM b'])(
    'the grammar refuses %s, which DuckDB reads',
    (sql) => {
      expect(faultsOf(sql)).not.toEqual([]);
    },
  );

  test('they call only functions that Athena documents', () => {
    const called = savedQueries.flatMap(({ sql }) =>
      [...sql.replaceAll(/'[^']*'/g, "''").matchAll(/\b([a-z_]\w*)\(/g)].map(([, name]) => name),
    );
    expect([...new Set(called)].filter((name) => !athenaFunctions.has(name ?? ''))).toEqual([]);
    expect(new Set(called).size).toBeGreaterThan(10);
  });
});

/** Docs: Athena, "Functions in Amazon Athena" (engine version 3), which refers to Trino's by name. */
const athenaFunctions: ReadonlySet<string> = new Set(
  (
    'at_timezone chr coalesce contains day_of_week element_at filter format_datetime from_iso8601_timestamp json_extract_scalar length lower nullif ' +
    'regexp_extract split split_part strpos substr try upper url_decode'
  ).split(' '),
);

test('what does not fit the memory goes to the disk beside the store', async () => {
  const large = "SELECT count(*) FROM (SELECT range AS n, repeat('x', 200) || range AS text FROM range(400000) ORDER BY text) WHERE n >= 0";
  const limits = { memoryBytes: 40 * 1024 ** 2, threads: 1 };
  const counted = await withStore(join(folder, 'store'), ({ engine }) => engine.runAndReadAll(large), limits);
  expect(counted.getRowsJson()).toEqual([['400000']]);
});
