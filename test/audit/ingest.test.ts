import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rowLimit } from '../../audit/answer/answer.ts';
import { ask, withStore } from '../../audit/ask/ask.ts';
import { askedOf } from '../../audit/ask/asked.ts';
import { askFreely } from '../../audit/ask/free-sql.ts';
import { ingest, StoreOther } from '../../audit/ingest/ingest.ts';
import { StoreDamaged, StoreOutdated, StoreUnwritable, storeFormat } from '../../audit/ingest/store.ts';
import { StoreBusy } from '../../audit/ingest/store-lock.ts';
import { unverifiedFiles } from '../../audit/ingest/unverified.ts';
import type { LogFile, LogFileStanding } from '../../audit/log-file.ts';
import { eventOf } from '../../audit/record.ts';
import { crossCheck } from '../../audit/scan/cross-check.ts';
import { hashFiles } from '../../audit/verify/hash-files.ts';
import { auditQuestions } from '../../domain/audit-questions.ts';
import { archiveBucket, boxOf, type Delivery, deliver, dispatches, s3Event, scratch } from './small-archive.ts';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, remove } = await scratch());
});
afterEach(() => remove());

const document = { country: 'MA', key: `${dispatches[0]}/1` };
const read = (id: string, at?: string) => s3Event('GetObject', document, { id, at });
const store = () => join(folder, 'store');
const take = (files: readonly LogFile[]) => ingest({ folder: store(), files, verification: 'digests' });
const whoRead = () => withStore(store(), (open) => ask(open, askedOf('ReadsOfABox', { country: 'MA' })));
const idsNow = async () => {
  const { rows, columns } = await whoRead();
  return rows.map(({ values }) => values[columns.indexOf('event_id')]);
};

describe('what does not verify is told and never taken in', () => {
  const standings: readonly (readonly [LogFileStanding, string])[] = [
    ['changed', 'FileChanged'],
    ['missing', 'FileMissing'],
    ['unvouched', 'FileUnvouched'],
    ['unreadable', 'FileUnreadable'],
    ['untrusted', 'FileUntrusted'],
  ];
  test.each(standings)('a file that is %s', async (standing, code) => {
    const good = await deliver(folder, { body: [read('good')] });
    const bad = await deliver(folder, { body: [read('bad')], standing });
    const { findings } = await take([good, bad]);
    expect(findings).toEqual([{ code, bucket: bad.bucket, key: bad.key }]);
    expect(await idsNow()).toEqual(['good']);
    expect((await whoRead()).store.findings).toHaveLength(1);
  });
});

