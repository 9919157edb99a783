import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { safeAddress } from '../../client/address.ts';
import { Refusal } from '../../domain/refusal.ts';
import { run } from '../support/run-exchange.ts';
import { type SmallExchange, startExchange } from '../support/small-exchange/exchange.ts';
import { makeSigner } from '../support/small-exchange/keys.ts';

const sample = fileURLToPath(new URL('../../config/exchange.json', import.meta.url));
let exchange: SmallExchange;
beforeEach(async () => {
  exchange = await startExchange();
});
afterEach(() => exchange.stop());

const show = (...more: string[]) => run(exchange.folder, ['directory', '--json', ...more]);
const outside = (...more: string[]) => show('--directory', exchange.directoryUrl, ...more);

test('shows the members and the fingerprint of the key', async () => {
  expect((await show()).json).toMatchObject({
    exchange: 'small',
    stage: 'pilot',
    sequence: 1,
    directoryKey: expect.stringMatching(/^[\w-]{43}$/),
    members: [{ country: 'EG' }, { country: 'MA', signingKeys: [exchange.morocco.signer.key.kid] }],
  });
});

test('writes the directory as it was signed, and not over another file', async () => {
  const jws = await exchange.publish({ sequence: 2 });
  expect((await show('--out', 'd.jws')).code).toBe(0);
  expect(await readFile(join(exchange.folder, 'd.jws'), 'utf8')).toBe(jws);
  expect((await show('--out', 'd.jws')).code).toBe(0);
  await exchange.publish({ sequence: 3 });
  expect(await show('--out', 'd.jws')).toMatchObject({ code: 1, json: { error: { code: 'FileExists' } } });
});

test('the first directory of an exchange out there is taken on trust, aloud', async () => {
  const first = await outside();
  expect(first.err).toContain(String(first.json.directoryKey));
  expect((await outside()).err).toBe('');
});

test('a directory signed with another key is refused until its fingerprint is accepted', async () => {
  await outside();
  const signer = await makeSigner();
  await exchange.publish({ signer });
  expect(await outside()).toMatchObject({ code: 5, json: { error: { code: 'DirectoryKeyChanged' } } });
  expect((await outside('--trust-directory-key', 'A'.repeat(43))).code).toBe(5);
  expect((await outside('--trust-directory-key', signer.key.kid)).code).toBe(0);
  expect((await outside()).code).toBe(0);
});

test('with a fingerprint given, the first directory is not taken on trust', async () => {
  const wrong = await outside('--trust-directory-key', (await makeSigner()).key.kid);
  expect(wrong).toMatchObject({ code: 5, json: { error: { code: 'DirectoryKeyChanged' } } });
  expect((await outside()).json.sequence).toBe(1);
});

test('a directory older than one seen before is refused', async () => {
  await exchange.publish({ sequence: 7 });
  await show();
  await exchange.publish({ sequence: 6 });
  expect(await show()).toMatchObject({ code: 5, json: { error: { code: 'DirectoryOutdated', detail: '6, seen 7' } } });
});

test('the environment names an exchange as well, and the command line wins over it', async () => {
  await rm(join(exchange.folder, '.rehearsal'), { recursive: true });
  expect(await show()).toMatchObject({ code: 1, json: { error: { code: 'NoExchange' } } });
  const { code } = await run(exchange.folder, ['directory', '--json'], { directoryUrl: exchange.directoryUrl });
  expect(code).toBe(0);
  const wrong = await run(exchange.folder, ['directory', '--directory', exchange.directoryUrl, '--json'], {
    directoryUrl: 'ftp://x.example',
  });
  expect(wrong.code).toBe(0);
});

test('an exchange that does not answer is a network failure, after a few tries', async () => {
  const { code, json, pauses } = await show('--directory', 'http://127.0.0.1:1/directory');
  expect({ code, json }).toMatchObject({ code: 3, json: { error: { code: 'Unreachable' } } });
  expect(pauses).toHaveLength(4);
});

test.each([
  ['https://directory.example/directory', false, true],
  ['http://127.0.0.1:8/directory', false, true],
  ['http://localhost:8/directory', false, true],
  ['http://[::1]:8/directory', false, true],
  ['http://directory.example/directory', false, false],
  ['http://127.0.0.1.example/directory', false, false],
  ['http://192.168.1.7/directory', false, false],
  ['http://192.168.1.7/directory', true, true],
  ['ftp://127.0.0.1/directory', true, false],
  ['file:///etc/passwd', true, false],
  ['nonsense', true, false],
])('%s with plain http allowed: %s is talked to: %s', (address, allowPlainHttp, isSafe) => {
  const ask = () => safeAddress(address, allowPlainHttp).href;
  if (isSafe) expect(ask()).toBe(address);
  else expect(ask).toThrow();
});

test('a directory whose keys are over is told by status with its runbook, and refused by what would send', async () => {
  const ended = [exchange.egypt.entry, exchange.morocco.entry].map((one) => ({
    ...one,
    signingKeys: one.signingKeys.map((key) => ({ ...key, notAfter: '2021-01-01T00:00:00Z' })),
  }));
  await exchange.publish({ sequence: 2, members: ended });
  const status = await run(exchange.folder, ['status', '--directory', exchange.directoryUrl, '--allow-plain-http', '--json']);
  expect(status.code).toBe(9);
  expect(JSON.stringify(status.json.findings)).toContain('no signing key is valid any more');
  const smoke = await run(exchange.folder, ['smoke', '--as', 'EG', '--wait', '1']);
  expect(smoke.code).toBe(10);
  expect(smoke.out).toContain('FAILED at send: SignerUnknown');
  expect(smoke.out).toContain('npx exchange status names desks that do not answer and keys that are over');
});

test('a member that does not stand in the rehearsal is named as such, not as a mistake of the command', async () => {
  const file = join(exchange.folder, '.rehearsal', 'endpoints.json');
  const { countries, ...rest } = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...rest, countries: { EG: countries.EG } }), { mode: 0o600 });
  for (const command of ['inbox', 'smoke'])
    expect(await run(exchange.folder, [command, '--as', 'MA', '--json'])).toMatchObject({
      code: 1,
      json: { error: { code: 'ExchangeIncomplete', detail: expect.stringContaining("cdk deploy 'MA-*'") } },
    });
});

test('a rollback that the directory’s function refuses is told in its own words and with its code, not as an answer that nobody knows', async () => {
  const refused = new Refusal('DirectoryRefused', 'signed by another key');
  const lambda = createServer((_request, response) =>
    response.end(JSON.stringify({ errorType: refused.name, errorMessage: refused.message, trace: [] })),
  );
  await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(lambda.address());
  await run(exchange.folder, ['directory', '--out', 'former.jws']);
  const before = { id: process.env.AWS_ACCESS_KEY_ID, secret: process.env.AWS_SECRET_ACCESS_KEY };
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'none' });
  const back = ['directory', 'rollback', '--to', 'former.jws', '--config', sample, '--confirm', 'liaison-exchange', '--json'];
  const { code, json } = await run(exchange.folder, back, { awsEndpointUrl: `http://127.0.0.1:${port}` });
  for (const [name, value] of [['AWS_ACCESS_KEY_ID', before.id] as const, ['AWS_SECRET_ACCESS_KEY', before.secret] as const])
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  await new Promise((resolve) => lambda.close(resolve));
  expect({ code, json }).toMatchObject({ code: 2, json: { error: { code: 'DirectoryRefused', detail: 'signed by another key' } } });
});
