import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { compareHere, comparisonLines, type DeployedComparison } from '../../bin/against-deployed.ts';
import { parseTemplate } from '../../bin/template-text.ts';
import { existingKeyPolicy } from '../../lib/documents-key-policy.ts';
import { type Assembly, readAssembly } from '../../policy/templates/assembly.ts';
import { templateDifferences } from '../../proof/deployed.ts';
import { countryOf, withCountries } from '../lib/templates.ts';
import { type CloudFormationListener, listenAsCloudFormation } from '../support/cloudformation-listener.ts';

const folder = fileURLToPath(new URL('../../cdk.out', import.meta.url));
const account = '123456789012';
const vault = 'liaison-exchange-pilot-MA-Vault';
const before = { ...process.env };
let assembly: Assembly;
let listener: CloudFormationListener;

beforeAll(async () => {
  const whole = await readAssembly(folder);
  assembly = { ...whole, stacks: whole.stacks.filter(({ id }) => ['Audit', 'MA-Vault'].includes(id)) };
});

beforeEach(async () => {
  listener = await listenAsCloudFormation(account);
  for (const { name, templateFile, terminationProtection } of assembly.stacks) {
    listener.stacks.set(name, { template: await readFile(join(folder, templateFile), 'utf8'), protection: terminationProtection });
  }
  Object.assign(process.env, { AWS_ENDPOINT_URL: listener.origin, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'made up' });
});

afterEach(async () => {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    const value = before[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await listener.close();
});

function deployed(
  stack: string,
  change: (text: string) => string,
  more: { readonly status?: string; readonly protection?: boolean } = {},
): void {
  const known = listener.stacks.get(stack);
  if (!known) throw new Error(`no ${stack}`);
  listener.stacks.set(stack, { ...known, template: change(known.template), ...more });
}

const compare = (of?: string): Promise<DeployedComparison> => compareHere(folder, assembly, of);

async function verdictOn(stack: string): Promise<unknown> {
  return (await compare()).stacks.find((each) => each.stack === stack);
}

test('says same where CloudFormation keeps these templates, be it with the CDK’s own notes, in another order or as YAML', async () => {
  expect(await compare()).toMatchObject({ same: true, exitCode: 0 });
  deployed(vault, (text) => {
    const { Resources, ...rest } = JSON.parse(text);
    const noted = Object.entries(Resources)
      .reverse()
      .map(([id, resource]) => [id, { ...Object(resource), Metadata: { 'aws:cdk:path': id } }]);
    const added = { CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'x' }, Condition: 'CDKMetadataAvailable' } };
    return stringify({ Resources: { ...Object.fromEntries(noted), ...added }, ...rest, Conditions: { CDKMetadataAvailable: {} } });
  });
  const { stacks, exitCode } = await compare();
  expect(exitCode).toBe(0);
  expect(comparisonLines(stacks).at(-1)).toBe('Same: all 2 deployed stacks have the templates that were proven here.');
});

test.each<readonly [string, (text: string) => string, string]>([
  ['a condition that was taken out', (text) => text.replace('"s3:authType": "REST-QUERY-STRING"', '"s3:authType": "ANY"'), 's3:authType'],
  [
    'a second factor made optional',
    (text) => text.replace('"MfaConfiguration": "ON"', '"MfaConfiguration": "OPTIONAL"'),
    'MfaConfiguration',
  ],
  ['a resource more', (text) => text.replace('"Resources": {', '"Resources": { "Added": { "Type": "AWS::IAM::Role" },'), 'Resources.Added'],
  ['a transform', (text) => text.replace('"Resources": {', '"Transform": "Elsewhere", "Resources": {'), 'Transform'],
])('finds %s', async (_what, change, path) => {
  deployed(vault, change);
  expect(await verdictOn(vault)).toMatchObject({ verdict: 'differs', differences: [{ path: expect.stringContaining(path) }] });
  const { exitCode, stacks } = await compare();
  expect(exitCode).toBe(4);
  expect(comparisonLines(stacks).join('\n')).toContain(path);
});

test('finds what is not deployed, what is deployed under the exchange’s name from elsewhere, and protection switched off', async () => {
  listener.stacks.delete(vault);
  listener.stacks.set('liaison-exchange-pilot-Support', { template: '{}' });
  listener.stacks.set('liaison-exchange-pilot-Old', { template: '{}', status: 'DELETE_COMPLETE' });
  listener.stacks.set('somebody-elses', { template: '{}' });
  deployed('liaison-exchange-pilot-Audit', (text) => text, { protection: false });
  const { stacks, exitCode } = await compare();
  expect(exitCode).toBe(4);
  expect(stacks.map(({ stack, verdict }) => [stack, verdict])).toEqual([
    ['liaison-exchange-pilot-Audit', 'differs'],
    [vault, 'missing'],
    ['liaison-exchange-pilot-Support', 'unknown'],
  ]);
});

