import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../../policy/templates/assembly.ts';
import { deploy } from '../../../rehearsal/assembly/deploy.ts';
import type { Provision } from '../../../rehearsal/cloud.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assembly-'));
});
afterEach(() => rm(directory, { recursive: true }));

const stack = (file: string, dependencies: readonly string[] = []) => ({
  type: 'aws:cloudformation:stack',
  environment: 'aws://123456789012/eu-central-1',
  properties: { templateFile: file, stackName: `named-${file.replace('.json', '')}` },
  dependencies,
});

async function assemblyOf(artifacts: Readonly<Record<string, unknown>>, templates: Readonly<Record<string, unknown>>) {
  await writeFile(join(directory, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts }));
  for (const [file, template] of Object.entries(templates)) await writeFile(join(directory, file), JSON.stringify(template));
  return readAssembly(directory);
}

function recorder(): { readonly made: string[]; readonly resourceTypes: Record<string, Provision> } {
  const made: string[] = [];
  const thing: Provision = async ({ logicalId, properties }) => {
    made.push(`${logicalId} ${JSON.stringify(properties)}`);
    return { ref: `ref-${logicalId}`, attributes: { Arn: `arn-${logicalId}` } };
  };
  return { made, resourceTypes: { 'Test::Thing': thing } };
}

test('refuses a resource type that nobody provisions, naming stack and logical id', async () => {
  const assembly = await assemblyOf({ A: stack('a.json') }, { 'a.json': { Resources: { Odd: { Type: 'AWS::Odd::Thing' } } } });
  await expect(deploy(assembly, [recorder()])).rejects.toThrow('A/Odd (AWS::Odd::Thing): the rehearsal does not know the resource type');
});

test.each([
  ['conditions', { Resources: {}, Conditions: { Is: {} } }],
  ['transforms', { Resources: {}, Transform: 'AWS::Serverless' }],
  ['a conditional resource', { Resources: { X: { Type: 'Test::Thing', Condition: 'Is' } } }],
])('refuses a template with %s rather than ignoring it', async (_what, template) => {
  await expect(assemblyOf({ A: stack('a.json') }, { 'a.json': template })).rejects.toThrow();
});

test('refuses a stack without explicit account and region', async () => {
  const loose = { ...stack('a.json'), environment: 'aws://unknown-account/unknown-region' };
  await expect(assemblyOf({ A: loose }, { 'a.json': { Resources: {} } })).rejects.toThrow(/must be explicit/);
});

test('refuses resources that depend on one another in a circle', async () => {
  const resources = { X: { Type: 'Test::Thing', DependsOn: 'Y' }, Y: { Type: 'Test::Thing', Properties: { x: { Ref: 'X' } } } };
  const assembly = await assemblyOf({ A: stack('a.json') }, { 'a.json': { Resources: resources } });
  await expect(deploy(assembly, [recorder()])).rejects.toThrow(/circle/);
});

test('provisions stacks and resources after what they refer to, with outputs across stacks', async () => {
  const producer = { Resources: { T: { Type: 'Test::Thing' } }, Outputs: { Arn: { Value: { 'Fn::GetAtt': ['T', 'Arn'] } } } };
  const consumer = {
    Resources: {
      First: { Type: 'Test::Thing', Properties: { second: { Ref: 'Second' } } },
      Second: { Type: 'Test::Thing', Properties: { arn: { 'Fn::GetStackOutput': { StackName: 'named-p', OutputName: 'Arn' } } } },
    },
  };
  const assembly = await assemblyOf({ C: stack('c.json', ['P']), P: stack('p.json') }, { 'c.json': consumer, 'p.json': producer });
  const service = recorder();
  const { outputs } = await deploy(assembly, [service]);
  expect(service.made).toEqual(['T {}', 'Second {"arn":"arn-T"}', 'First {"second":"ref-Second"}']);
  expect(outputs['named-p']).toEqual({ Arn: 'arn-T' });
});