describe('a strange file is told, and its neighbours are taken in', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const deliveries: readonly (readonly [string, Delivery['body'], readonly string[], readonly string[]])[] = [
    ['cut in the middle', `{"Records":[${JSON.stringify(read('cut'))},{"eventV`, ['NoRecords'], []],
    ['empty', '', ['NoRecords'], []],
    ['no JSON', 'hello', ['NoRecords'], []],
    ['another shape', '{"Events":[]}', ['NoRecords'], []],
    ['records that are no list', '{"Records":{"a":1}}', ['NoRecords'], []],
    ['an empty list', [], [], []],
    ['a record that is a number', [5, read('beside')], ['RecordNotRead'], ['beside']],
    ['a record that is null', [null, read('beside')], ['RecordNotRead', 'RecordIncomplete'], ['beside']],
    ['a record without a name', [{ eventTime: '2026-11-23T10:00:00Z' }, read('beside')], ['RecordIncomplete'], ['beside']],
    [
      'a field that is deep',
      `{"Records":[{"requestParameters":${deep}},${JSON.stringify(read('beside'))}]}`,
      ['RecordIncomplete', 'RecordNotRead'],
      ['beside'],
    ],
    ['a doubled field', `{"Records":[{"eventID":"a","eventID":"b"},${JSON.stringify(read('beside'))}]}`, ['RecordIncomplete'], ['beside']],
    ['a lone surrogate', `{"Records":[{"eventID":"\\ud800"},${JSON.stringify(read('beside'))}]}`, ['RecordIncomplete'], ['beside']],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from('{"Records":[{"eventID":"'), Buffer.from([0xff]), Buffer.from(`"},${JSON.stringify(read('beside'))}]}`)]),
      ['RecordIncomplete'],
      ['beside'],
    ],
  ];
  test.each(deliveries)('%s', async (_what, body, codes, more) => {
    const strange = await deliver(folder, { body, name: 'strange' });
    const { findings } = await take([await deliver(folder, { body: [read('good')] }), strange]);
    for (const { code, key } of findings) expect([codes, key]).toEqual([expect.arrayContaining([code]), strange.key]);
    if (codes.length > 0) expect(findings.length).toBeGreaterThan(0);
    expect((await idsNow()).sort()).toEqual([...more, 'good'].sort());
  });

  test('bytes that are no longer those verified', async () => {
    const file = await deliver(folder, { body: 'x', name: 'swapped' });
    const { findings } = await take([{ ...file, sha256: 'f'.repeat(64) }]);
    expect(findings.map(({ code }) => code)).toEqual(['FileChanged']);
  });

  test('bytes that were exchanged between verification and reading', async () => {
    const body = JSON.stringify({ Records: [read('verified')] });
    const file = await deliver(folder, { body, name: 'raced' });
    const [hashed] = await hashFiles([file.path], { workers: 1, maxInflatedBytes: 2 ** 20 });
    await writeFile(`${file.path}.new`, gzipSync(body.replace('verified', 'forgedxx')));
    await rename(`${file.path}.new`, file.path);
    const { findings } = await take([{ ...file, ...hashed }, await deliver(folder, { body: [read('good')] })]);
    expect(findings).toEqual([{ code: 'FileChanged', bucket: file.bucket, key: file.key }]);
    expect(await idsNow()).toEqual(['good']);
  });

  test('a gzip stream that ends early', async () => {
    const file = await deliver(folder, { body: [read('early')] });
    await writeFile(file.path, gzipSync(JSON.stringify({ Records: [read('early')] })).subarray(0, 200));
    const { findings } = await take([file]);
    expect(findings.map(({ code }) => code)).toEqual(['FileUnreadable']);
    expect(await idsNow()).toEqual([]);
  });
});

test('names and values are data: SQL, NUL, control characters, patterns and other types answer as they stand', async () => {
  const hostile = [
    "'; DROP VIEW all_events; --",
    '$person',
    '"quoted"',
    'a\u0000b',
    '\u202egnp.exe',
    '=cmd|calc',
    'line\nbreak',
    '%_*?[x]{y}',
    `${'x'.repeat(70_000)}`,
  ];
  const records = hostile.flatMap((text, index) => [
    {
      ...s3Event('GetObject', { country: 'MA', key: text }, { id: `k${index}`, person: text }),
      errorMessage: text,
      errorCode: text,
      awsRegion: text,
    },
    {
      eventTime: text,
      eventSource: text,
      eventName: text,
      eventID: `e${index}`,
      userIdentity: text,
      requestParameters: text,
      resources: text,
    },
    {
      eventTime: 5,
      eventSource: ['x', 1],
      eventName: { a: true },
      eventID: `n${index}`,
      userIdentity: { arn: 7 },
      requestParameters: { bucketName: false },
    },
  ]);
  const names = hostile.slice(0, 8).map((text) => `n${text.replaceAll('/', '_').replaceAll('\u0000', '_')}`);
  const files = await Promise.all(names.map((name, index) => deliver(folder, { name, body: records.slice(index * 3, index * 3 + 3) })));
  files.push(await deliver(folder, { name: 'last', body: records.slice(24) }));
  const { events, findings } = await take(files);
  expect(events).toBe(records.length);
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['RecordIncomplete']));
  for (const { id } of auditQuestions) {
    const given = {
      object_key: hostile[0],
      person: 'judge.amal',
      country: 'MA',
      dispatches: dispatches[0],
      time_zone: 'Africa/Cairo',
      office_hours: '0000-01-01/9999-12-31/12347/09:00/15:00',
    };
    const asked = askedOf(id, given);
    const answer = await withStore(store(), (open) => ask(open, asked));
    expect([id, (await crossCheck(answer, asked, { files })).crossCheck?.agrees]).toEqual([id, true]);
  }
});

