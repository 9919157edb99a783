import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { run } from '../support/run-exchange.ts';
import { type SmallExchange, startExchange } from '../support/small-exchange/exchange.ts';

const content = Buffer.alloc(300_000, 'sealed evidence ');
let exchange: SmallExchange;
let id: string;
let folder: string;

beforeEach(async () => {
  exchange = await startExchange();
  folder = join(exchange.folder, 'in');
  await mkdir(folder);
  await writeFile(join(exchange.folder, 'report.pdf'), content);
  id = String((await run(exchange.folder, ['send', '--as', 'EG', '--to', 'MA', '--case', 'EG-1', 'report.pdf', '--json'])).json.dispatchId);
});
afterEach(() => exchange.stop());

const open = () => run(exchange.folder, ['open', id, '--as', 'MA', '--out', 'in', '--json']);
const received = async (name: string): Promise<boolean> => content.equals(await readFile(join(folder, name)));

test('bytes that are not the signed document raise an alarm and never get its name', async () => {
  exchange.faults.onGet = () => ({ bytes: Buffer.alloc(content.length, 'forged evidence ') });
  expect(await open()).toMatchObject({ code: 4, json: { error: { code: 'DownloadDiffers', message: expect.stringContaining('ALARM') } } });
  expect(await readdir(folder)).toEqual([`${id}-1.corrupt`]);
});

test('a document one byte too long raises the alarm too', async () => {
  exchange.faults.onGet = () => ({ bytes: Buffer.concat([content, Buffer.from('!')]) });
  expect((await open()).code).toBe(4);
  expect(await readdir(folder)).toEqual([`${id}-1.corrupt`]);
});

test('an endless answer is cut where the document ends', async () => {
  exchange.faults.onGet = () => ({ bytes: Buffer.alloc(20 * content.length) });
  expect((await open()).code).toBe(4);
  expect((await stat(join(folder, `${id}-1.corrupt`))).size).toBeLessThanOrEqual(content.length);
});

test('an answer too long from its first bytes on is set aside as well', async () => {
  await writeFile(join(exchange.folder, 'tiny.txt'), 'tiny');
  const { json } = await run(exchange.folder, ['send', '--as', 'EG', '--to', 'MA', '--case', 'EG-2', 'tiny.txt', '--json']);
  id = String(json.dispatchId);
  exchange.faults.onGet = () => ({ bytes: content });
  expect(await open()).toMatchObject({ code: 4, json: { error: { code: 'DownloadDiffers' } } });
  expect(await readdir(folder)).toEqual([`${id}-1.corrupt`]);
});

test('a second alarm sets the second file aside beside the first', async () => {
  exchange.faults.onGet = () => ({ bytes: Buffer.alloc(content.length) });
  await open();
  await open();
  expect(await readdir(folder)).toEqual([`${id}-1 (2).corrupt`, `${id}-1.corrupt`]);
});

test('a line that breaks half-way goes on from there', async () => {
  const ranges: (string | undefined)[] = [];
  exchange.faults.onGet = ({ range, count }) => {
    ranges.push(range);
    return count === 1 ? 'drop' : undefined;
  };
  exchange.faults.beforeDrop = () => until(async () => (await stat(join(folder, `${id}-1.part`)).catch(() => ({ size: 0 }))).size > 0);
  expect((await open()).code).toBe(0);
  expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)]);
  expect(await received('report.pdf')).toBe(true);
});

test('what an interrupted run left is continued', async () => {
  await writeFile(join(folder, `${id}-1.part`), content.subarray(0, 100_000));
  const ranges: (string | undefined)[] = [];
  exchange.faults.onGet = ({ range }) => {
    ranges.push(range);
    return undefined;
  };
  expect((await open()).code).toBe(0);
  expect(ranges).toEqual(['bytes=100000-']);
  expect(await readdir(folder)).toEqual(['report.pdf']);
});

test.each([
  ['damaged', Buffer.alloc(100_000, 'x')],
  ['complete but damaged', Buffer.alloc(content.length, 'x')],
  ['longer than the document', Buffer.alloc(content.length + 1, 'x')],
])('what an interrupted run left %s is fetched anew before any alarm', async (_name, left) => {
  await writeFile(join(folder, `${id}-1.part`), left);
  expect((await open()).code).toBe(0);
  expect(await received('report.pdf')).toBe(true);
});

