import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cdkJson, synthesized } from './synthesized.ts';
import { ofType, type Resource, root, sample } from './templates.ts';

const synthesis = synthesized(sample);
const { stacks } = synthesis;
const vaults = stacks.filter(({ id }) => id.endsWith('-Vault'));
const desks = stacks.filter(({ id }) => id.endsWith('-Desk'));
const prefix = `${sample.exchange.name}-${sample.exchange.stage}`;

function everyResource(): readonly (readonly [string, Resource])[] {
  return stacks.flatMap(({ id, resources }) =>
    Object.entries(resources).map(([logicalId, resource]) => [`${id}/${logicalId}`, resource] as const),
  );
}

test('places a vault and a desk for each country, one audit, one directory and one portal', () => {
  const expected = ['Audit', 'Directory', 'Portal', ...sample.countries.flatMap(({ code }) => [`${code}-Vault`, `${code}-Desk`])];
  expect(stacks.map(({ id }) => id).sort()).toEqual(expected.sort());
  for (const { id, name } of stacks) expect(name).toBe(`${prefix}-${id}`);
});

test('each stack stands where its configuration says', () => {
  for (const { code, account, region } of sample.countries) {
    for (const kind of ['Vault', 'Desk']) expect(synthesis.stack(`${code}-${kind}`)).toMatchObject({ account, region });
  }
  expect(synthesis.stack('Audit')).toMatchObject({ account: sample.audit.account, region: sample.audit.region });
  expect(synthesis.stack('Directory')).toMatchObject(sample.directory);
  expect(synthesis.stack('Portal')).toMatchObject(sample.portal);
});

test.each(stacks.map((stack) => [stack.id, stack] as const))(
  '%s has at most 200 resources and a template of at most 1 MB',
  (_id, stack) => {
    expect(Object.keys(stack.resources).length).toBeLessThanOrEqual(200);
    expect(Buffer.byteLength(stack.text)).toBeLessThanOrEqual(1_000_000);
  },
);

test('synthesis says nothing and looks nothing up', () => {
  expect(stacks.flatMap(({ messages }) => messages)).toEqual([]);
  expect(synthesis.missing).toEqual([]);
});

test('what holds state is protected from termination; desks and the portal are disposable', () => {
  for (const { id, terminationProtection } of stacks) expect([id, terminationProtection]).toEqual([id, !isDisposable(id)]);
});

/** The portal's files are built anew at every deployment. */
const isDisposable = (stackId: string): boolean => stackId.endsWith('-Desk') || stackId === 'Portal';

/** Types whose loss would lose documents, evidence, keys or people. */
const kept = [
  'AWS::KMS::Key',
  'AWS::KMS::Alias',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::DynamoDB::Table',
  'AWS::Cognito::UserPool',
  'AWS::CloudTrail::Trail',
];

test.each(kept)('every %s outlives its stack', (type) => {
  const found = everyResource().filter(([path, { Type }]) => Type === type && !isDisposable(path.split('/')[0] ?? ''));
  expect(found.length).toBeGreaterThan(0);
  for (const [path, { DeletionPolicy, UpdateReplacePolicy }] of found)
    expect([path, DeletionPolicy, UpdateReplacePolicy]).toEqual([path, 'Retain', 'Retain']);
});

test('a desk holds neither state nor rights', () => {
  for (const desk of desks) {
    const types = Object.values(desk.resources).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('AWS::IAM::') || kept.includes(type))).toEqual([]);
    expect(Object.values(desk.resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
  }
});

test('a vault holds no function, and no role lives outside vaults, audit, directory and the deployment of the portal', () => {
  for (const vault of vaults) expect(ofType(vault, 'AWS::Lambda::Function')).toEqual([]);
  const homes = stacks.filter((stack) => ofType(stack, 'AWS::IAM::Role').length > 0).map(({ id }) => id);
  expect(homes.sort()).toEqual(['Audit', 'Directory', 'Portal', ...vaults.map(({ id }) => id)].sort());
});

test('there are no users or managed policies, and no custom resource but the one by which CDK writes files', () => {
  const types = new Set(
    everyResource().map(([path, { Type }]) => (path.startsWith('Portal/') && Type === 'Custom::CDKBucketDeployment' ? '' : Type)),
  );
  for (const type of types)
    expect(type).not.toMatch(/^(?:Custom::|AWS::CloudFormation::CustomResource|AWS::IAM::(?:User|Group|AccessKey|ManagedPolicy))/);
});

test('bucket keys are off wherever a country or log key encrypts, so that each KMS event names the object', () => {
  const rules = everyResource().flatMap(([path, { Type, Properties }]) =>
    Type === 'AWS::S3::Bucket' && JSON.stringify(Properties).includes('"aws:kms"')
      ? [[path, JSON.stringify(Properties.BucketEncryption)] as const]
      : [],
  );
  // the drop boxes, the archive, and the answers of queries
  expect(rules).toHaveLength(sample.countries.length + 2);
  for (const [path, text] of rules) expect([path, text.includes('"BucketKeyEnabled":false')]).toEqual([path, true]);
});

test('references across stacks are weak: nothing is exported, and a desk reads its own vault alone', () => {
  for (const { id, text } of stacks) {
    expect([id, text.includes('"Fn::ImportValue"'), text.includes('"Export"')]).toEqual([id, false, false]);
    const read = new Set([...text.matchAll(/"StackName":\s*"([^"]+)"/g)].map(([, name]) => name));
    if (id.endsWith('-Desk')) expect([...read]).toEqual([`${prefix}-${id.replace('-Desk', '-Vault')}`]);
    if (id.endsWith('-Vault') || id === 'Audit') expect([...read]).toEqual([]);
    if (id === 'Directory') expect([...read].sort()).toEqual(desks.map(({ name }) => name).sort());
  }
});

test('the same configuration gives the same templates to the byte', () => {
  const again = synthesized(sample);
  for (const { id, text } of stacks) expect(again.stack(id).text === text).toBe(true);
});

test('cdk.json sets no reserved context, about which the command line would warn', () => {
  expect(Object.keys(cdkJson.context).filter((key) => key.startsWith('aws:'))).toEqual([]);
});

test('cdk.json turns every recommended feature flag on as recommended', () => {
  const recommended: unknown = JSON.parse(
    readFileSync(join(root, 'node_modules', 'aws-cdk-lib', 'recommended-feature-flags.json'), 'utf8'),
  );
  expect(cdkJson.context).toMatchObject(Object(recommended));
  expect(cdkJson.app).toBe('node --import tsx bin/exchange.ts');
});
