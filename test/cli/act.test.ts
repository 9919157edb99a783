import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../support/run-exchange.ts';
import { personOf, type SmallExchange, startExchange } from '../support/small-exchange/exchange.ts';

let exchange: SmallExchange;

beforeEach(async () => {
  exchange = await startExchange();
  await mkdir(join(exchange.folder, 'files'));
  await writeFile(join(exchange.folder, 'files', 'request.pdf'), 'a request');
});
afterEach(() => exchange.stop());

const exchangeHere = (...args: string[]) => run(exchange.folder, [...args, '--json']);
const act = (country: string, id: string, name: string, ...more: string[]) =>
  exchangeHere('act', id, '--as', country, '--do', name, ...more);

async function acknowledged(): Promise<string> {
  const cover = ['--as', 'EG', '--to', 'MA', '--case', 'EG-2026-000123'];
  const id = String((await exchangeHere('send', ...cover, 'files')).json.dispatchId);
  await exchangeHere('open', id, '--as', 'MA', '--out', 'in');
  await exchangeHere('acknowledge', id, '--as', 'MA');
  return id;
}

const states = (id: string) => [exchange.egypt.desk.held.get(id)?.state, exchange.morocco.desk.held.get(id)?.state];

test.each([
  ['an act that does not exist', ['--do', 'forget']],
  ['no act', []],
  ['a reason of two letters', ['--do', 'refuse', '--reason', 'no']],
  ['a date that is none', ['--do', 'postpone', '--reason', 'an appeal', '--until', '31.12.2026']],
  ['a colleague whose name no log could carry', ['--do', 'assign', '--to', 'قاض']],
  ['an answer that is no dispatch id', ['--do', 'return-results', '--answer', 'x']],
])('%s is wrong use', async (_name, args) => {
  expect(await exchangeHere('act', '0'.repeat(26), '--as', 'MA', ...args)).toMatchObject({
    code: 1,
    json: { error: { code: 'InvalidArguments' } },
  });
});

test.each([
  ['a refusal without reasons', 'MA', ['refuse'], 'GroundsMissing'],
  ['a step of the other country', 'MA', ['withdraw'], 'WrongSide'],
  ['a step out of order', 'MA', ['execute'], 'OutOfOrder'],
  ['a date where none is wanted', 'MA', ['accept', '--until', '2027-01-01'], 'InvalidInput'],
])('%s is refused with its code, and nothing changes', async (_name, country, [name = '', ...more], code) => {
  const id = await acknowledged();
  expect(await act(country, id, name, ...more)).toMatchObject({ code: 2, json: { error: { code } } });
  expect(exchange.morocco.desk.held.get(id)?.state).toBe('acknowledged');
});

test('a refusal with reasons reaches the sender, who closes the case, and the addressee learns that', async () => {
  const id = await acknowledged();
  const refused = await act('MA', id, 'refuse', '--reason', 'The facts are no offence here.');
  expect(refused).toMatchObject({
    code: 0,
    json: { told: true, receipt: { event: 'RequestRefusal', step: 1, by: personOf('MA'), grounds: 'The facts are no offence here.' } },
  });
  // Egypt learns of the refusal before it decides
  expect(await act('EG', id, 'close')).toMatchObject({ code: 0, json: { told: true, receipt: { event: 'CaseClosure', step: 2 } } });
  expect(states(id)).toEqual(['closed', 'closed']);
  expect((await act('MA', id, 'accept')).json).toMatchObject({ error: { code: 'CaseClosed' } });
});

test('a question and its answer go both ways', async () => {
  const id = await acknowledged();
  await act('MA', id, 'ask-clarification', '--reason', 'Which account is meant?');
  expect((await act('EG', id, 'supplement', '--reason', 'The second one.')).code).toBe(0);
  expect(states(id)).toEqual(['supplemented', 'supplemented']);
  expect((await act('MA', id, 'accept')).code).toBe(0);
});

test('a withdrawal stands where the other desk does not answer, and is brought later', async () => {
  const id = await acknowledged();
  exchange.morocco.desk.refuseNext.set('takeReceipt', ['KeyUnavailable']);
  expect(await act('EG', id, 'withdraw')).toMatchObject({ code: 0, json: { told: false } });
  expect(states(id)).toEqual(['withdrawn', 'acknowledged']);
  expect((await exchangeHere('receipts', id, '--as', 'EG')).code).toBe(0);
  expect(states(id)).toEqual(['withdrawn', 'withdrawn']);
});

test.each([
  ['ar', 'رفض'],
  ['fr', 'a refusé la demande'],
  ['en', 'refused the request'],
])('the step is said in words: %s', async (language, words) => {
  const id = await acknowledged();
  const { out } = await run(exchange.folder, [
    'act',
    id,
    '--as',
    'MA',
    '--do',
    'refuse',
    '--reason',
    'No offence.',
    '--language',
    language,
  ]);
  expect(out).toContain(words);
  expect(out).not.toContain('\u{fffd}');
});

test('a receipt of an act verifies offline and says what it proves', async () => {
  const id = await acknowledged();
  await act('MA', id, 'postpone', '--reason', 'An appeal goes on.', '--until', '2027-01-31');
  await exchangeHere('receipts', id, '--as', 'EG', '--out', 'proofs');
  await exchangeHere('directory', '--out', 'directory.jws');
  const { json } = await exchangeHere('receipts', id, '--as', 'EG', '--out', 'proofs');
  const file = String(Object(json).receipts.at(-1).file);
  const verified = await exchangeHere('verify', file, '--directory', 'directory.jws');
  expect(verified).toMatchObject({ code: 0, json: { statement: { event: 'RequestPostponement', until: '2027-01-31' } } });
  expect(JSON.stringify(verified.json)).toContain('An appeal goes on.');
});

test.each([
  ['ar', 'أجل'],
  ['fr', 'a ajourné la demande'],
  ['en', 'postponed the request'],
])('receipts and their verification are read in the language asked for: %s', async (language, words) => {
  const id = await acknowledged();
  await act('MA', id, 'postpone', '--reason', 'An appeal goes on.');
  await exchangeHere('directory', '--out', 'directory.jws');
  const listed = await exchangeHere('receipts', id, '--as', 'EG', '--out', 'proofs', '--language', language);
  const { file, sentence } = Object(listed.json).receipts.at(-1);
  expect(sentence).toContain(words);
  const verified = await exchangeHere('verify', String(file), '--directory', 'directory.jws', '--language', language);
  expect(JSON.stringify(Object(verified.json).proves)).toContain(words);
});