test('a link that has expired is asked for anew', async () => {
  exchange.faults.onGet = ({ count }) => (count === 1 ? { status: 403, code: 'AccessDenied' } : undefined);
  expect((await open()).code).toBe(0);
  expect(exchange.morocco.desk.calls.filter((name) => name === 'issueToken')).toHaveLength(2);
});

test('another file of that name is left alone', async () => {
  await writeFile(join(folder, 'report.pdf'), 'mine');
  expect((await open()).json).toMatchObject({ documents: [{ path: join(folder, 'report (2).pdf'), kept: false }] });
  expect(await readFile(join(folder, 'report.pdf'), 'utf8')).toBe('mine');
  expect(await received('report (2).pdf')).toBe(true);
});

test('a document that lies there already is not fetched again', async () => {
  await open();
  exchange.faults.onGet = () => ({ status: 500, code: 'InternalError' });
  expect(await open()).toMatchObject({ code: 0, json: { documents: [{ kept: true }] } });
  expect(await readdir(folder)).toEqual(['report.pdf']);
});

test.each(['../../etc/passwd', 'a/b', 'a\\b', '.hidden', 'invoice\u202efdp.exe', 'con.txt', 'a\u0000b', ''])(
  'a manifest with the name %j is refused before anything touches the disk',
  async (name) => {
    await swapManifest((manifest) => manifest.replaceAll('"report.pdf"', JSON.stringify(name)));
    expect(await open()).toMatchObject({ code: 2, json: { error: { code: 'DocumentNameRefused' } } });
    expect(await readdir(folder)).toEqual([]);
  },
);

test('a manifest that the sender did not sign is refused', async () => {
  await swapManifest(undefined);
  expect(await open()).toMatchObject({ code: 5, json: { error: { code: 'SignatureInvalid' } } });
});

test('a link for other bytes than the manifest describes is not followed', async () => {
  const held = exchange.morocco.desk.held.get(id);
  const [entry] = held?.said.documents ?? [];
  Object.assign(entry ?? {}, { sha256: 'f'.repeat(64) });
  let gets = 0;
  exchange.faults.onGet = () => {
    gets++;
    return undefined;
  };
  expect(await open()).toMatchObject({ code: 3, json: { error: { code: 'UnexpectedAnswer' } } });
  expect(gets).toBe(0);
});

test('a dispatch of somebody else and one that does not exist answer alike', async () => {
  const missing = await run(exchange.folder, ['open', '0'.repeat(26), '--as', 'MA', '--out', 'in', '--json']);
  expect(missing).toMatchObject({ code: 2, json: { error: { code: 'NotFound' } } });
  expect(await run(exchange.folder, ['open', id, '--as', 'EG', '--out', 'in', '--json'])).toMatchObject({
    code: 2,
    json: { error: { code: 'NotFound' } },
  });
});

test('the sentence of a refusal comes in the language asked for', async () => {
  const args = ['open', '0'.repeat(26), '--as', 'MA', '--out', 'in'];
  expect((await run(exchange.folder, [...args, '--language', 'ar'])).err).toContain('لا يوجد لدى هذا المكتب');
  expect((await run(exchange.folder, [...args, '--language', 'fr'])).err).toContain('Ce bureau ne détient rien');
});

/** Gives Morocco's desk another manifest: rewritten and signed by Egypt all the same, or with a signature of nobody. */
async function swapManifest(rewrite: ((payload: string) => string) | undefined): Promise<void> {
  const held = exchange.morocco.desk.held.get(id);
  if (!held) throw new Error('nothing was sent');
  const [header = '', payload = '', signature = ''] = held.manifest.split('.');
  const text = Buffer.from(payload, 'base64url').toString();
  if (!rewrite) {
    const forged = Buffer.from(text.replace('EG-1', 'EG-2')).toString('base64url');
    Object.assign(held, { manifest: `${header}.${forged}.${signature}` });
    return;
  }
  const input = `${header}.${Buffer.from(rewrite(text)).toString('base64url')}`;
  const signed = await exchange.egypt.signer.sign(Buffer.from(input));
  Object.assign(held, { manifest: `${input}.${Buffer.from(signed).toString('base64url')}` });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setImmediate();
}
