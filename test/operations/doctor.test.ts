import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '../../lib/config/load.ts';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { existingKeyPolicy } from '../../lib/documents-key-policy.ts';
import { type AwsCall, AwsNo, awsCaller } from '../../operations/aws/signed-call.ts';
import { askProviders, unaskedProviders } from '../../operations/doctor/ask-provider.ts';
import { examine } from '../../operations/doctor/examine.ts';
import type { Facts, KeyFact, PlaceFacts } from '../../operations/doctor/facts.ts';
import type { Asked } from '../../operations/doctor/finding.ts';
import { askPlace, placesOf, unasked } from '../../operations/doctor/probe.ts';
import { countryOf } from '../lib/templates.ts';

const file = fileURLToPath(new URL('../../config/exchange.json', import.meta.url));
const topic = 'arn:aws:sns:eu-central-1:987650123456:desk-alarms';
const sample = readFileSync(file, 'utf8')
  .replaceAll('123456789012', '987650123456')
  .replaceAll('.example', '.org')
  .replaceAll('"duty":', `"alarmTopicArn": "${topic}", "duty":`);
const config = parseConfig('config', sample);
const [place] = placesOf(config);
if (!place) throw new Error('no place');

const good: PlaceFacts = {
  ...place,
  caller: { known: { account: '987650123456' } },
  bootstrapVersion: { known: 30 },
  services: { known: 'apigateway cognito-idp dynamodb kms lambda ses s3 sqs athena cloudtrail glue'.split(' ') },
  stacks: { known: [] },
  trails: { known: [] },
  mail: {
    known: { isProduction: true, isSending: true, mailsPerSecond: 14, senders: senders() },
  },
  roles: { known: { inUse: 20, quota: 1000 } },
  concurrentExecutions: { known: 1000 },
  quotas: {
    eventRules: { known: { limit: 300, inUse: 14, isDefault: false } },
    stacks: { known: { limit: 2000, isDefault: false } },
    userPools: { known: { limit: 1000, isDefault: true } },
    signatures: { known: { limit: 1000, isDefault: true } },
    eventInvocations: { known: { limit: 4500, isDefault: true } },
    apiRequests: { known: { limit: 10_000, isDefault: true } },
  },
  topics: [{ arn: topic, topic: { known: { confirmed: 1, pending: 0, isOpenToAlarms: true } } }],
  locks: { known: [] },
  ownKeys: { known: [] },
};
const machine = {
  nodeVersion: 'v24.1.0',
  cdkCli: { known: { installed: '2.1', wanted: '2.1' } },
  clockAheadSeconds: { known: 0.4 },
  providers: [],
};
const judged = (changes: Partial<PlaceFacts> = {}, facts: Partial<Facts> = {}, of: ExchangeConfig = config) =>
  examine(of, 'config', { ...machine, places: [{ ...good, ...changes }], ...facts });
const bad = (...given: Parameters<typeof judged>) =>
  judged(...given)
    .filter(({ level }) => level !== 'ok')
    .map(({ check, level }) => `${check} ${level}`);
const production = { ...config, exchange: { ...config.exchange, stage: 'production' as const } };

test('an account that can take the exchange gets no finding but "ok"', () => {
  expect(bad()).toEqual([]);
  expect(judged().map(({ check }) => check)).toContain('object-lock');
});

