import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../support/run-exchange.ts';
import { personOf, type SmallExchange, singlePutMaxBytes, startExchange } from '../support/small-exchange/exchange.ts';

const large = Buffer.alloc(17 * 1024 * 1024 + 3, 'large document ');
const cover = ['--as', 'EG', '--to', 'MA', '--case', 'EG-2026-000123'];
let exchange: SmallExchange;

beforeEach(async () => {
  exchange = await startExchange();
  await mkdir(join(exchange.folder, 'files'));
  await writeFile(join(exchange.folder, 'files', 'طلب.pdf'), 'a request');
  await writeFile(join(exchange.folder, 'files', 'image.bin'), large);
  await writeFile(join(exchange.folder, 'files', 'empty.txt'), '');
});
afterEach(() => exchange.stop());

const exchangeHere = (...args: string[]) => run(exchange.folder, [...args, '--json']);
const sent = async (): Promise<string> => String((await exchangeHere('send', ...cover, 'files')).json.dispatchId);

test('a folder sent from Egypt arrives in Morocco whole, whatever the size of its files', async () => {
  const { code, json } = await exchangeHere('send', ...cover, 'files');
  expect(code).toBe(0);
  expect(json).toMatchObject({
    from: 'EG',
    to: 'MA',
    case: 'EG-2026-000123',
    urgency: 'routine',
    legalBasis: { instrument: 'riyadh-1983' },
    resumed: false,
    state: 'available',
    documents: [{ name: 'empty.txt' }, { name: 'image.bin', sizeBytes: large.length }, { name: 'طلب.pdf' }],
    receipts: [{ event: 'SubmissionAcceptance' }, { event: 'ContentConsignment', issuer: 'MA' }],
  });
  const opened = await exchangeHere('open', String(json.dispatchId), '--as', 'MA', '--out', 'in');
  expect(opened.code).toBe(0);
  expect(large.equals(await readFile(join(exchange.folder, 'in', 'image.bin')))).toBe(true);
  expect(await readFile(join(exchange.folder, 'in', 'طلب.pdf'), 'utf8')).toBe('a request');
  expect(await readFile(join(exchange.folder, 'in', 'empty.txt'), 'utf8')).toBe('');
  expect(await readdir(join(exchange.folder, 'in'))).toHaveLength(3);
});

test('the sender finds the receipts of acceptance and arrival at home without asking for them', async () => {
  const id = await sent();
  expect(exchange.egypt.desk.held.get(id)).toMatchObject({ state: 'available', receipts: { length: 2 } });
});

test('nothing of a finished send is left in the state folder', async () => {
  await sent();
  expect(await readdir(join(exchange.folder, '.rehearsal', 'exchange', 'sends'))).toEqual([]);
});

test('both boxes list the dispatch, and the limit cuts the list', async () => {
  const ids = [await sent(), await sent()];
  expect((await exchangeHere('inbox', '--as', 'MA')).json).toMatchObject({
    dispatches: ids.map((dispatchId) => ({ dispatchId, box: 'in' })),
  });
  expect((await exchangeHere('outbox', '--as', 'EG')).json).toMatchObject({
    dispatches: ids.map((dispatchId) => ({ dispatchId, box: 'out' })),
  });
  expect((await exchangeHere('inbox', '--as', 'MA', '--limit', '1')).json.dispatches).toHaveLength(1);
  expect((await exchangeHere('inbox', '--as', 'EG')).json).toEqual({ dispatches: [] });
});

test('links are given for every document, and fetch it without further ado', async () => {
  const id = await sent();
  const { json } = await exchangeHere('link', id, '--as', 'MA');
  expect(json).toMatchObject({
    dispatchId: id,
    links: [{ documentNumber: 1 }, { documentNumber: 2 }, { documentNumber: 3, name: 'طلب.pdf' }],
  });
  const [, , third] = Array.isArray(json.links) ? json.links : [];
  expect(await (await fetch(third.url)).text()).toBe('a request');
});

test('one document alone can be opened', async () => {
  const id = await sent();
  const { json } = await exchangeHere('open', id, '--as', 'MA', '--out', 'in', '--document', '3');
  expect(json).toMatchObject({ documents: [{ number: 3, kept: false }] });
  expect(await readdir(join(exchange.folder, 'in'))).toEqual(['طلب.pdf']);
});

