import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../../policy/templates/assembly.ts';
import { losses, releaseRecord, type StatefulResource, statefulResources } from '../../policy/templates/released.ts';
import { root } from './templates.ts';

const folder = join(root, 'docs', 'releases');
const versions = readdirSync(folder).filter((name) => name.endsWith('.json'));
const last = versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? '';
const released = releaseRecord.parse(JSON.parse(readFileSync(join(folder, last), 'utf8'))).resources;

test('deploying over the last release loses nothing: no replacement, no lowered retention, no other name or logical id', async () => {
  const { stacks } = await readAssembly(join(root, 'cdk.out'));
  expect(losses(released, statefulResources(stacks))).toEqual([]);
});

test('the record holds what evidence rests on, in every vault and in the archive', () => {
  const held = (type: string) => released.filter((one) => one.type === type).length;
  expect(held('AWS::S3::Bucket')).toBeGreaterThanOrEqual(10);
  expect(held('AWS::DynamoDB::Table')).toBe(16);
  expect(held('AWS::KMS::Key')).toBeGreaterThanOrEqual(18);
  expect(held('AWS::CloudTrail::Trail')).toBe(1);
  expect(released.every(({ terminationProtection }) => terminationProtection)).toBe(true);
});

const ofType = (type: string): StatefulResource => {
  const found = released.find((one) => one.type === type && one.stack === 'EG-Vault');
  if (!found) throw new Error(`the record holds no ${type}`);
  return found;
};
const box = ofType('AWS::S3::Bucket');
const table = ofType('AWS::DynamoDB::Table');

test.each<readonly [string, StatefulResource, Partial<StatefulResource>, string]>([
  ['another logical id', box, { logicalId: 'Renamed' }, 'is gone'],
  ['another stack', box, { stack: 'EG-Boxes' }, 'is gone'],
  ['another name', box, { identity: { ...box.identity, BucketName: 'other' } }, 'BucketName changed'],
  ['other keys of a table', table, { identity: { ...table.identity, KeySchema: [] } }, 'KeySchema changed'],
  ['a shorter lock', box, { strengths: { ...box.strengths, lockDays: 1 } }, 'lockDays fell from 3650 to 1'],
  ['no lock', box, { strengths: {} }, 'lockDays fell from 3650 to nothing'],
  ['no retention', box, { deletionPolicy: 'Delete' }, 'deletionPolicy fell'],
  ['no retention of what is replaced', box, { updateReplacePolicy: 'Delete' }, 'updateReplacePolicy fell'],
  ['a stack without protection', box, { terminationProtection: false }, 'no longer protected'],
  [
    'a table without protection',
    table,
    { strengths: { ...table.strengths, deletionProtection: false } },
    'deletionProtection was switched off',
  ],
  ['no recovery', table, { strengths: { ...table.strengths, pointInTimeRecovery: false } }, 'pointInTimeRecovery was switched off'],
  ['a shorter recovery', table, { strengths: { ...table.strengths, recoveryDays: 7 } }, 'recoveryDays fell from 35 to 7'],
])('finds %s', (_what, old, change, wanted) => {
  const changed = released.map((one) => (one === old ? { ...one, ...change } : one));
  const found = losses(released, changed);
  expect(found.join('\n')).toContain(wanted);
});

test('finds documents that would lie under two keys: another key of the country’s own making, or one of the templates instead', async () => {
  const { stacks } = await readAssembly(join(root, 'cdk.out'));
  const [here] = statefulResources(stacks).filter(({ stack, type }) => stack === 'EG-Vault' && type === 'AWS::S3::Bucket');
  if (!here?.encryptedUnder) throw new Error('the record holds no key');
  const own = (id: string) => ({ ...here, encryptedUnder: `arn:aws:kms:eu-central-1:123456789012:key/${id}` });
  for (const [was, is] of [
    [own('a'), own('b')],
    [own('a'), here],
    [here, own('a')],
  ] as const)
    expect(losses([was], [is]).join()).toContain('the key changed');
  expect(losses([here], [here])).toEqual([]);
});

test('a ledger whose lines would go by themselves is found; a register’s marks may', async () => {
  const { stacks } = await readAssembly(join(root, 'cdk.out'));
  const tables = statefulResources(stacks).filter(({ stack, type }) => stack === 'EG-Vault' && type === 'AWS::DynamoDB::Table');
  const [ledger] = tables.filter(({ strengths }) => strengths.permanentItems);
  expect([tables.length, ledger?.logicalId]).toEqual([2, expect.stringMatching(/^Ledger/)]);
  const expiring = tables.map((one) => ({ ...one, strengths: { ...one.strengths, permanentItems: false } }));
  expect(losses(tables, expiring)).toEqual([expect.stringMatching(/^EG-Vault\/Ledger.*permanentItems was switched off$/)]);
});

test('COMPLIANCE does not fall to GOVERNANCE', () => {
  const strict = { ...box, strengths: { ...box.strengths, lockMode: 'COMPLIANCE' as const } };
  expect(losses([strict], [box])).toEqual([expect.stringContaining('lockMode fell from COMPLIANCE to GOVERNANCE')]);
});