test.each<[string, Partial<PlaceFacts>, Partial<Facts>]>([
  ['node error', {}, { nodeVersion: 'v20.19.9' }],
  ['cdk-cli error', {}, { cdkCli: { known: { installed: '3.0.0', wanted: '2.1' } } }],
  ['clock warning', {}, { clockAheadSeconds: { known: -31 } }],
  ['clock error', {}, { clockAheadSeconds: { known: 300 } }],
  ['credentials error', { caller: { known: { account: '000000000001' } } }, {}],
  ['credentials error', { caller: { known: { refused: 'ExpiredToken' } } }, {}],
  ['bootstrap error', { bootstrapVersion: { known: undefined } }, {}],
  ['bootstrap error', { bootstrapVersion: { known: 7 } }, {}],
  ['services warning', { services: { known: ['kms'] } }, {}],
  ['roles error', { roles: { known: { inUse: 950, quota: 1000 } } }, {}],
  ['quota-event-rules error', { quotas: { ...good.quotas, eventRules: { known: { limit: 100, inUse: 60, isDefault: false } } } }, {}],
  ['quota-stacks error', { quotas: { ...good.quotas, stacks: { known: { limit: 15, isDefault: false } } } }, {}],
  ['quota-user-pools error', { quotas: { ...good.quotas, userPools: { known: { limit: 7, isDefault: false } } } }, {}],
  ['quota-signatures error', { quotas: { ...good.quotas, signatures: { known: { limit: 29, isDefault: true } } } }, {}],
  ['alarms error', { topics: [{ arn: topic, topic: { known: undefined } }] }, {}],
  ['alarms error', { topics: [{ arn: topic, topic: { known: { confirmed: 1, pending: 0, isOpenToAlarms: false } } }] }, {}],
  ['alarms warning', { topics: [{ arn: topic, topic: { known: { confirmed: 0, pending: 1, isOpenToAlarms: true } } }] }, {}],
  ['alarms warning', { topics: [{ arn: topic, topic: { known: { confirmed: 1, pending: 1, isOpenToAlarms: true } } }] }, {}],
  ['mail warning', { mail: { known: { isProduction: true, isSending: true, mailsPerSecond: 1, senders: senders() } } }, {}],
  ['concurrency warning', { concurrentExecutions: { known: 10 } }, {}],
  [
    'trails error',
    { trails: { known: 'abcde'.split('').map((name) => ({ name, homeRegion: 'eu-central-1', isMultiRegion: false })) } },
    {},
  ],
  ['trails warning', { trails: { known: [{ name: 'org', homeRegion: 'eu-central-1', isMultiRegion: true }] } }, {}],
  ['trails error', { trails: { known: [{ name: 'liaison-exchange-pilot-trail', homeRegion: 'eu-west-1', isMultiRegion: true }] } }, {}],
  ['stacks error', { stacks: { known: [...both('EG'), ...allBut('EG'), stackNamed('FR-Desk')] } }, {}],
  // what is left of a country that was taken out as the runbook says
  ['stacks warning', { stacks: { known: [...both('EG'), ...allBut('EG'), stackNamed('FR-Vault')] } }, {}],
  ['stacks error', { stacks: { known: [...allBut('EG'), ...both('EG', 'UPDATE_ROLLBACK_FAILED')] } }, {}],
  ['stacks warning', { stacks: { known: allBut('EG') } }, {}],
  ['stacks warning', { stacks: { known: [...allBut('EG'), ...both('EG', 'UPDATE_IN_PROGRESS')] } }, {}],
  ['object-lock error', { locks: { known: [{ bucket: 'b', mode: 'COMPLIANCE', days: 1 }] } }, {}],
  ['object-lock error', { locks: { known: [{ bucket: 'b', mode: 'GOVERNANCE', days: 3651 }] } }, {}],
])('%s, with its cure: %j %j', (expected, changes, facts) => {
  expect(bad(changes, facts)).toEqual([expected]);
  expect(
    judged(changes, facts)
      .filter(({ level }) => level !== 'ok')
      .every(({ cure }) => (cure ?? '').length > 5),
  ).toBe(true);
});

test.each([
  ['Egypt', 'IQ is called "Egypt" as EG is'],
  [' Egypt', 'IQ is called "Egypt" as EG is'],
  ['Iraq ', 'IQ is called "Iraq " with space around it'],
])('a country called %j is told: people choose by the name, and type it before a key is touched', (en, sentence) => {
  const countries = config.countries.map((one) => (one.code === 'IQ' ? { ...one, names: { ...one.names, en } } : one));
  const told = judged({}, {}, { ...config, countries }).filter(({ level }) => level === 'error');
  expect(told.map((one) => one.sentence)).toEqual([sentence]);
});

test('what stands already is not asked for a second time: roles, rules and stacks of countries that are deployed', () => {
  const stacks = { known: [...shared(), ...config.countries.flatMap(({ code }) => both(code))] };
  const full = { limit: 62, inUse: 62, isDefault: false };
  const quotas = { ...good.quotas, eventRules: { known: full }, stacks: { known: { limit: 19, isDefault: false } } };
  expect(bad({ stacks, quotas, roles: { known: { inUse: 214, quota: 214 } } })).toEqual([]);
  expect(bad({ stacks: { known: allBut('EG') }, quotas })).toEqual(['quota-event-rules error', 'stacks warning']);
  expect(bad({ stacks: { known: both('EG') } }).filter((one) => one === 'stacks warning')).toHaveLength(3 + config.countries.length - 1);
});

test('a desk alone that is missing is made anew, a whole country is deployed', () => {
  const cureOf = (names: readonly string[]) =>
    judged({ stacks: { known: [...allBut('EG'), ...names.map((name) => stackNamed(name))] } }).find(
      ({ check, level }) => check === 'stacks' && level === 'warning',
    )?.cure;
  expect(cureOf(['EG-Vault'])).toContain('EG-Desk --exclusively');
  expect(cureOf([])).toBe("npx cdk deploy 'EG-*'");
});

