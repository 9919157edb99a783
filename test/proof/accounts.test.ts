import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SigningKeysConfig } from '../../lib/config/signing-keys.ts';
import { existingKeyPolicy } from '../../lib/documents-key-policy.ts';
import { type Assembly, readAssembly } from '../../policy/templates/assembly.ts';
import { emptyMemory, prove } from '../../proof/proof.ts';
import { verdictsOf } from '../../proof/report/verdicts.ts';
import { openSolver, type Solver } from '../../proof/solver.ts';
import { placed } from '../lib/synthesized.ts';
import { countryOf, sample } from '../lib/templates.ts';
import { type GivenPolicy, givenKeyWeakenings } from './given-key-weakenings.ts';
import { type Json, type Template, weakened, within } from './weaken.ts';

const regions = ['eu-central-1', 'eu-south-1', 'eu-west-3'];
const accountAt = (index: number): string => String(210_000_000_000 + index);
/** Material that the country brings, and a provider of its own. */
const ownKeyAndPeople = {
  documentsKeyOrigin: 'imported' as const,
  signIn: { issuer: 'https://sso.justice.example/realms/liaison', clientId: 'liaison-exchange', scope: 'desk.act' },
};
/** A key that the country made itself, outside the templates. */
const madeElsewhere = {
  documentsKeyOrigin: 'existing' as const,
  documentsKeyArn: `arn:aws:kms:${regions[1]}:${accountAt(1)}:key/1b2c3d4e-5f60-4718-8a9b-0c1d2e3f4a5b`,
};
/** One renewal under way, one half done: what holds of a country with one key holds of these. */
const renewals: readonly SigningKeysConfig[] = [
  { made: 3, signing: 3, formerUntil: '2027-01-31T00:00:00.000Z' },
  { made: 2, signing: 1 },
];
const threeAccounts = {
  ...sample,
  countries: sample.countries.slice(0, regions.length).map((country, index) => ({
    ...country,
    account: accountAt(index),
    region: regions[index] ?? '',
    ...(renewals[index] && { signingKeys: renewals[index] }),
    ...(index === 0 && ownKeyAndPeople),
    ...(index === 1 && madeElsewhere),
  })),
};
const memory = emptyMemory();
let folder: string;
/** Two of three countries, with everything shared: what holds of them holds of any others up to names. */
let assembly: Assembly;
let solver: Solver;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'accounts-'));
  placed(folder, threeAccounts).synth();
  const whole = await readAssembly(folder);
  assembly = {
    ...whole,
    givenKeyPolicies: new Map([['IQ-Vault', printed()]]),
    stacks: whole.stacks.filter(({ id }) => /^(?:(?:EG|IQ)-(?:Vault|Desk)|Audit(?:-\d{12})?)$/.test(id)),
  };
  solver = await openSolver();
});

/** As `exchange key policy --as IQ` prints it. */
function printed(): Json {
  return JSON.parse(JSON.stringify(existingKeyPolicy(threeAccounts, countryOf(threeAccounts, 'IQ'))));
}

function givenWith(change: (policy: GivenPolicy) => void): Assembly {
  const document = printed();
  const statements = Array.isArray(document.Statement) ? document.Statement.map((each) => within(each)) : [];
  const statement = (sid: string) => within(statements.find(({ Sid }) => Sid === sid));
  change({ statements, statement, account: accountAt(1) });
  return { ...assembly, givenKeyPolicies: new Map([['IQ-Vault', { ...document, Statement: statements }]]) };
}

afterAll(async () => {
  solver?.close();
  await rm(folder, { recursive: true, force: true });
});

test('every account has a trail, and the proof holds', async () => {
  const { holds, findings, settings, escalations } = await prove(assembly, solver, memory);
  expect(findings.filter((each) => !each.holds)).toEqual([]);
  expect({ problems: settings.flatMap(({ problems }) => problems), escalations }).toEqual({ problems: [], escalations: [] });
  expect(holds).toBe(true);
});

test('it holds with two accounts: one country in its own, the others with the log and the directory', async () => {
  const [egypt, iraq, jordan] = sample.countries;
  if (!egypt || !iraq || !jordan) throw new Error('three countries wanted');
  const other = await mkdtemp(join(tmpdir(), 'two-accounts-'));
  try {
    placed(other, { ...sample, countries: [{ ...egypt, account: accountAt(0), region: 'eu-south-1' }, iraq, jordan] }).synth();
    const { stacks, ...rest } = await readAssembly(other);
    const kept = stacks.filter(({ id }) => /^(?:(?:EG|IQ)-(?:Vault|Desk)|Audit(?:-\d{12})?)$/.test(id));
    const { holds, findings, settings, escalations } = await prove({ ...rest, stacks: kept }, solver, memory);
    expect(kept.map(({ id }) => id)).toContain(`Audit-${accountAt(0)}`);
    expect(findings.filter((each) => !each.holds)).toEqual([]);
    expect({ problems: settings.flatMap(({ problems }) => problems), escalations }).toEqual({ problems: [], escalations: [] });
    expect(holds).toBe(true);
  } finally {
    await rm(other, { recursive: true, force: true });
  }
});