test('a record that nests a hundred thousand deep ends neither ingestion nor a raw scan', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const within = JSON.stringify(read('deep')).replace(`"${document.key}"`, deep);
  const body = `{"Records":[${JSON.stringify(read('beside'))},${within}]}`;
  await deliver(folder, { name: 'deep', body });
  const files = await unverifiedFiles(folder);
  const { findings } = await ingest({ folder: store(), files, verification: 'none' });
  expect(findings).toEqual([expect.objectContaining({ code: 'RecordNotRead', detail: 'ordinal 1' })]);
  expect(await idsNow()).toEqual(['beside']);
  // what only the scan can read makes the answer differ: nobody takes it for whole
  const asked = askedOf('ReadsOfABox', { country: 'MA' });
  const { crossCheck: checked } = await crossCheck(await whoRead(), asked, { files });
  expect(checked).toMatchObject({ agrees: false, onlyInAnswer: [], onlyInScan: [expect.stringContaining('#1')] });
});

test('JSON over several lines is read as one document, and what is none is told', async () => {
  const lined = await deliver(folder, { name: 'lined', body: JSON.stringify({ Records: [read('one'), read('two')] }, null, 2) });
  const ended = await deliver(folder, { name: 'ended', body: `${JSON.stringify({ Records: [read('three')] })}\n` });
  const twice = await deliver(folder, { name: 'twice', body: `{"Records":[${JSON.stringify(read('x'))}]}\n{"Records":[]}` });
  const files = await unverifiedFiles(join(folder, archiveBucket));
  expect(files.filter(({ isIrregular }) => isIrregular).map(({ path }) => path)).toEqual([lined.path, twice.path]);
  const { findings } = await ingest({ folder: store(), files, verification: 'none' });
  expect(findings).toEqual([expect.objectContaining({ code: 'NoRecords', key: twice.key })]);
  const { rows } = await whoRead();
  expect(rows.map(({ proof }) => [proof.logFile.key, proof.ordinal])).toEqual([
    [ended.key, 0],
    [lined.key, 0],
    [lined.key, 1],
  ]);
});

test('a list without its envelope is told, and a mark before the JSON is no matter: as the raw scan reads them', async () => {
  const bare = await deliver(folder, { name: 'bare', body: JSON.stringify([read('bare')]) });
  await deliver(folder, { name: 'marked', body: `\ufeff${JSON.stringify({ Records: [read('marked')] })}` });
  const files = await unverifiedFiles(join(folder, archiveBucket));
  const { findings } = await ingest({ folder: store(), files, verification: 'none' });
  expect(findings).toEqual([expect.objectContaining({ code: 'NoRecords', key: bare.key })]);
  const { crossCheck: checked } = await crossCheck(await whoRead(), askedOf('ReadsOfABox', { country: 'MA' }), { files });
  expect([await idsNow(), checked?.agrees, checked?.filesUnread]).toEqual([['marked'], true, 1]);
});

test('every row names its own file, whatever stands beside it in one reading', async () => {
  const bodies: readonly Delivery['body'][] = [[], [read('a')], '', [5, read('b')], [read('c'), read('d')], '{"Records":[]}', [read('e')]];
  const files = await Promise.all(bodies.map((body, index) => deliver(folder, { name: `f${index}`, body })));
  await take(files);
  await take([...files, await deliver(folder, { name: 'later', body: [read('f')] })]);
  const { rows, columns } = await whoRead();
  const named = rows.map(({ values, proof }) => [values[columns.indexOf('event_id')], proof.logFile.key.split('/').at(-1), proof.ordinal]);
  expect(named).toEqual([
    ['a', 'f1.json.gz', 0],
    ['b', 'f3.json.gz', 1],
    ['c', 'f4.json.gz', 0],
    ['d', 'f4.json.gz', 1],
    ['e', 'f6.json.gz', 0],
    ['f', 'later.json.gz', 0],
  ]);
  const free = "SELECT log_key FROM all_events WHERE event_id = 'f'";
  expect(await withStore(store(), (open) => askFreely(open, free, 60_000))).toMatchObject({
    rows: [[files[0]?.key.replace('f0', 'later')]],
  });
});

