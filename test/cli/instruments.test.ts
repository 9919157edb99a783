import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { citedBy, citedToday, knownInstruments } from '../../client/instruments.ts';
import { run } from '../support/run-exchange.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instruments-'));
});
afterAll(() => rm(folder, { recursive: true }));

const request = {
  authority: 'Court of Appeal, Cairo',
  facts: 'What happened.',
  offence: 'The offence and its text.',
  persons: 'Who is concerned.',
  assistance: 'What is asked for.',
  purpose: 'For what.',
  confidentiality: 'none',
  'time-limit': 'none',
  speciality: true,
};

const write = (content: unknown) =>
  writeFile(join(folder, 'request.json'), typeof content === 'string' ? content : JSON.stringify(content));

test('no state counts as bound before it said so itself', async () => {
  const { out } = await run(folder, ['instruments', 'riyadh-1983']);
  expect(out.match(/to be confirmed by the state/g)?.length).toBe(9);
  const { json } = await run(folder, ['instruments', '--json']);
  expect(JSON.stringify(json).match(/"id"/g)?.length).toBe(knownInstruments.length);
});

test.each([
  ['a whole request', request, 0, []],
  ['one without facts', { ...request, facts: undefined }, 9, [{ field: 'facts', problem: 'missing' }]],
  ['confidential without a reason', { ...request, confidentiality: {} }, 9, [{ field: 'confidentiality', problem: 'reason-missing' }]],
] as const)('%s is checked', async (_what, content, code, gaps) => {
  await write(content);
  expect(await run(folder, ['check-request', 'request.json', '--json'])).toMatchObject({ code, json: { gaps } });
});

test.each([
  ['that is not JSON', '{', 'InvalidArguments'],
  ['with a field that nobody knows', { ...request, colour: 'red' }, 'InvalidArguments'],
  ['with a hidden mark of direction', { ...request, facts: 'turned \u202e round' }, 'InvalidArguments'],
])('a request %s is refused', async (_what, content, code) => {
  await write(content);
  expect(await run(folder, ['check-request', 'request.json', '--json'])).toMatchObject({ code: 1, json: { error: { code } } });
});

test('several instruments are asked for at once, and one of which nothing is known is refused', async () => {
  await write({ ...request, speciality: undefined });
  const further = ['--further-basis', 'untoc-2000:16,18', '--further-basis', 'uncac-2003'];
  const { json } = await run(folder, ['check-request', ...further, 'request.json', '--json']);
  expect(json).toMatchObject({ cited: ['riyadh-1983', 'untoc-2000', 'uncac-2003'], gaps: [{ field: 'speciality' }] });
  const unknown = await run(folder, ['check-request', '--further-basis', 'no-such-treaty', 'request.json', '--json']);
  expect(unknown).toMatchObject({ code: 1, json: { error: { code: 'InvalidArguments' } } });
});

test('an instrument is cited once', async () => {
  const asked = ['send', '--as', 'EG', '--to', 'MA', '--case', 'EG-1', '--further-basis', 'riyadh-1983', 'request.json', '--json'];
  expect(await run(folder, asked)).toMatchObject({ code: 1, json: { error: { code: 'InvalidArguments' } } });
});

test('a send that asks for the check stops before it signs in where something is missing', async () => {
  await write({ ...request, purpose: undefined });
  const asked = ['send', '--as', 'EG', '--to', 'MA', '--case', 'EG-1', '--check', 'request.json', 'request.json', '--json'];
  expect(await run(folder, asked)).toMatchObject({ code: 1, json: { error: { code: 'RequestIncomplete', detail: 'purpose' } } });
  expect(await run(folder, [...asked, '--basis', 'reciprocity'])).toMatchObject({ code: 1, json: { error: { code: 'InvalidArguments' } } });
});

test('a dispatch cites the version of the day for ever', () => {
  const now = new Date('2026-11-28T00:00:00Z');
  expect(citedToday({ instrument: 'riyadh-1983' }, now)).toEqual({ instrument: 'riyadh-1983', version: 1 });
  expect(citedToday({ instrument: 'reciprocity' }, now)).toEqual({ instrument: 'reciprocity' });
  expect(citedBy({ legalBasis: { instrument: 'riyadh-1983', version: 1 }, issuedAt: '2099-01-01T00:00:00Z' })?.version).toBe(1);
  expect(citedBy({ legalBasis: { instrument: 'riyadh-1983', version: 7 }, issuedAt: '2099-01-01T00:00:00Z' })).toBeUndefined();
});