test('keys that are not in use are asked about too, and only by those sentences that forbid', async () => {
  const { findings } = await prove(assembly, solver, memory);
  const asked = (country: string, key: string) =>
    findings.filter(({ of, scene }) => of === country && scene.includes(key)).map(({ id }) => id);
  expect(asked('EG', ' SigningKey2Key')).toContain('OnlyTheDeskSigns');
  expect(asked('EG', ' SigningKey2Key')).not.toContain('NobodySignsWithAnIdleKey');
  for (const [country, key] of [
    ['EG', / SigningKey[0-9A-F]{8} /.exec(findings.map(({ scene }) => scene).join('\n'))?.[0] ?? 'none'],
    ['IQ', ' SigningKey2Key'],
  ] as const) {
    expect(asked(country, key)).toEqual(expect.arrayContaining(['OnlyTheDeskSigns', 'NobodySignsWithAnIdleKey']));
    expect(asked(country, key)).not.toContain('TheDeskCanSign');
  }
});

const ofEgypt = accountAt(0);
const ofIraq = accountAt(1);
const foreignTrail = `arn:aws:cloudtrail:eu-central-1:${ofIraq}:trail/liaison-exchange-pilot-trail`;
const outputReader = /^PublishGetStackOutputPolicy/;

const weakenings: readonly (readonly [string, string, string, (template: Template) => void])[] = [
  [
    'one account’s trail writes into another’s folder',
    'Audit',
    'TrailsKeepToTheirAccounts',
    ({ statement }) => {
      within(statement(/^ArchivePolicy/, `CloudTrailWrites${ofEgypt}`), 'Condition', 'ArnEquals')['aws:SourceArn'] = foreignTrail;
    },
  ],
  [
    'tokens of a provider without TLS open the home door',
    'EG-Desk',
    'PeopleHaveASecondFactor',
    ({ properties }) => {
      within(properties(/^ApiHomeDoor/), 'JwtConfiguration').Issuer = 'http://sso.justice.example';
    },
  ],
  [
    'a retired key signs again',
    'EG-Vault',
    'NobodySignsWithAnIdleKey',
    ({ statements }) => {
      const sign = statements(/^SigningKey3Key/).find(({ Sid }) => Sid === 'Sign') ?? {};
      statements(/^SigningKey[0-9A-F]{8}$/).push(sign);
    },
  ],
  [
    'a former key signs for whoever deploys',
    'EG-Vault',
    'OnlyTheDeskSigns',
    ({ statement }) => {
      statement(/^SigningKey2Key/, 'Administer').Action = ['kms:PutKeyPolicy', 'kms:Sign'];
    },
  ],
  [
    'an account’s trail may not write',
    'Audit',
    'TheTrailCanWrite',
    ({ statements }) => {
      const kept = statements(/^ArchivePolicy/).filter(({ Sid }) => Sid !== `CloudTrailWrites${ofIraq}`);
      statements(/^ArchivePolicy/).splice(0, Number.MAX_SAFE_INTEGER, ...kept);
    },
  ],
  [
    'an account’s trail is off',
    `Audit-${ofIraq}`,
    'TheTrailSeesEverything',
    ({ properties }) => {
      properties(/^Trail$/).IsLogging = false;
    },
  ],
  [
    'an account’s log is encrypted with another key',
    `Audit-${ofIraq}`,
    'TheTrailSeesEverything',
    ({ properties }) => {
      properties(/^Trail$/).KMSKeyId = `arn:aws:kms:eu-central-1:${ofIraq}:alias/own`;
    },
  ],
  [
    'an account’s trail goes with its stack',
    `Audit-${ofIraq}`,
    'TheArchiveOutlivesItsStack',
    ({ resource }) => {
      resource(/^Trail$/).deletionPolicy = 'Delete';
    },
  ],
  [
    'the role that tells a desk’s address may update the desk too',
    'EG-Desk',
    'FunctionsStayInTheirRoles',
    ({ statements }) => {
      within(statements(outputReader)[0]).Action = ['cloudformation:DescribeStacks', 'cloudformation:UpdateStack'];
    },
  ],
  [
    'the role that tells a desk’s address looks at every stack',
    'EG-Desk',
    'NoRoleDeploys',
    ({ statements }) => {
      within(statements(outputReader)[0]).Resource = '*';
    },
  ],
  [
    'anybody of the account takes the role that tells a desk’s address',
    'EG-Desk',
    'FunctionsStayInTheirRoles',
    ({ statements }) => {
      within(statements(/^PublishGetStackOutputRole/)[0]).Principal = { AWS: `arn:aws:iam::${ofEgypt}:root` };
    },
  ],
];