test('box and dispatch follow from a name as the pattern says, in its usual form and in any other', async () => {
  const [id] = dispatches;
  const box = boxOf('MA');
  const buckets = [
    box,
    `${box}/x`,
    `x/${box}`,
    `${box}3`,
    `${box}.`,
    'x-dropbox-ma-123456789012-dropbox-tn-123456789012',
    `é-${box}`,
    '',
    null,
  ];
  const keys = [`${id}/1`, `${id}`, `/${id}/1`, `a/${id}/1`, `${id}x/1`, `${id}/${dispatches[1]}/1`, `é/${id}/2`, `\n/${id}/3`, '', null];
  const contexts = [null, `arn:aws:s3:::${box}/${id}/1`, `arn:aws:s3:::${box}`, `arn:aws:s3:::a/${box}/${id}/1`, `/${id}/`, `x${id}/`];
  const records = buckets.flatMap((bucketName) =>
    keys.flatMap((key) =>
      contexts.map((context) => ({
        requestParameters: { bucketName, key, encryptionContext: { 'aws:s3:arn': context }, policy: `/${id}/` },
      })),
    ),
  );
  await take([await deliver(folder, { body: records })]);
  const sql = 'SELECT box_country, dispatch_id FROM all_events ORDER BY ordinal';
  const { rows } = await withStore(store(), (open) => askFreely(open, sql, 60_000));
  expect(rows).toEqual(records.map(eventOf).map(({ box_country, dispatch_id }) => [box_country, dispatch_id]));
  expect(new Set(rows.map(([country]) => country))).toEqual(new Set(['ma', 'tn', null]));
});

test('what was not read stays told after the next ingestion, which reads the file no more', async () => {
  const strange = await deliver(folder, { name: 'strange', body: [5, read('beside')] });
  expect((await take([strange])).findings.map(({ code }) => code)).toEqual(['RecordNotRead']);
  const later = await take([strange, await deliver(folder, { name: 'later', body: [read('later')] })]);
  expect([later.filesRead, later.findings.map(({ code }) => code)]).toEqual([1, ['RecordNotRead']]);
  const answer = await withStore(store(), (open) => ask(open, askedOf('RefusedAttempts', {})));
  expect(answer.store.findings).toEqual([expect.objectContaining({ code: 'RecordNotRead', key: strange.key })]);
});

test('a file of things that are no records is counted, however many they are, and its records are taken in', async () => {
  const things = Array.from({ length: 150_000 }, () => 5);
  const { events, findings } = await take([await deliver(folder, { body: [...things, read('among'), ...things, read('last')] })]);
  expect([events, findings.length, findings.at(-1)?.detail]).toEqual([2, 101, '299900 more']);
  const answer = await whoRead();
  expect(answer.rows.map(({ proof }) => proof.ordinal)).toEqual([150_000, 300_001]);
});