test('what a failed first deployment left is made anew; of a protected stack only after its protection is lifted, which is said', () => {
  const told = (isProtected: boolean) => {
    const left = { name: 'liaison-exchange-pilot-EG-Vault', status: 'ROLLBACK_COMPLETE', ...(isProtected && { isProtected }) };
    return judged({ stacks: { known: [...allBut('EG'), left] } }).filter(({ check, level }) => check === 'stacks' && level !== 'ok');
  };
  expect(told(true)).toMatchObject([
    {
      cure: expect.stringMatching(
        /--no-enable-termination-protection --stack-name liaison-exchange-pilot-EG-Vault, then npx cdk deploy EG-Vault /,
      ),
    },
    { cure: "npx cdk deploy 'EG-*'" },
  ]);
  expect(told(false)).toMatchObject([{ cure: expect.stringMatching(/^npx cdk deploy EG-Vault again/) }, {}]);
});

test('mailboxes of alarms and of budgets that nobody can own are told as the others are', () => {
  const { alarmMailboxes, ...audit } = config.audit;
  expect(bad({}, {}, { ...config, audit: { ...audit, alarmMailboxes: [...alarmMailboxes, 'a@x.example'] } })).toEqual([
    'configuration warning',
  ]);
  const budget = { monthlyUsd: 1, mailboxes: ['a@x.example'] };
  const countries = config.countries.map((one) => ({ ...one, monthlyBudget: budget }));
  expect(bad({}, {}, { ...production, countries })).toContain('configuration error');
});

test('alarms that reach nobody: to be considered in a pilot, to be cured in production', () => {
  const [first, ...others] = config.countries;
  if (!first) throw new Error('no country');
  const { alarmTopicArn: _, ...mute } = first;
  const countries = [mute, ...others];
  expect(bad({}, {}, { ...config, countries })).toEqual(['alarms warning']);
  expect(bad({}, {}, { ...production, countries })).toContain('alarms error');
  expect(JSON.stringify(judged({}, {}, { ...config, countries }))).toContain(`the alarms of ${mute.code} reach nobody`);
});

