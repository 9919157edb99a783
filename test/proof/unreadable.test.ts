import { fileURLToPath } from 'node:url';
import { type Assembly, readAssembly } from '../../policy/templates/assembly.ts';
import { emptyMemory, prove } from '../../proof/proof.ts';
import { openSolver, type Solver } from '../../proof/solver.ts';
import { drop, type Template, weakened, within } from './weaken.ts';

const memory = emptyMemory();
let assembly: Assembly;
let solver: Solver;

beforeAll(async () => {
  const whole = await readAssembly(fileURLToPath(new URL('../../cdk.out', import.meta.url)));
  assembly = { ...whole, stacks: whole.stacks.filter(({ id }) => /^(?:MA|Audit)\b/.test(id)) };
  solver = await openSolver();
});

afterAll(() => solver.close());

const key = /^DocumentsKey[0-9A-F]{8}$/;
const box = /^DropBoxPolicy/;
const reader = /^RolesReader[0-9A-F]{8}$/;
const allow = { Sid: 'Added', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };

/** Whatever the proof cannot read stops it: nothing is taken for harmless because it is unknown. */
const unreadable: readonly (readonly [string, string, (template: Template) => void])[] = [
  ['a user', 'AWS::IAM::User', ({ put }) => put('Somebody', 'AWS::IAM::User', { UserName: 'somebody' })],
  ['a resource type of tomorrow', 'AWS::S3::Tomorrow', ({ put }) => put('New', 'AWS::S3::Tomorrow', {})],
  ['a function that a URL opens', 'AWS::Lambda::Url', ({ put }) => put('Url', 'AWS::Lambda::Url', { AuthType: 'NONE' })],
  [
    'a managed policy of AWS',
    'AdministratorAccess',
    ({ properties }) => {
      properties(reader).ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    },
  ],
  [
    'a boundary that is elsewhere',
    'policy/elsewhere',
    ({ properties }) => {
      properties(reader).PermissionsBoundary = 'arn:aws:iam::123456789012:policy/elsewhere';
    },
  ],
  [
    'NotPrincipal',
    'NotPrincipal',
    ({ statements }) => statements(key).push({ ...allow, Effect: 'Deny', NotPrincipal: { AWS: '123456789012' } }),
  ],
  [
    'a set operator',
    'set operator',
    ({ statements }) =>
      statements(key).push({
        ...allow,
        Principal: '*',
        Condition: { 'ForAllValues:StringEquals': { 'aws:CalledVia': 's3.amazonaws.com' } },
      }),
  ],
  [
    'a policy variable',
    'policy variable',
    ({ statements }) =>
      statements(key).push({ ...allow, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalTag/a': '${aws:userid}' } } }),
  ],
  [
    'an address condition',
    'IpAddress',
    ({ statements }) => statements(key).push({ ...allow, Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
  ],
  [
    'an operator that does not exist',
    'StringResembles',
    ({ statement }) => {
      statement(key, 'Read').Condition = { StringResembles: { 'kms:ViaService': 's3' } };
    },
  ],
  [
    'a policy of users',
    'users or groups',
    ({ put }) => put('Loose', 'AWS::IAM::Policy', { PolicyName: 'p', Users: ['somebody'], PolicyDocument: {} }),
  ],
  [
    'a reference into the void',
    'Nowhere',
    ({ statement }) => {
      statement(key, 'Read').Principal = { AWS: { 'Fn::GetAtt': ['Nowhere', 'Arn'] } };
    },
  ],
  [
    'a function of tomorrow',
    'Fn::Tomorrow',
    ({ statement }) => {
      statement(key, 'Read').Principal = { AWS: { 'Fn::Tomorrow': [] } };
    },
  ],
  ['a policy on the box twice', 'second policy', ({ put, properties }) => put('Twice', 'AWS::S3::BucketPolicy', { ...properties(box) })],
  [
    'a session named as principal',
    'single session',
    ({ statements }) =>
      statements(key).push({
        ...allow,
        Principal: { AWS: 'arn:aws:sts::123456789012:assumed-role/liaison-exchange-pilot-MA-reader/somebody' },
      }),
  ],
];

test.each(unreadable)('proves nothing in the face of %s', async (_what, named, change) => {
  await expect(prove(weakened(assembly, 'MA-Vault', change), solver, memory)).rejects.toThrow(named);
});

test('proves nothing of a vault whose box is gone', async () => {
  const gone = weakened(assembly, 'MA-Vault', ({ stack }) => {
    const resources = within(stack, 'template', 'resources');
    for (const id of Object.keys(resources)) if (id.startsWith('RolesReader')) delete resources[id];
  });
  await expect(prove(gone, solver, memory)).rejects.toThrow(/RolesReader/);
});

test('a purpose that cannot be fulfilled any more breaks the proof', async () => {
  const useless = weakened(assembly, 'MA-Vault', ({ statements }) => drop(statements(/^RolesReaderDefaultPolicy/), 'Documents'));
  const { holds, findings } = await prove(useless, solver, memory);
  expect(holds).toBe(false);
  expect(findings.filter((each) => !each.holds).map(({ id }) => id)).toEqual(['TheReaderCanRead']);
});
