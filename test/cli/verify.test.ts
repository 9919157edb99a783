import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Directory } from '../../domain/directory.ts';
import { directoryStatement } from '../../domain/directory-statement.ts';
import { signStatement } from '../../domain/statement.ts';
import { entryStatement, receiptStatement } from '../../domain/statement-kinds.ts';
import { run } from '../support/run-exchange.ts';
import { type SmallExchange, smallLimits, startExchange } from '../support/small-exchange/exchange.ts';
import { makeSigner } from '../support/small-exchange/keys.ts';

let exchange: SmallExchange;
let receiptFile: string;

beforeAll(async () => {
  exchange = await startExchange();
  await writeFile(join(exchange.folder, 'a.pdf'), 'a');
  const sent = await here('send', '--as', 'EG', '--to', 'MA', '--case', 'EG-1', 'a.pdf');
  await here('receipts', String(sent.json.dispatchId), '--as', 'EG', '--out', 'proofs');
  await here('directory', '--out', 'directory.jws');
  const files = await readdir(join(exchange.folder, 'proofs'));
  receiptFile = join('proofs', files.find((file) => file.includes('ContentConsignment')) ?? '');
});
afterAll(() => exchange.stop());

const here = (...args: string[]) => run(exchange.folder, [...args, '--json']);
const verify = (file: string, ...more: string[]) => here('verify', file, '--directory', 'directory.jws', ...more);
const keep = async (name: string, text: string): Promise<string> => {
  await writeFile(join(exchange.folder, name), text);
  return name;
};
const text = (file: string): Promise<string> => readFile(join(exchange.folder, file), 'utf8');

/** The statement with one character of its payload, header or signature changed. */
async function tampered(file: string, part: 0 | 1 | 2): Promise<string> {
  const parts = (await text(file)).split('.');
  const changed = parts.map((one, index) => (index === part ? one.replace(/.(?=.{5}$)/, (letter) => (letter === 'A' ? 'B' : 'A')) : one));
  return keep(`tampered-${part}.jws`, changed.join('.'));
}

/** A directory like the published one, with changed members or key. */
async function otherDirectory(
  name: string,
  change: (members: Directory['members']) => Directory['members'],
  signer = makeSigner(),
): Promise<string> {
  const members = change([exchange.egypt.entry, exchange.morocco.entry]);
  const payload = { version: 1 as const, exchange: 'small', stage: 'pilot' as const, sequence: 1, issuedAt: new Date().toISOString() };
  return keep(name, await signStatement(directoryStatement, { ...payload, limits: smallLimits, members }, await signer));
}

test('a receipt says in plain words what it proves, and on which key all of it stands', async () => {
  const { code, json } = await verify(receiptFile, '--manifest', join('proofs', 'manifest.jws'));
  expect(code).toBe(0);
  expect(json).toMatchObject({
    verified: true,
    kind: 'receipt',
    signer: 'MA',
    kid: exchange.morocco.signer.key.kid,
    statement: { event: 'ContentConsignment' },
    proves: [expect.stringContaining('Morocco (MA) stated'), expect.any(String), expect.stringContaining(String(json.directoryKey))],
  });
});

test('limits are told by the clock of the country that reads, with UTC beside it, and in UTC where nobody is named', async () => {
  const [, payload = ''] = (await text(receiptFile)).split('.');
  const limit = { readBy: '2026-07-24T13:30:00.000Z' };
  const statement = receiptStatement.schema.parse({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...limit });
  const limited = await keep('limited.jws', await signStatement(receiptStatement, statement, exchange.morocco.signer));
  const { timeZone } = exchange.egypt.entry.profile;
  const told = new Intl.DateTimeFormat('fr', { dateStyle: 'long', timeStyle: 'short', timeZone, hourCycle: 'h23' }).format(
    new Date(limit.readBy),
  );
  expect(told).not.toContain('13:30');
  const here = await verify(limited, '--as', 'EG', '--language', 'fr');
  expect(JSON.stringify(here.json.proves)).toContain(`${told} (2026-07-24 13:30 UTC)`);
  expect(JSON.stringify((await verify(limited, '--as', 'EG', '--language', 'ar')).json.proves)).toContain('4:30');
  expect(JSON.stringify((await verify(limited, '--language', 'fr')).json.proves)).toContain('à 13:30 (2026-07-24 13:30 UTC)');
  expect(await verify(limited, '--as', 'LY')).toMatchObject({ code: 1, json: { error: { code: 'NoSuchMember' } } });
});

test('manifest, entry and directory verify as well', async () => {
  await keep('entry.jws', exchange.morocco.entryJws);
  expect((await verify(join('proofs', 'manifest.jws'))).json).toMatchObject({ verified: true, kind: 'manifest', signer: 'EG' });
  expect((await verify('entry.jws')).json).toMatchObject({ verified: true, kind: 'entry', signer: 'MA' });
  expect((await verify('directory.jws')).json).toMatchObject({ verified: true, kind: 'directory', signer: 'small' });
});