describe("a country's own provider", () => {
  const issuer = 'https://login.justice.gov.ma/realms/liaison';
  const own: ExchangeConfig = {
    ...config,
    countries: config.countries.map((country) =>
      country.code === 'MA' ? { ...country, signIn: { issuer, clientId: 'exchange', scope: 'liaison' } } : country,
    ),
  };
  const discovery = {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/certs`,
    response_types_supported: ['code'],
    id_token_signing_alg_values_supported: ['ES256', 'RS256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    scopes_supported: ['openid', 'liaison'],
  };
  const key = { kty: 'RSA', kid: '1', use: 'sig', alg: 'RS256', e: 'AQAB', n: 'x'.repeat(342) };
  const providerOf = async (said: unknown, keys: unknown, milliseconds = 20) => {
    const read = async (url: string) => ({ status: 200, milliseconds, text: JSON.stringify(url.endsWith('/certs') ? keys : said) });
    const providers = await askProviders(own, read);
    return judged({}, { providers }, own).filter(({ check, level }) => check.startsWith('provider') && level !== 'ok');
  };

  test('that says what is wanted: only its tokens are not checked, and never said to be fine', async () => {
    expect(await providerOf(discovery, { keys: [{ kty: 'EC', kid: '2' }, key] })).toMatchObject([
      { check: 'provider-tokens', subject: 'MA', level: 'not-checked' },
    ]);
  });
  test.each<[string, object, object]>([
    ['calls itself', { ...discovery, issuer: `${issuer}/` }, { keys: [key] }],
    ['lacks or spoils: token_endpoint', { ...discovery, token_endpoint: undefined }, { keys: [key] }],
    ['authorization_endpoint, token_endpoint not on', tokenElsewhere(discovery), { keys: [key] }],
    ['PKCE', { ...discovery, code_challenge_methods_supported: undefined }, { keys: [key] }],
    ['public clients', { ...discovery, token_endpoint_auth_methods_supported: undefined }, { keys: [key] }],
    ['not sign with RS256', { ...discovery, id_token_signing_alg_values_supported: ['ES256'] }, { keys: [key] }],
    ['authorization code', { ...discovery, response_types_supported: ['id_token'] }, { keys: [key] }],
    ['does not name the scope', { ...discovery, scopes_supported: ['openid'] }, { keys: [key] }],
    ['none of 1 keys', discovery, { keys: [{ kty: 'EC', kid: '2', crv: 'P-256' }] }],
    ['none of 1 keys', discovery, { keys: [{ ...key, n: 'x'.repeat(171) }] }],
    ['none of 1 keys', discovery, { keys: [{ ...key, kid: undefined }] }],
    ['none of 1 keys', discovery, { keys: [{ ...key, use: 'enc' }] }],
    ['private key', discovery, { keys: [key, { ...key, d: 'x' }] }],
    ['no key set', discovery, { certs: [] }],
    ['the key set has 15', discovery, { keys: [key, { ...key, x5c: ['x'.repeat(150_000)] }] }],
  ])('that %s is told so, with the cure', async (sentence, said, keys) => {
    const [found, ...rest] = await providerOf(said, keys);
    expect(found).toMatchObject({ sentence: expect.stringContaining(sentence), cure: expect.stringMatching(/.{5}/) });
    expect(rest).toMatchObject([{ check: 'provider-tokens' }]);
  });
  test('that answers late, with another status, no JSON, or not at all', async () => {
    expect(await providerOf(discovery, { keys: [key] }, 1501)).toMatchObject([{ level: 'warning' }, { level: 'warning' }, {}]);
    const answers = [
      async () => ({ status: 302, text: '', milliseconds: 1 }),
      async () => ({ status: 200, text: '<html>', milliseconds: 1 }),
      () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'CERT_HAS_EXPIRED' } })),
    ];
    const [, , silent] = answers;
    expect(JSON.stringify(await askProviders(own, silent ?? (() => Promise.reject(new Error()))))).toContain('(CERT_HAS_EXPIRED)');
    for (const read of answers) {
      const found = judged({}, { providers: await askProviders(own, read) }, own).filter(({ check }) => check.startsWith('provider'));
      expect(found.map(({ level }) => level)).toEqual(['error', 'not-checked', 'not-checked']);
    }
  });
  test('of which nothing is asked offline is "not checked"', () => {
    const found = judged({}, { providers: unaskedProviders(own, 'asked for offline') }, own).filter(({ subject }) => subject === 'MA');
    expect(found.map(({ level }) => level)).toEqual(['not-checked', 'not-checked', 'not-checked']);
  });
});

test('SES: sandbox, paused, and a sender that is not verified; a verified domain is enough', () => {
  const domains = Object.fromEntries(config.countries.map(({ duty }) => [duty.sender.split('@')[1], true]));
  expect(bad({ mail: { known: { isProduction: true, isSending: true, mailsPerSecond: 14, senders: domains } } })).toEqual([]);
  expect(bad({ mail: { known: { isProduction: false, isSending: false, mailsPerSecond: 1, senders: domains } } })).toEqual([
    'mail error',
    'mail warning',
  ]);
  expect(bad({ mail: { known: { isProduction: true, isSending: true, mailsPerSecond: 14, senders: {} } } })).toHaveLength(
    config.countries.length,
  );
});

test('configuration: the sample as it is, and a production that is none', () => {
  const asShipped = parseConfig('config', readFileSync(file, 'utf8'));
  expect(bad({}, { places: [] }, asShipped)).toEqual(['configuration error', 'configuration warning', 'alarms warning']);
  expect(bad({}, {}, production)).toEqual(['configuration error', 'configuration warning']);
  const short = { ...config, retention: { ...config.retention, auditLogDays: 10 } };
  expect(bad({}, {}, short)).toEqual(['configuration error']);
});

describe('a country in an account of its own', () => {
  const account = '987650123457';
  const movedTo = (region: string): ExchangeConfig => ({
    ...config,
    countries: config.countries.map((one) => (one.code === 'MA' ? { ...one, account, region, alarmTopicArn: undefined } : one)),
  });
  const found = (of: ExchangeConfig, holding: string, changes: Partial<PlaceFacts>) => {
    const own = placesOf(of).find((one) => one.account === account && one.holds.includes(holding));
    if (!own) throw new Error(`no place holds ${holding}`);
    return judged({ topics: [], ...own, caller: { known: { account } }, ...changes }, {}, of).filter(
      ({ level, check }) => level !== 'ok' && check !== 'alarms',
    );
  };
  const vault = { known: [stackNamed('MA-Vault'), stackNamed('MA-Desk')] };

  test('has its trail where the archive is: that place is looked at, too', () => {
    const of = movedTo('eu-west-1');
    expect(placesOf(of).filter((one) => one.account === account)).toMatchObject([
      { region: 'eu-west-1', holds: ['MA'] },
      { region: 'eu-central-1', holds: ['trail'] },
    ]);
    expect(found(of, 'trail', { bootstrapVersion: { known: undefined } })).toMatchObject([
      { check: 'bootstrap', level: 'error' },
      { check: 'stacks' },
    ]);
    expect(found(of, 'MA', { stacks: vault })).toEqual([]);
  });
  test('without its trail is told: nobody would see who read its documents', () => {
    const missing = {
      check: 'stacks',
      level: 'warning',
      sentence: expect.stringContaining(`Audit-${account} is not deployed`),
      cure: `npx cdk deploy Audit Audit-${account}`,
    };
    expect(found(movedTo('eu-west-1'), 'trail', {})).toMatchObject([missing]);
    expect(found(movedTo('eu-central-1'), 'trail', { stacks: vault })).toMatchObject([missing]);
    expect(found(movedTo('eu-central-1'), 'trail', { stacks: { known: [...vault.known, stackNamed(`Audit-${account}`)] } })).toEqual([]);
    expect(found(movedTo('eu-central-1'), 'trail', {})).toEqual([]);
  });
  test('asks with its own credentials alone: what stands in other accounts is "not checked", and strangers are refused', () => {
    const places = placesOf(movedTo('eu-west-1')).map((one) =>
      unasked(movedTo('eu-west-1'), one, 'the credentials are of another account'),
    );
    const levels = (caller: string) =>
      judged({}, { places: places.map((one) => ({ ...one, caller: { known: { account: caller } } })) }, movedTo('eu-west-1'))
        .filter(({ check }) => check === 'credentials')
        .map(({ subject, level }) => `${subject} ${level}`);
    const [others, home, trail] = ['987650123456 eu-central-1', `${account} eu-west-1`, `${account} eu-central-1`];
    expect(levels(account)).toEqual([`${others} not-checked`, `${home} ok`, `${trail} ok`]);
    expect(levels('000000000001')).toEqual([`${others} error`, `${home} error`, `${trail} error`]);
  });
  test('that has five trails takes no further one', () => {
    const five = 'abcde'.split('').map((name) => ({ name, homeRegion: 'eu-central-1', isMultiRegion: false }));
    expect(found(movedTo('eu-central-1'), 'trail', { trails: { known: five } })).toMatchObject([{ check: 'trails', level: 'error' }]);
  });
});

test('copies: a step that was not taken and a copy that somebody may read are told, and its Region is a place of its own', () => {
  const withCopy = (copy: NonNullable<ExchangeConfig['countries'][number]['copy']>): ExchangeConfig => ({
    ...config,
    countries: config.countries.map((country) => (country.code === 'MA' ? { ...country, copy } : country)),
  });
  const replicating = withCopy({ region: 'eu-west-1', phase: 'replicate' });
  expect(bad({}, {}, replicating)).toEqual(bad());
  expect(bad({}, {}, withCopy({ region: 'eu-west-1', phase: 'prepare', reading: 'ledger' }))).toEqual([
    ...bad(),
    'copy warning',
    'copy warning',
  ]);
  const there = placesOf(replicating).find(({ region }) => region === 'eu-west-1');
  expect(there?.holds).toEqual(['MA-copy']);
  const stacks = { known: [{ name: 'liaison-exchange-pilot-MA-Copy', status: 'CREATE_COMPLETE' }] };
  expect(bad({ ...there, stacks }, {}, replicating)).not.toContain('copies warning');
  expect(bad({ ...there, stacks: { known: [] } }, {}, replicating)).toContain('copies warning');
});

const arn = 'arn:aws:kms:eu-central-1:987650123456:key/1b2c3d4e-5f60-4718-8a9b-0c1d2e3f4a5b';
const withOwnKey: ExchangeConfig = {
  ...config,
  countries: config.countries.map((country) =>
    country.code === 'EG' ? { ...country, documentsKeyOrigin: 'existing' as const, documentsKeyArn: arn } : country,
  ),
};
const egypt = countryOf(withOwnKey, 'EG');
const printed = existingKeyPolicy(withOwnKey, egypt);
const usable = {
  state: 'Enabled',
  usage: 'ENCRYPT_DECRYPT',
  spec: 'SYMMETRIC_DEFAULT',
  origin: 'EXTERNAL_KEY_STORE',
  manager: 'CUSTOMER',
  isMultiRegion: false,
};
const vaultUnder = (documentsKey: { readonly arn: string; readonly isOwnMaking: boolean }) => ({
  known: [...allBut('EG'), { ...stackNamed('EG-Vault'), documentsKey }, stackNamed('EG-Desk')],
});
const ownKey = (
  key: Asked<KeyFact | undefined>,
  policy: Asked<unknown> = { known: printed },
  grants: Asked<number> = { known: 0 },
): Partial<PlaceFacts> => ({
  stacks: vaultUnder({ arn, isOwnMaking: true }),
  ownKeys: { known: [{ country: 'EG', arn, key, policy, grants }] },
});

test('a key of the country’s own making, as it should be, is told by its origin; of other countries nothing is said', () => {
  const told = judged(ownKey({ known: usable }), {}, withOwnKey).filter(({ check }) => check.startsWith('documents-key'));
  expect(told.map(({ subject, level }) => `${subject} ${level}`)).toEqual(['EG ok', 'EG ok', 'EG ok']);
  expect(told[0]?.sentence).toContain('EXTERNAL_KEY_STORE');
});

test.each<[string, Partial<KeyFact> | undefined, string]>([
  ['is not there', undefined, 'documents-key error'],
  ['is off', { state: 'Disabled' }, 'documents-key error'],
  ['lies in a key store that is not connected', { state: 'Unavailable' }, 'documents-key error'],
  ['will be deleted', { state: 'PendingDeletion' }, 'documents-key error'],
  ['signs', { usage: 'SIGN_VERIFY', spec: 'ECC_NIST_P256' }, 'documents-key error'],
  ['has copies elsewhere', { isMultiRegion: true }, 'documents-key error'],
  ['is AWS’s', { manager: 'AWS' }, 'documents-key error'],
  ['has imported material', { origin: 'EXTERNAL' }, 'documents-key error'],
  ['is an ordinary one', { origin: 'AWS_KMS' }, 'documents-key warning'],
])('a key of the country’s own making that %s is found, with its cure', (_what, change, expected) => {
  const key = change && { ...usable, ...change };
  expect(bad(ownKey({ known: key }), {}, withOwnKey)).toEqual([expected]);
  expect(judged(ownKey({ known: key }), {}, withOwnKey).find(({ level }) => level !== 'ok')?.cure?.length).toBeGreaterThan(20);
});

test('its policy is the one that the exchange prints, in whatever order; before the vault stands it cannot be', () => {
  const [first, ...others] = JSON.parse(JSON.stringify(printed)).Statement;
  const alike = {
    Version: '2012-10-17',
    Id: 'x',
    Statement: [...others, { ...first, Action: [...first.Action].reverse(), Resource: ['*'] }],
  };
  expect(bad(ownKey({ known: usable }, { known: alike }), {}, withOwnKey)).toEqual([]);
  const added = {
    ...alike,
    Statement: [...alike.Statement, { Sid: 'Added', Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }],
  };
  const found = judged(ownKey({ known: usable }, { known: added }), {}, withOwnKey).filter(({ level }) => level === 'error');
  expect(found.map(({ sentence }) => sentence)).toEqual([expect.stringContaining('Added is added')]);
  const lacking = { ...alike, Statement: others };
  expect(bad({ ...ownKey({ known: usable }, { known: lacking }), stacks: { known: [] } }, {}, withOwnKey)).toEqual([
    'documents-key-policy warning',
  ]);
  const unknown = { unknown: 'the credentials may not ask (AccessDeniedException)' };
  expect(bad(ownKey(unknown, unknown, unknown), {}, withOwnKey)).toEqual([
    'documents-key not-checked',
    'documents-key-policy not-checked',
    'documents-key-grants not-checked',
  ]);
  expect(bad(ownKey({ known: usable }, undefined, { known: 1 }), {}, withOwnKey)).toEqual(['documents-key-grants error']);
});

test('documents that lie under another key than the configured one are told, whichever way it was changed', () => {
  const other = { stacks: vaultUnder({ arn: arn.replace('1b2c', '9b2c'), isOwnMaking: true }) };
  expect(bad({ ...ownKey({ known: usable }), ...other }, {}, withOwnKey)).toEqual(['stacks error']);
  expect(bad({ ...ownKey({ known: usable }), stacks: vaultUnder({ arn, isOwnMaking: false }) }, {}, withOwnKey)).toEqual(['stacks error']);
  expect(bad({ stacks: vaultUnder({ arn, isOwnMaking: true }) })).toEqual(['stacks error']);
  expect(bad({ stacks: vaultUnder({ arn, isOwnMaking: false }) })).toEqual([]);
});

test('KMS’s own answers about such a key become facts', async () => {
  const { facts } = await askPlace(withOwnKey, place, { call: answering(), against: 'account' });
  expect(facts.ownKeys).toEqual({
    known: [{ country: 'EG', arn, key: { known: usable }, policy: { known: { Version: '2012-10-17' } }, grants: { known: 0 } }],
  });
  expect(facts.stacks).toMatchObject({ known: [{}, { documentsKey: { arn, isOwnMaking: true } }, {}] });
});

test('what nobody was asked for is "not checked", never "ok"', () => {
  const nothing = judged(unasked(config, place, 'offline'));
  const about = nothing.filter(({ subject }) => subject === '987650123456 eu-central-1');
  expect(about.length).toBeGreaterThan(8);
  expect(new Set(about.map(({ level }) => level))).toEqual(new Set(['not-checked']));
});

test('answers of AWS, in their real shapes, become facts', async () => {
  const { facts } = await askPlace(config, place, { call: answering(), against: 'account' });
  expect(facts).toMatchObject({
    caller: { known: { account: '987650123456' } },
    bootstrapVersion: { known: 28 },
    stacks: {
      known: [{ name: 'CDKToolkit' }, { name: 'liaison-exchange-pilot-EG-Vault', status: 'CREATE_COMPLETE', isProtected: true }, {}],
    },
    services: { known: ['kms', 'ses'] },
    trails: { known: [{ name: 't', isMultiRegion: true }] },
    mail: { known: { isProduction: false, isSending: true, senders: { 'liaison.eg.org': true } } },
    roles: { known: { inUse: 27, quota: 1000 } },
    concurrentExecutions: { unknown: 'the credentials may not ask (AccessDeniedException)' },
    quotas: {
      eventRules: { known: { limit: 300, inUse: 2, isDefault: false } },
      stacks: { known: { limit: 2000, isDefault: false } },
      userPools: { known: { limit: 1000, isDefault: true } },
      signatures: { unknown: 'the credentials may not ask (AccessDeniedException)' },
    },
    topics: [
      { arn: topic, topic: { known: { confirmed: 1, pending: 2, isOpenToAlarms: true } } },
      { arn: expect.stringMatching(/:liaison-exchange-pilot-alarms$/), topic: { known: undefined } },
    ],
    locks: {
      known: [
        { bucket: 'liaison-exchange-pilot-dropbox-eg-987650123456', mode: 'GOVERNANCE', days: 3650 },
        // of whom the policy of the bucket lets nobody ask: from the template of its stack
        { bucket: 'liaison-exchange-pilot-dropbox-ma-987650123456', mode: 'COMPLIANCE', days: 4000 },
      ],
    },
  });
});

test('an expired token and a foreign account stop the questions and say so', async () => {
  const expired = answering({ sts: new AwsNo(403, 'ExpiredToken') });
  const { facts } = await askPlace(config, place, { call: expired, against: 'account' });
  expect(facts).toMatchObject({ caller: { known: { refused: 'ExpiredToken' } }, stacks: { unknown: 'no usable credentials' } });
  const silent = await askPlace(config, place, { call: answering({ sts: new AwsNo(0, 'Unreachable') }), against: 'account' });
  expect(silent.facts.caller).toEqual({ unknown: 'AWS does not answer from here' });
});

test('a place that does not answer is no answer, in every protocol', async () => {
  const call = awsCaller({
    region: 'eu-central-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'none' }),
    now: () => new Date(),
  });
  await expect(call.query('sts', '2011-06-15', { Action: 'GetCallerIdentity' })).rejects.toMatchObject({ status: 0, code: 'Unreachable' });
  await expect(call.get('email', '/v2/email/account')).rejects.toMatchObject({ status: 0 });
});

test('an answer in XML is read with every character that it escapes', async () => {
  const server = createServer((_request, response) => response.end('<Answer><Body>{&#34;a&#34;:&quot;&lt;&quot;}</Body></Answer>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const call = awsCaller({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${address.port}`,
    credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'none' }),
    now: () => new Date(),
  });
  const { body } = await call.query('cloudformation', '2010-05-15', { Action: 'GetTemplate' });
  await new Promise((resolve) => server.close(resolve));
  expect(body).toEqual({ Answer: { Body: '{"a":"<"}' } });
});