test('the sender receives, keeps and verifies every receipt up to the acknowledgement', async () => {
  const id = await sent();
  await exchangeHere('open', id, '--as', 'MA', '--out', 'in', '--document', '1');
  const noted = await exchangeHere('acknowledge', id, '--as', 'MA', '--file-number', 'MA/7');
  expect(noted.json).toMatchObject({ dispatchId: id, receipt: { event: 'Acknowledgement', by: personOf('MA'), fileNumber: 'MA/7' } });

  const { json } = await exchangeHere('receipts', id, '--as', 'EG', '--out', 'proofs');
  expect(json).toMatchObject({
    receipts: [
      { event: 'SubmissionAcceptance' },
      { event: 'ContentConsignment' },
      { event: 'ContentHandover' },
      { event: 'Acknowledgement' },
    ],
  });
  expect(exchange.egypt.desk.held.get(id)?.state).toBe('acknowledged');

  expect((await exchangeHere('directory', '--out', 'directory.jws')).code).toBe(0);
  const files = await readdir(join(exchange.folder, 'proofs'));
  expect(files).toHaveLength(5);
  for (const file of files) {
    const verified = await exchangeHere('verify', join('proofs', file), '--directory', 'directory.jws');
    expect(verified).toMatchObject({ code: 0, json: { verified: true } });
  }
});

test('receipts written twice stay as they are, and new ones join them', async () => {
  const id = await sent();
  await exchangeHere('receipts', id, '--as', 'EG', '--out', 'proofs');
  const before = await readdir(join(exchange.folder, 'proofs'));
  await exchangeHere('acknowledge', id, '--as', 'MA');
  expect((await exchangeHere('receipts', id, '--as', 'EG', '--out', 'proofs')).code).toBe(0);
  expect(await readdir(join(exchange.folder, 'proofs'))).toEqual(expect.arrayContaining(before));
  expect(await readdir(join(exchange.folder, 'proofs'))).toHaveLength(before.length + 1);
});

test('the addressee has the receipts at home and asks nobody', async () => {
  const id = await sent();
  exchange.morocco.desk.calls.length = 0;
  expect((await exchangeHere('receipts', id, '--as', 'MA')).json).toMatchObject({ receipts: [{}, {}] });
  expect(exchange.morocco.desk.calls).toEqual(['showDispatch']);
});

test('without waiting, the command ends as soon as every byte is sent', async () => {
  const { code, json } = await exchangeHere('send', ...cover, '--no-wait', 'files');
  expect(code).toBe(0);
  expect(exchange.morocco.desk.held.get(String(json.dispatchId))?.arrived.size).toBe(3);
});

test('a wait that ends without confirmation has an exit code of its own', async () => {
  exchange.morocco.desk.muted = true;
  const { code, json, err } = await exchangeHere('send', ...cover, '--wait', '1', 'files');
  expect(code).toBe(6);
  expect(json).toMatchObject({ state: 'accepted' });
  expect(err).toContain('NotConfirmed');
});

test('what is kept on the machine can be read by its user alone', async () => {
  await sent();
  const state = join(exchange.folder, '.rehearsal', 'exchange');
  for (const file of ['tokens.json', 'directories.json']) expect((await stat(join(state, file))).mode & 0o777).toBe(0o600);
  expect((await stat(state)).mode & 0o777).toBe(0o700);
});

test('people read lines, and no line carries a character that a terminal acts upon', async () => {
  const { out, code } = await run(exchange.folder, ['send', ...cover, 'files']);
  expect(code).toBe(0);
  expect(out).toMatch(/^Dispatch [0-9a-z]{26} to MA: available\.\n {2}1\. empty\.txt/);
  expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('the document that goes in one PUT and the one that needs parts differ by one byte', async () => {
  await writeFile(join(exchange.folder, 'whole'), Buffer.alloc(singlePutMaxBytes));
  await writeFile(join(exchange.folder, 'parts'), Buffer.alloc(singlePutMaxBytes + 1));
  const id = String((await exchangeHere('send', ...cover, 'whole', 'parts')).json.dispatchId);
  const { documents } = exchange.morocco.desk.held.get(id)?.said ?? { documents: [] };
  expect(documents.map((entry) => entry.parts?.count)).toEqual([undefined, 1]);
});
