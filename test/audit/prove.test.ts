import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Answer, answer as answerSchema } from '../../audit/answer/answer.ts';
import { ask, withStore } from '../../audit/ask/ask.ts';
import { askedOf } from '../../audit/ask/asked.ts';
import { ingest } from '../../audit/ingest/ingest.ts';
import type { LogFile } from '../../audit/log-file.ts';
import { faultsOf, isProven, proveAnswer } from '../../audit/prove/prove.ts';
import { crossCheck } from '../../audit/scan/cross-check.ts';
import { deliver, dispatches, s3Event, scratch } from './small-archive.ts';

const document = { country: 'MA', key: `${dispatches[0]}/1` };
let folder: string;
let remove: () => Promise<void>;
let files: readonly LogFile[];
let answer: Answer;
const asked = askedOf('ReadsOfABox', { country: 'MA' });

beforeEach(async () => {
  ({ folder, remove } = await scratch());
  files = [
    await deliver(folder, {
      name: 'one',
      body: [s3Event('GetObject', document, { id: 'a' }), s3Event('PutObject', document, { id: 'b' })],
    }),
    await deliver(folder, {
      name: 'two',
      body: [s3Event('GetObject', document, { id: 'c', at: '2026-11-23T11:00:00Z' })],
      standing: 'pending',
    }),
  ];
  await ingest({ folder: join(folder, 'store'), files, verification: 'digests' });
  answer = await withStore(join(folder, 'store'), (open) => ask(open, asked));
});
afterEach(() => remove());

const verdicts = async (given: Answer = answer, now = files) => (await proveAnswer(given, now)).map(({ verdict }) => verdict);
const withRow = (change: (row: Answer['rows'][number]) => Answer['rows'][number]): Answer => ({
  ...answer,
  rows: answer.rows.map((row, index) => (index === 0 ? change(row) : row)),
});
const withFile = (change: Partial<LogFile>): readonly LogFile[] =>
  files.map((file, index) => (index === 0 ? { ...file, ...change } : file));

describe('a row falls', () => {
  const changes: readonly (readonly [string, () => Promise<readonly string[]> | readonly string[], string])[] = [
    ['when its file is not there', () => verdicts(answer, files.slice(1)), 'fileNotFound'],
    ['when its file is missing', () => verdicts(answer, withFile({ standing: 'missing', sha256: null })), 'fileNotFound'],
    ['when its file no longer verifies', () => verdicts(answer, withFile({ standing: 'changed' })), 'fileNotVerified'],
    ['when its file was added', () => verdicts(answer, withFile({ standing: 'unvouched' })), 'fileNotVerified'],
    ['when its file verifies with other bytes', () => verdicts(answer, withFile({ sha256: 'a'.repeat(64) })), 'fileDiffers'],
    ['when another digest vouches', () => verdicts(answer, withFile({ digest: { bucket: 'b', key: 'k' } })), 'digestDiffers'],
    [
      'when its ordinal is beyond the file',
      () => verdicts(withRow((row) => ({ ...row, proof: { ...row.proof, ordinal: 9 } }))),
      'recordNotFound',
    ],
    [
      'when its ordinal is that of another record',
      () => verdicts(withRow((row) => ({ ...row, proof: { ...row.proof, ordinal: 1 } }))),
      'recordDiffers',
    ],
    ['when a value was changed', () => verdicts(withRow((row) => ({ ...row, values: row.values.with(1, 'judge.badr') }))), 'recordDiffers'],
    ['when the question is another', () => verdicts({ ...answer, parameters: { country: 'EG' } }), 'recordIsNoAnswer'],
    ['when the days are others', () => verdicts({ ...answer, period: { from: '2026-11-24', to: '2026-11-25' } }), 'recordIsNoAnswer'],
  ];
  test.each(changes)('%s', async (_what, prove, verdict) => {
    expect((await prove())[0]).toBe(verdict);
  });

  test('when the bytes were replaced after verification', async () => {
    await writeFile(files[0]?.path ?? '', gzipSync('{"Records":[]}'));
    expect(await verdicts()).toEqual(['fileDiffers', 'pending']);
    await rm(files[0]?.path ?? '');
    expect(await verdicts()).toEqual(['fileDiffers', 'pending']);
  });

  test('when it names a record twice', async () => {
    expect(await verdicts({ ...answer, rows: [...answer.rows, ...answer.rows.slice(0, 1)] })).toEqual(['holds', 'pending', 'doubled']);
  });
});

test('rows hold as long as nothing changes, and pending ones hold once a digest names their file', async () => {
  expect(await verdicts()).toEqual(['holds', 'pending']);
  const digested = files.map((file) => ({ ...file, standing: 'verified' as const, digest: files[0]?.digest ?? null }));
  expect(await verdicts(answer, digested)).toEqual(['holds', 'holds']);
});

test('an answer that is not whole is not proven, however many rows hold', async () => {
  const rows = await proveAnswer(answer, files);
  expect(isProven(answer, rows)).toBe(true);
  expect(isProven({ ...answer, isWhole: false }, rows)).toBe(false);
  expect(isProven({ ...answer, found: 3 }, rows)).toBe(false);
});

describe('an answer that is not as it was written is not proven, although each row says what its record says', () => {
  const withColumns = (columns: readonly string[]): Answer => ({
    ...answer,
    columns: [...columns],
    rows: answer.rows.map(({ values, proof }) => ({ values: columns.map((name) => values[answer.columns.indexOf(name)] ?? null), proof })),
  });
  const changes: readonly (readonly [string, () => Answer, readonly string[]])[] = [
    ['as it was', () => answer, []],
    ['without the column of refusals', () => withColumns(answer.columns.filter((name) => name !== 'error_code')), ['columnsDiffer']],
    ['without any column', () => withColumns([]), ['columnsDiffer']],
    ['with a column of its own', () => withColumns([...answer.columns, 'guilty']), ['columnsDiffer']],
    [
      'with a value that was not asked for',
      () => ({ ...answer, parameters: { ...answer.parameters, person: 'judge.amal' } }),
      ['parametersDiffer'],
    ],
    ['with its rows turned round', () => ({ ...answer, rows: answer.rows.toReversed() }), ['orderDiffers']],
  ];
  test.each(changes)('%s', async (_what, change, faults) => {
    const changed = change();
    const rows = await proveAnswer(changed, files);
    expect(rows.map(({ verdict }) => verdict).sort()).toEqual(['holds', 'pending']);
    expect([faultsOf(changed), isProven(changed, rows)]).toEqual([faults, faults.length === 0]);
  });
});

test('a row left out is found by the raw scan', async () => {
  const short = { ...answer, rows: answer.rows.slice(1), found: 1 };
  expect(await verdicts(short)).toEqual(['pending']);
  expect((await crossCheck(short, asked, { files })).crossCheck).toMatchObject({
    agrees: false,
    onlyInScan: [expect.stringMatching(/one\.json\.gz#0$/)],
  });
});

test('an answer survives its own file', () => {
  expect(answerSchema.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
});