test('aggregated and Insight events, and fields nobody knows yet, are rows like any other', async () => {
  const insight = {
    eventVersion: '1.09',
    eventTime: '2026-11-23T10:00:00Z',
    awsRegion: 'eu-central-1',
    eventID: 'i',
    eventType: 'AwsCloudTrailInsight',
    eventCategory: 'Insight',
    insightDetails: { state: 'Start', eventSource: 's3.amazonaws.com', eventName: 'GetObject', insightContext: { statistics: {} } },
  };
  const window = { windowStart: '2026-11-23T10:00:00Z', windowEnd: '2026-11-23T10:05:00Z', windowSize: 'PT5M' };
  const aggregated = {
    eventVersion: '1.0',
    accountId: '123456789012',
    eventId: 'a',
    eventCategory: 'Aggregated',
    eventType: 'AwsAggregatedEvent',
    awsRegion: 'eu-central-1',
    eventSource: 's3.amazonaws.com',
    timeWindow: window,
    summary: { primaryDimension: { dimension: 'eventName', statistics: [{ value: 'GetObject', total: 5 }] }, details: [] },
  };
  const drifted = { ...read('d'), serviceEventDetails: { state: ['x'] }, tomorrow: { field: [1, { deep: null }] } };
  const { events, findings } = await take([await deliver(folder, { body: [insight, aggregated, drifted] })]);
  // they are whole in the forms that are theirs: nothing is missing in an answer because of them
  expect([events, findings]).toEqual([3, []]);
  const kinds = 'SELECT event_id, event_category FROM all_events ORDER BY 1';
  expect(await withStore(store(), (open) => askFreely(open, kinds, 60_000))).toMatchObject({
    rows: [
      ['d', 'Data'],
      ['i', 'Insight'],
      [null, 'Aggregated'],
    ],
  });
});

describe('ingestion goes on where it ended', () => {
  test('what is there is not read again, and pending files become verified', async () => {
    const first = await deliver(folder, { body: [read('one')] });
    const fresh = await deliver(folder, { body: [read('two')], standing: 'pending' });
    expect(await take([first, fresh])).toMatchObject({ filesRead: 2, total: { files: 2, pending: 1, events: 2 } });
    expect((await whoRead()).basis).toBe('verified and pending');
    const digested: LogFile = { ...fresh, standing: 'verified', digest: first.digest };
    expect(await take([first, digested])).toMatchObject({ filesRead: 1, findings: [], total: { files: 2, pending: 0, events: 2 } });
    expect(await take([first, digested])).toMatchObject({ filesRead: 0, findings: [] });
    expect((await whoRead()).basis).toBe('verified');
    expect((await idsNow()).sort()).toEqual(['one', 'two']);
  });

  test('a file that changed since, or is gone, is told; its first records stay', async () => {
    const file = await deliver(folder, { body: [read('one')] });
    await take([file]);
    const codes = async (files: readonly LogFile[]) => (await take(files)).findings.map(({ code }) => code);
    expect(await codes([{ ...file, sha256: 'e'.repeat(64) }])).toEqual(['ChangedSinceIngest']);
    expect(await codes([])).toEqual(['GoneSinceIngest']);
    expect(await idsNow()).toEqual(['one']);
  });

  test('leftovers of an interrupted run are in no answer and go away', async () => {
    await take([await deliver(folder, { body: [read('one')] })]);
    const day = join(store(), 'events');
    await writeFile(join(day, 'leftover.parquet'), 'half a file');
    expect(await idsNow()).toEqual(['one']);
    await take([await deliver(folder, { body: [read('one')] })]);
    expect(await readdir(day)).toHaveLength(1);
  });

  test('mixing verified with unverified is refused', async () => {
    const file = await deliver(folder, { body: [read('one')] });
    await take([file]);
    await expect(ingest({ folder: store(), files: [file], verification: 'none' })).rejects.toThrow(StoreOther);
  });

  const { pid: ended } = spawnSync('true');
  const locks: readonly (readonly [string, string, boolean])[] = [
    ['nobody knows whose', '', false],
    ['a process that runs', `${hostname()} ${process.pid}`, false],
    ['a process of another machine', `elsewhere ${ended}`, false],
    ['no process', `${hostname()} -1`, false],
    ['a process that was killed', `${hostname()} ${ended}`, true],
  ];
  test.each(locks)('a lock of %s', async (_whose, lock, isTakenAway) => {
    const file = await deliver(folder, { body: [read('one')] });
    await mkdir(store());
    await writeFile(join(store(), '.lock'), lock);
    if (isTakenAway) expect((await take([file])).events).toBe(1);
    else await expect(take([file])).rejects.toThrow(StoreBusy);
  });
});

test('a store of another version is refused, and stays as it is', async () => {
  const file = await deliver(folder, { body: [read('one')] });
  await take([file]);
  const index = join(store(), 'index.json');
  const older = (await readFile(index, 'utf8')).replace(storeFormat, 'liaison-audit-store/1');
  await writeFile(index, older);
  await expect(take([file])).rejects.toThrow(StoreOutdated);
  await expect(whoRead()).rejects.toThrow(StoreOutdated);
  expect(await readFile(index, 'utf8')).toBe(older);
});