test.each(weakenings)('%s: %s, %s fails', async (_title, stack, caughtBy, change) => {
  const proof = await prove(weakened(assembly, stack, change), solver, memory);
  const broken = verdictsOf(proof).filter(({ holds }) => !holds);
  expect(broken.map(({ id }) => id)).toContain(caughtBy);
});

test('an account without a trail is told', async () => {
  const without = { ...assembly, stacks: assembly.stacks.filter(({ id }) => id !== `Audit-${ofIraq}`) };
  const { settings } = await prove(without, solver, memory);
  expect(settings.flatMap(({ problems }) => problems)).toContain(`${ofIraq}: no trail logs this account`);
});

test.each(givenKeyWeakenings)('a given key policy, $title: $caughtBy fails', async ({ caughtBy, change }) => {
  const proof = await prove(givenWith(change), solver, memory);
  const broken = verdictsOf(proof).filter(({ holds }) => !holds);
  expect(broken.map(({ id }) => id)).toContain(caughtBy);
  expect(proof.templates.map(({ stack }) => stack)).toContain('IQ-Vault-given-key-policy');
});

const otherKey = 'arn:aws:kms:eu-south-1:210000000001:key/00000000-0000-4000-8000-000000000000';

test.each<readonly [string, string, (template: Template) => void]>([
  [
    'the box lies under another key than the one whose policy is given',
    'EveryDocumentUnderTheCountrysKey',
    ({ properties }) => {
      const rule = within(properties(/^DropBoxBucket/), 'BucketEncryption', 'ServerSideEncryptionConfiguration', 0);
      within(rule, 'ServerSideEncryptionByDefault').KMSMasterKeyID = otherKey;
    },
  ],
  [
    'deposits are made under another key',
    'OnlyUnderTheCountrysKey',
    ({ statement }) => {
      const wanted = within(statement(/^DropBoxPolicy/, 'OnlyTheCountrysKey'), 'Condition', 'StringNotEquals');
      wanted['s3:x-amz-server-side-encryption-aws-kms-key-id'] = otherKey;
    },
  ],
  [
    'the reader uses another key too',
    'NoRoleUsesForeignKeys',
    ({ statement }) => {
      const read = statement(/^RolesReaderDefaultPolicy/, 'Read');
      read.Resource = [read.Resource, otherKey];
    },
  ],
])('%s: %s fails', async (_title, caughtBy, change) => {
  const proof = await prove(weakened(assembly, 'IQ-Vault', change), solver, memory);
  expect(
    verdictsOf(proof)
      .filter(({ holds }) => !holds)
      .map(({ id }) => id),
  ).toContain(caughtBy);
});

test.each<readonly [string, () => Assembly, string]>([
  ['no policy is given', () => ({ ...assembly, givenKeyPolicies: new Map() }), 'aws kms get-key-policy --key-id arn:aws:kms:eu-south-1'],
  [
    'a policy is given where the templates make the key',
    () => ({ ...assembly, givenKeyPolicies: new Map([...(assembly.givenKeyPolicies ?? []), ['EG-Vault', printed()]]) }),
    'given for EG-Vault',
  ],
  [
    'the key lies in another Region',
    () => keyNamed('arn:aws:kms:eu-west-3:210000000001:key/00000000-0000-4000-8000-000000000000'),
    'another account or Region',
  ],
  [
    'the key lies in another account',
    () => keyNamed('arn:aws:kms:eu-south-1:999988887777:key/00000000-0000-4000-8000-000000000000'),
    'another account or Region',
  ],
  ['an alias is named', () => keyNamed('arn:aws:kms:eu-south-1:210000000001:alias/documents'), 'names none by its ARN'],
  ['nothing is named', () => keyNamed(undefined), 'names none by its ARN'],
  [
    'the policy is none',
    () => ({ ...assembly, givenKeyPolicies: new Map([['IQ-Vault', { Statement: 'all' }]]) }),
    'IQ-Vault/DocumentsKey (given)',
  ],
  [
    'the policy names a role that is gone, as KMS shows it',
    () =>
      givenWith(({ statement }) => {
        statement('Read').Principal = { AWS: 'AROAEXAMPLEEXAMPLEEX' };
      }),
    'no principal: "AROAEXAMPLEEXAMPLEEX"',
  ],
])('proves nothing where %s', async (_what, given, named) => {
  await expect(prove(given(), solver, memory)).rejects.toThrow(named);
});

function keyNamed(arn: string | undefined): Assembly {
  return weakened(assembly, 'IQ-Vault', ({ stack }) => {
    within(stack, 'template', 'outputs').DocumentsKeyArn = arn;
  });
}