test('does not call the same what it could not compare: a change under way, another account, no answer', async () => {
  deployed(vault, (text) => text, { status: 'UPDATE_IN_PROGRESS' });
  expect(await compare()).toMatchObject({ same: false, exitCode: 3 });
  const elsewhere = { ...assembly, stacks: assembly.stacks.map((stack) => ({ ...stack, accountId: '999999999999' })) };
  expect((await compareHere(folder, elsewhere, '999999999999')).stacks[0]).toMatchObject({ verdict: 'not-compared' });
  process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
  expect(await compare()).toMatchObject({ same: false, exitCode: 3 });
  await expect(compareHere(folder, assembly, '111111111111')).rejects.toThrow('no stack of account');
});

const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1b2c3d4e-5f60-4718-8a9b-0c1d2e3f4a5b';

/** The vault as it is where the country made its documents key itself, and the policy that was given and proven. */
function withGivenKey(): Assembly {
  const stacks = assembly.stacks.map((stack) => {
    const resources = Object.entries(stack.template.resources).filter(([id]) => !/^DocumentsKey(?:Alias)?[0-9A-F]{8}$/.test(id));
    const template = { resources: Object.fromEntries(resources), outputs: { ...stack.template.outputs, DocumentsKeyArn: keyArn } };
    return stack.id === 'MA-Vault' ? { ...stack, template } : stack;
  });
  return { ...assembly, stacks, givenKeyPolicies: new Map([['MA-Vault', printed]]) };
}

const config = withCountries('EG', 'MA');
const printed = existingKeyPolicy(config, countryOf(config, 'MA'));
const added = { Sid: 'Added', Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };

test.each<
  readonly [string, { readonly document: string; readonly grants?: readonly object[] } | { readonly error: string }, string, number]
>([
  [
    'the one that was proven, in another order',
    { document: JSON.stringify({ ...printed, Statement: [...printed.Statement].reverse() }) },
    'same',
    0,
  ],
  ['wider than it', { document: JSON.stringify({ ...printed, Statement: [...printed.Statement, added] }) }, 'differs', 4],
  ['the same, and the key is lent by a grant', { document: JSON.stringify(printed), grants: [{ GrantId: 'g' }] }, 'differs', 4],
  ['of a key that is gone', { error: 'NotFoundException' }, 'missing', 4],
  ['not to be read', { error: 'AccessDeniedException' }, 'not-compared', 3],
])('a given key policy that is, in KMS, %s', async (_what, answer, verdict, exitCode) => {
  listener.keyPolicies.set(keyArn, answer);
  const compared = await compareHere(folder, withGivenKey(), undefined);
  const [key] = compared.stacks.filter(({ stack }) => stack.includes(keyArn));
  expect([key?.verdict, compared.exitCode]).toEqual([verdict, exitCode]);
  const told = 'grants' in answer ? '(grants): here 0, deployed 1' : 'Added: here nothing, deployed {"Sid":"Added"';
  if (verdict === 'differs') expect(comparisonLines(compared.stacks).join('\n')).toContain(told);
});

test('reads the short forms of YAML', () => {
  const text = 'A: !Ref Box\nB: !GetAtt Key.Arn\nC: !Join [":", [a, !Ref Box]]\nD: !Sub "x-${Y}"\n';
  expect(parseTemplate(text)).toEqual({
    A: { Ref: 'Box' },
    B: { 'Fn::GetAtt': ['Key', 'Arn'] },
    C: { 'Fn::Join': [':', ['a', { Ref: 'Box' }]] },
    D: { 'Fn::Sub': 'x-${Y}' },
  });
  expect(() => parseTemplate('A: 1\nA: 2\n')).toThrow();
});

test('a text beyond ASCII is the same as what GetTemplate makes of it, and only that', () => {
  const of = (text: string) => ({ Resources: { A: { Type: 'T', Properties: { X: text } } } });
  expect(templateDifferences(of('مصر: a'), of('???: a'))).toEqual([]);
  expect(templateDifferences(of('مصر: a'), of('??: a'))).toHaveLength(1);
  expect(templateDifferences(of('???: a'), of('مصر: a'))).toHaveLength(1);
});

test('a list and its length differ, a missing key and null differ', () => {
  expect(
    templateDifferences(
      { Resources: { A: { Type: 'T', Properties: { X: [1] } } } },
      { Resources: { A: { Type: 'T', Properties: { X: [1, 2] } } } },
    ),
  ).toEqual([{ path: 'Resources.A.Properties.X.1', here: undefined, deployed: 2 }]);
  expect(templateDifferences({ Resources: { A: { Type: 'T' } } }, { Resources: { A: { Type: 'T', Properties: null } } })).toHaveLength(1);
});
