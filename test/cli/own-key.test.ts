import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { existingKeyPolicy } from '../../lib/documents-key-policy.ts';
import type { KeyOrigin, KeyStanding } from '../../operations/keys/custody.ts';
import { beyondKms } from '../../operations/keys/own-making.ts';
import { countryOf, root, sample } from '../lib/templates.ts';
import { run } from '../support/run-exchange.ts';

const config = join(root, 'config', 'exchange.json');
const arn = 'arn:aws:kms:eu-central-1:123456789012:key/1b2c3d4e-5f60-4718-8a9b-0c1d2e3f4a5b';
const folder = mkdtempSync(join(tmpdir(), 'own-key-'));
const own = join(folder, 'exchange.json');
const wanting = JSON.stringify({ documentsKeyOrigin: 'existing', documentsKeyArn: arn }).slice(1, -1);
writeFileSync(own, readFileSync(config, 'utf8').replace('"code": "EG",', `"code": "EG", ${wanting},`));
afterAll(() => rmSync(folder, { recursive: true }));

test('prints the policy for a key of the country’s own making as a file that KMS takes, the same each time, asking nobody', async () => {
  const printed = await run(root, ['key', 'policy', '--as', 'EG', '--config', own]);
  expect(printed).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(printed.out)).toEqual(existingKeyPolicy(sample, countryOf(sample, 'EG')));
  expect((await run(root, ['key', 'policy', '--as', 'EG', '--config', own])).out).toBe(printed.out);
  // docs: PutKeyPolicy, Policy: at most 32 KB, no duplicate ids of statements
  const ids = existingKeyPolicy(sample, countryOf(sample, 'EG')).Statement.map(({ Sid }) => Sid);
  expect([new Set(ids).size, Buffer.byteLength(printed.out) < 32_768]).toEqual([ids.length, true]);
});

test('refuses a country that is not configured, one whose key the templates make, and a configuration that does not load', async () => {
  expect(await run(root, ['key', 'policy', '--as', 'FR', '--config', config, '--json'])).toMatchObject({
    code: 1,
    json: { error: { code: 'NoSuchMember' } },
  });
  expect(await run(root, ['key', 'policy', '--as', 'MA', '--config', own, '--json'])).toMatchObject({
    code: 1,
    json: { error: { code: 'InvalidArguments', detail: expect.stringContaining('documentsKeyOrigin existing') } },
  });
  const none = await run(root, ['key', 'policy', '--as', 'EG', '--config', 'none.json', '--json']);
  expect(none).toMatchObject({ code: 1, json: { error: { code: 'ConfigurationRefused' } } });
});

const key = (origin: KeyOrigin, isOwnMaking: boolean): KeyStanding => ({
  name: 'documents',
  purpose: 'documents',
  isOwnMaking,
  isRetired: false,
  arn: 'arn',
  state: 'Enabled',
  origin,
});

test('a cut-off says which switches there are beside KMS’s, and what of them nobody sees', () => {
  const external = beyondKms([key('EXTERNAL_KEY_STORE', true)]).join(' ');
  for (const told of ['external key manager has a switch of its own', 'Only its own log tells', 'untouched', 'Disconnecting'])
    expect(external).toContain(told);
  const cluster = beyondKms([key('AWS_CLOUDHSM', true)]).join(' ');
  expect(cluster).toContain('losing the cluster');
  expect(cluster).not.toContain('external key manager');
  expect(beyondKms([key('AWS_KMS', true)]).join(' ')).toContain('no other switch');
  expect(beyondKms([key('AWS_KMS', false)])).toEqual([]);
});