describe('a damaged store is refused by name, asked or added to', () => {
  const damages: readonly (readonly [string, (index: string, parquet: string) => Promise<void>])[] = [
    ['an index cut short', (index) => truncate(index, 100)],
    ['an empty index', (index) => truncate(index, 0)],
    ['an index without its fields', (index) => writeFile(index, JSON.stringify({ format: storeFormat }))],
    ['an index that is a folder', (index) => rm(index).then(() => mkdir(index))],
    ['events that are gone', (_index, parquet) => rm(parquet)],
    ['events cut short', (_index, parquet) => truncate(parquet, 1000)],
    ['events that are something else', (_index, parquet) => writeFile(parquet, 'hello')],
  ];
  test.each(damages)('%s', async (_what, damage) => {
    const file = await deliver(folder, { body: [read('one')] });
    await take([file]);
    const [name = ''] = await readdir(join(store(), 'events'));
    await damage(join(store(), 'index.json'), join(store(), 'events', name));
    await expect(whoRead()).rejects.toThrow(StoreDamaged);
    await expect(take([file])).rejects.toThrow(StoreDamaged);
  });

  test('events whose middle is overwritten', async () => {
    await take([await deliver(folder, { body: [read('one')] })]);
    const [name = ''] = await readdir(join(store(), 'events'));
    const path = join(store(), 'events', name);
    const bytes = await readFile(path);
    await writeFile(path, Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(bytes.length - 8), bytes.subarray(-4)]));
    await expect(whoRead()).rejects.toThrow(StoreDamaged);
  });
});

test('a store whose folder cannot be written is told, and so is a file in its place', async () => {
  const file = await deliver(folder, { body: [read('one')] });
  await writeFile(store(), 'a file');
  await expect(take([file])).rejects.toThrow(StoreUnwritable);
});

test('an answer from unverified files says so in every row', async () => {
  const file = await deliver(folder, { body: [read('one')], standing: 'pending' });
  await ingest({ folder: store(), files: [file], verification: 'none' });
  const answer = await whoRead();
  expect([answer.basis, answer.rows.map(({ proof }) => proof.standing)]).toEqual(['UNVERIFIED', ['unverified']]);
});

test('of more records than an answer holds the first are listed, and all are counted', async () => {
  const refused = Array.from({ length: rowLimit + 5 }, (_, serial) => ({
    eventTime: new Date(Date.UTC(2026, 10, 23) + serial * 1000).toISOString().replace('.000', ''),
    eventSource: 'x',
    eventName: 'x',
    errorCode: 'x',
  }));
  await take([await deliver(folder, { body: refused.reverse() })]);
  const { found, isWhole, rows } = await withStore(store(), (open) => ask(open, askedOf('RefusedAttempts', {})));
  expect([found, isWhole, rows.length]).toEqual([rowLimit + 5, false, rowLimit]);
  expect([rows.at(0)?.proof.ordinal, rows.at(-1)?.proof.ordinal]).toEqual([rowLimit + 4, 5]);
});

test('a file too large for the memory of many is read alone, with room of its own', async () => {
  const records = Array.from({ length: 20_000 }, (_, serial) => ({ ...read(`e${serial}`), errorMessage: 'x'.repeat(1000) }));
  const large = await deliver(folder, { name: 'large', body: records });
  const small = await deliver(folder, { name: 'small', body: [read('beside')] });
  const limits = { memoryBytes: 80 * 1024 ** 2, largeMemoryBytes: 500 * 1024 ** 2, threads: 2 };
  const taken = await ingest({ folder: store(), files: [large, small], verification: 'digests', limits });
  expect([taken.findings, taken.events]).toEqual([[], records.length + 1]);
});

test('an empty store answers every question with nothing', async () => {
  await take([]);
  expect((await whoRead()).rows).toEqual([]);
});