function tokenElsewhere<Said extends object>(said: Said) {
  return { ...said, authorization_endpoint: 'https://other.gov.ma/auth', token_endpoint: 'https://other.gov.ma/token' };
}

function senders() {
  return Object.fromEntries(config.countries.map(({ duty }) => [duty.sender, true]));
}

function stackNamed(name: string, status = 'CREATE_COMPLETE') {
  return { name: `liaison-exchange-pilot-${name}`, status };
}

function shared() {
  return ['Audit', 'Directory', 'Portal'].map((name) => stackNamed(name));
}

function both(code: string, status?: string) {
  return [stackNamed(`${code}-Vault`, status), stackNamed(`${code}-Desk`)];
}

function allBut(left: string) {
  return [...shared(), ...config.countries.filter(({ code }) => code !== left).flatMap(({ code }) => both(code))];
}

function lockedTemplate(): string {
  const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 4000 } } };
  const box = { BucketName: 'liaison-exchange-pilot-dropbox-ma-987650123456', ObjectLockConfiguration };
  const other = { BucketName: { 'Fn::Sub': 'x' } };
  return JSON.stringify({
    Resources: {
      Box: { Type: 'AWS::S3::Bucket', Properties: box },
      Other: { Type: 'AWS::S3::Bucket', Properties: other },
      Role: { Type: 'AWS::IAM::Role' },
    },
  });
}

