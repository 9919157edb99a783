import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../lib/config/load.ts';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { differing, typeIdentities } from '../../policy/templates/replacement.ts';
import { judgedBy } from './guard.ts';
import { type Synthesized, synthesized } from './synthesized.ts';
import { root, sample, withCountries } from './templates.ts';

const two = withCountries('EG', 'MA');
type Copy = NonNullable<ExchangeConfig['countries'][number]['copy']>;
const withCopy = (copy: Copy): ExchangeConfig => ({
  ...two,
  countries: two.countries.map((country) => (country.code === 'MA' ? { ...country, copy } : country)),
});
const plain = synthesized(two);
const prepared = synthesized(withCopy({ region: 'eu-west-1', phase: 'prepare' }));
const replicating = synthesized(withCopy({ region: 'eu-west-1', phase: 'replicate' }));
const readable = synthesized(withCopy({ region: 'eu-west-1', phase: 'replicate', reading: 'documents' }));
const templates: readonly Synthesized[] = [plain, prepared, replicating, readable];
const changedBetween = (earlier: Synthesized, later: Synthesized): readonly string[] =>
  later.stacks.filter(({ id, text }) => earlier.stacks.find((one) => one.id === id)?.text !== text).map(({ id }) => id);

test('each step changes only what it must, and only in its own country', () => {
  expect([changedBetween(plain, prepared), changedBetween(prepared, replicating), changedBetween(replicating, readable)]).toEqual([
    ['MA-Vault', 'MA-Copy', 'MA-Desk'],
    ['MA-Vault', 'MA-Desk'],
    ['MA-Copy'],
  ]);
  expect(prepared.stack('MA-Copy')).toMatchObject({ region: 'eu-west-1', account: prepared.stack('MA-Vault').account });
});

test('no step replaces anything, renames it or takes it away', () => {
  const lost = templates.slice(1).flatMap((later, index) =>
    (templates[index]?.stacks ?? []).flatMap(({ id, resources }) =>
      Object.entries(resources).flatMap(([logicalId, before]) => {
        const after = later.stack(id).resources[logicalId];
        if (after?.Type !== before.Type) return [`${id}/${logicalId} is gone`];
        const { replacing = [], frozen = [] } = typeIdentities[before.Type] ?? {};
        const names = differing([...replacing, ...frozen], before.Properties, after.Properties);
        return names.map((name) => `${id}/${logicalId}: ${name}`);
      }),
    ),
  );
  expect(lost).toEqual([]);
});

test('the box lets deployment set its replication a step before it is set', () => {
  const policy = (of: Synthesized) => JSON.stringify(resourceLike(of, 'MA-Vault', /^DropBoxPolicy/));
  const bucket = (of: Synthesized) => JSON.stringify(resourceLike(of, 'MA-Vault', /^DropBoxBucket/));
  expect([plain, prepared, replicating].map((of) => policy(of).includes('s3:PutReplicationConfiguration'))).toEqual([false, true, true]);
  expect([plain, prepared, replicating].map((of) => bucket(of).includes('ReplicationConfiguration'))).toEqual([false, false, true]);
});

test('our own rules hold of a country with a copy', () => {
  const folder = join(root, 'lib', 'rules');
  const texts = new Map(
    readable.stacks.filter(({ id }) => id.startsWith('MA-')).map(({ id, text }) => [id, JSON.stringify(JSON.parse(text))]),
  );
  const broken = readdirSync(folder).flatMap((name) =>
    [...judgedBy(join(folder, name), texts)].flatMap(([id, { broken: all }]) => all.map((rule) => `${id} ${rule}`)),
  );
  expect(broken).toEqual([]);
});

test.each([
  [
    'the Region of the country itself',
    { region: 'eu-central-1', phase: 'prepare' },
    /copy\.region: got "eu-central-1"; wanted another Region than the country's own/,
  ],
  ['no Region', { region: 'Ireland', phase: 'prepare' }, /copy\.region: got "Ireland"; wanted a Region such as eu-west-1/],
  [
    'a Region of another partition',
    { region: 'cn-north-1', phase: 'prepare' },
    /copy\.region: got "cn-north-1"; wanted a Region of the partition aws/,
  ],
  ['no phase', { region: 'eu-west-1' }, /copy\.phase: got nothing; wanted one of "prepare", "replicate"/],
  ['another phase', { region: 'eu-west-1', phase: 'now' }, /copy\.phase: got "now"; wanted one of/],
  ['somebody else who reads', { region: 'eu-west-1', phase: 'replicate', reading: 'all' }, /copy\.reading: got "all"; wanted one of/],
  ['a key that is not known', { region: 'eu-west-1', phase: 'prepare', regions: [] }, /copy\.regions: got a key that is not known/],
])('a copy with %s is refused', (_what, copy, wanted) => {
  const json = JSON.parse(readFileSync(join(root, 'config', 'exchange.json'), 'utf8'));
  json.countries[0].copy = copy;
  expect(() => parseConfig('exchange.json', JSON.stringify(json))).toThrow(wanted);
});

test('no copy is the default', () => {
  expect(sample.countries.every(({ copy }) => copy === undefined)).toBe(true);
});

function resourceLike(of: Synthesized, stack: string, id: RegExp): unknown {
  return Object.entries(of.stack(stack).resources).find(([logicalId]) => id.test(logicalId))?.[1].Properties;
}