test('verification needs neither network nor sign-in nor a folder of its own', async () => {
  const cut = { cwd: exchange.folder, home: '/nowhere' };
  expect((await run(exchange.folder, ['verify', receiptFile, '--directory', 'directory.jws', '--json'], cut)).code).toBe(0);
});

test.each([0, 1, 2] as const)('a receipt with part %i changed by one letter is refused', async (part) => {
  const { code, json } = await verify(await tampered(receiptFile, part));
  expect(code).toBe(5);
  expect(json).toMatchObject({ error: { code: expect.stringMatching(/^(SignatureInvalid|InvalidInput|SignerUnknown)$/) } });
});

test('a receipt signed with a key that the directory does not know is refused', async () => {
  const [, payload = ''] = (await text(receiptFile)).split('.');
  const statement = receiptStatement.schema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  const forged = await keep('forged.jws', await signStatement(receiptStatement, statement, await makeSigner()));
  expect(await verify(forged)).toMatchObject({ code: 5, json: { error: { code: 'SignerUnknown' } } });
});

test('a receipt that the sender issued to itself is refused', async () => {
  const [, payload = ''] = (await text(receiptFile)).split('.');
  const statement = receiptStatement.schema.parse({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), issuer: 'EG' });
  const selfIssued = await keep('self.jws', await signStatement(receiptStatement, statement, exchange.egypt.signer));
  expect(await verify(selfIssued)).toMatchObject({ code: 5, json: { error: { code: 'SignerUnknown' } } });
});

test('a receipt from after its key had ended is refused', async () => {
  const ended = (members: Directory['members']) =>
    members.map((one) => ({ ...one, signingKeys: one.signingKeys.map((key) => ({ ...key, notAfter: '2021-01-01T00:00:00Z' })) }));
  const directory = await otherDirectory('ended.jws', ended);
  expect(await here('verify', receiptFile, '--directory', directory)).toMatchObject({
    code: 5,
    json: { error: { code: 'SignerUnknown' } },
  });
});

test('with the directory of another exchange nothing verifies', async () => {
  const directory = await otherDirectory('empty.jws', () => []);
  expect(await here('verify', receiptFile, '--directory', directory)).toMatchObject({
    code: 5,
    json: { error: { code: 'SignerUnknown' } },
  });
  expect(await verify(directory)).toMatchObject({ code: 5, json: { error: { code: 'SignerUnknown' } } });
});

test('a directory that somebody else signed is refused where the right fingerprint is given', async () => {
  const { json } = await verify(receiptFile);
  const imitation = await otherDirectory('imitation.jws', (members) => members);
  const trust = ['--trust-directory-key', String(json.directoryKey)];
  expect((await verify(receiptFile, ...trust)).code).toBe(0);
  expect(await here('verify', receiptFile, '--directory', imitation, ...trust)).toMatchObject({
    code: 5,
    json: { error: { code: 'DirectoryKeyChanged' } },
  });
});

test('a directory whose header carries one key and the name of another is refused', async () => {
  const right = await makeSigner();
  const wrong = { ...right, key: { ...right.key, kid: (await makeSigner()).key.kid } };
  const directory = await otherDirectory('misnamed.jws', (members) => members, Promise.resolve(wrong));
  expect(await here('verify', receiptFile, '--directory', directory)).toMatchObject({
    code: 5,
    json: { error: { code: 'DirectoryRefused' } },
  });
});

test('a receipt of another dispatch does not pass for one of this manifest', async () => {
  await writeFile(join(exchange.folder, 'b.pdf'), 'b');
  const other = await here('send', '--as', 'EG', '--to', 'MA', '--case', 'EG-2', 'b.pdf');
  await here('receipts', String(other.json.dispatchId), '--as', 'EG', '--out', 'other');
  expect(await verify(receiptFile, '--manifest', join('other', 'manifest.jws'))).toMatchObject({
    code: 5,
    json: { error: { code: 'SignatureInvalid' } },
  });
});

test('an entry that another country signed is refused', async () => {
  const { egypt, morocco } = exchange;
  const stolen = await keep('stolen.jws', await signStatement(entryStatement, morocco.entry, egypt.signer));
  expect(await verify(stolen)).toMatchObject({ code: 5, json: { error: { code: 'SignerUnknown' } } });
});

test.each([
  ['prose', 'this is no statement'],
  ['an empty file', ''],
  ['an unsigned token', `${Buffer.from('{"alg":"none","typ":"liaison-receipt+jws"}').toString('base64url')}.e30.`],
])('%s is refused', async (_name, content) => {
  expect((await verify(await keep('wrong.jws', content))).code).toBe(5);
});

test('a file that is not there is wrong use, not a failed verification', async () => {
  expect(await verify('missing.jws')).toMatchObject({ code: 1, json: { error: { code: 'FileUnreadable' } } });
});