/** No value was applied for the user pools; of KMS the credentials may not ask. */
function quotaAnswer(target: string, asked: string) {
  if (asked.includes('kms')) throw new AwsNo(400, 'AccessDeniedException');
  if (asked.includes('cognito-idp') && target.endsWith('.GetServiceQuota')) throw new AwsNo(400, 'NoSuchResourceException');
  return { body: { Quota: { Value: asked.includes('L-244521F2') ? 300 : 1000, Adjustable: true } } };
}

const describedKey = {
  Arn: arn,
  KeyState: 'Enabled',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  Origin: 'EXTERNAL_KEY_STORE',
  KeyManager: 'CUSTOMER',
  MultiRegion: false,
  CustomKeyStoreId: 'cks-1234567890abcdef0',
  XksKeyConfiguration: { Id: 'bb8562717f809024' },
};

/** The answers as the API references print them. */
function answering({ sts }: { readonly sts?: AwsNo } = {}): AwsCall {
  const stacks = {
    member: [
      {
        StackName: 'CDKToolkit',
        StackStatus: 'UPDATE_COMPLETE',
        Outputs: { member: [{ OutputKey: 'BootstrapVersion', OutputValue: '28' }] },
      },
      {
        StackName: 'liaison-exchange-pilot-EG-Vault',
        StackStatus: 'CREATE_COMPLETE',
        EnableTerminationProtection: 'true',
        Outputs: {
          member: [
            { OutputKey: 'DocumentsKeyArn', OutputValue: arn },
            { OutputKey: 'DocumentsKeyOrigin', OutputValue: 'existing' },
          ],
        },
      },
      { StackName: 'liaison-exchange-pilot-MA-Vault', StackStatus: 'CREATE_COMPLETE', Outputs: '' },
    ],
  };
  const entry = [
    { key: 'Roles', value: '27' },
    { key: 'RolesQuota', value: '1000' },
  ];
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Resource: topic }];
  const topicAttributes = [
    { key: 'SubscriptionsConfirmed', value: '1' },
    { key: 'SubscriptionsPending', value: '2' },
    { key: 'Policy', value: JSON.stringify({ Version: '2012-10-17', Statement }) },
  ];
  const forms: Record<string, unknown> = {
    GetCallerIdentity: { GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: '987650123456' } } },
    DescribeStacks: { DescribeStacksResponse: { DescribeStacksResult: { Stacks: stacks } } },
    DescribeAccountLimits: {
      DescribeAccountLimitsResponse: {
        DescribeAccountLimitsResult: {
          AccountLimits: {
            member: [
              { Name: 'StackOutputsLimit', Value: '200' },
              { Name: 'StackLimit', Value: '2000' },
            ],
          },
        },
      },
    },
    GetTemplate: { GetTemplateResponse: { GetTemplateResult: { TemplateBody: lockedTemplate() } } },
    GetTopicAttributes: {
      GetTopicAttributesResponse: { GetTopicAttributesResult: { Attributes: { entry: topicAttributes } } },
    },
    GetAccountSummary: { GetAccountSummaryResponse: { GetAccountSummaryResult: { SummaryMap: { entry } } } },
  };
  return {
    query: async (service, _version, { Action = '', TopicArn = '' }) => {
      if (service === 'sts' && sts) throw sts;
      if (TopicArn.endsWith('-pilot-alarms')) throw new AwsNo(404, 'NotFound');
      return { body: forms[Action], at: new Date() };
    },
    json: async (_service, target, body) => {
      if (target === 'TrentService.GetKeyPolicy') return { body: { Policy: '{"Version":"2012-10-17"}', PolicyName: 'default' } };
      if (target === 'TrentService.ListGrants') return { body: { Grants: [], Truncated: false } };
      if (target === 'TrentService.DescribeKey') return { body: { KeyMetadata: describedKey } };
      if (target.startsWith('ServiceQuotas')) return quotaAnswer(target, JSON.stringify(body));
      if (target === 'AWSEvents.ListRules') return { body: { Rules: [{ Name: 'a' }, { Name: 'b' }] } };
      return target.startsWith('AmazonSSM')
        ? { body: { Parameters: [{ Value: 'kms' }, { Value: 'ses' }] } }
        : { body: { trailList: [{ Name: 't', HomeRegion: 'eu-central-1', IsMultiRegionTrail: true, S3BucketName: 'b' }] } };
    },
    post: async () => {
      throw new Error('doctor posts nothing');
    },
    get: async (service, path) => {
      if (service === 'lambda') throw new AwsNo(403, 'AccessDeniedException');
      if (path === '/v2/email/account')
        return {
          body: {
            ProductionAccessEnabled: false,
            SendingEnabled: true,
            SendQuota: { MaxSendRate: 1, Max24HourSend: 200, SentLast24Hours: 0 },
          },
        };
      if (path.endsWith('/liaison.eg.org')) return { body: { VerifiedForSendingStatus: true, IdentityType: 'DOMAIN' } };
      if (service === 'email') throw new AwsNo(404, 'NotFoundException');
      if (path.includes('dropbox-ma-')) throw new AwsNo(403, 'AccessDenied');
      if (!path.includes('dropbox-eg-')) throw new AwsNo(404, 'NoSuchBucket');
      const Rule = { DefaultRetention: { Mode: 'GOVERNANCE', Days: '3650' } };
      return { body: { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule } } };
    },
  };
}
