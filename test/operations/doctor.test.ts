import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '../../lib/config/load.ts';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { type AwsCall, AwsNo, awsCaller } from '../../operations/aws/signed-call.ts';
import { examine } from '../../operations/doctor/examine.ts';
import type { Facts, PlaceFacts } from '../../operations/doctor/facts.ts';
import { askPlace, placesOf, unasked } from '../../operations/doctor/probe.ts';

const file = fileURLToPath(new URL('../../config/exchange.json', import.meta.url));
const sample = readFileSync(file, 'utf8').replaceAll('123456789012', '987650123456').replaceAll('.example', '.org');
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
    known: { isProduction: true, isSending: true, senders: Object.fromEntries(config.countries.map(({ duty }) => [duty.sender, true])) },
  },
  roles: { known: { inUse: 20, quota: 1000 } },
  concurrentExecutions: { known: 1000 },
  locks: { known: [] },
};
const machine = { nodeVersion: 'v24.1.0', cdkCli: { known: { installed: '2.1', wanted: '2.1' } }, clockAheadSeconds: { known: 0.4 } };
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
  ['concurrency warning', { concurrentExecutions: { known: 10 } }, {}],
  [
    'trails error',
    { trails: { known: 'abcde'.split('').map((name) => ({ name, homeRegion: 'eu-central-1', isMultiRegion: false })) } },
    {},
  ],
  ['trails warning', { trails: { known: [{ name: 'org', homeRegion: 'eu-central-1', isMultiRegion: true }] } }, {}],
  ['trails error', { trails: { known: [{ name: 'liaison-exchange-pilot-trail', homeRegion: 'eu-west-1', isMultiRegion: true }] } }, {}],
  ['stacks error', { stacks: { known: [...both('EG'), ...allBut('EG'), stackNamed('FR-Vault')] } }, {}],
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

test('SES: sandbox, paused, and a sender that is not verified; a verified domain is enough', () => {
  const domains = Object.fromEntries(config.countries.map(({ duty }) => [duty.sender.split('@')[1], true]));
  expect(bad({ mail: { known: { isProduction: true, isSending: true, senders: domains } } })).toEqual([]);
  expect(bad({ mail: { known: { isProduction: false, isSending: false, senders: domains } } })).toEqual(['mail error', 'mail warning']);
  expect(bad({ mail: { known: { isProduction: true, isSending: true, senders: {} } } })).toHaveLength(config.countries.length);
});

test('configuration: the sample as it is, and a production that is none', () => {
  const asShipped = parseConfig('config', readFileSync(file, 'utf8'));
  expect(bad({}, { places: [] }, asShipped)).toEqual(['configuration error', 'configuration warning']);
  expect(bad({}, {}, production)).toEqual(['configuration error', 'configuration warning']);
  const short = { ...config, retention: { ...config.retention, auditLogDays: 10 } };
  expect(bad({}, {}, short)).toEqual(['configuration error']);
});

test('what nobody was asked for is "not checked", never "ok"', () => {
  const nothing = judged(unasked(place, 'offline'));
  const about = nothing.filter(({ subject }) => subject === '987650123456 eu-central-1');
  expect(about.length).toBeGreaterThan(8);
  expect(new Set(about.map(({ level }) => level))).toEqual(new Set(['not-checked']));
});

test('answers of AWS, in their real shapes, become facts', async () => {
  const { facts } = await askPlace(config, place, { call: answering(), against: 'account' });
  expect(facts).toMatchObject({
    caller: { known: { account: '987650123456' } },
    bootstrapVersion: { known: 28 },
    stacks: { known: [{ name: 'CDKToolkit' }, { name: 'liaison-exchange-pilot-EG-Vault', status: 'CREATE_COMPLETE' }] },
    services: { known: ['kms', 'ses'] },
    trails: { known: [{ name: 't', isMultiRegion: true }] },
    mail: { known: { isProduction: false, isSending: true, senders: { 'liaison.eg.org': true } } },
    roles: { known: { inUse: 27, quota: 1000 } },
    concurrentExecutions: { unknown: 'the credentials may not ask (AccessDeniedException)' },
    locks: { known: [{ bucket: 'liaison-exchange-pilot-dropbox-eg-987650123456', mode: 'GOVERNANCE', days: 3650 }] },
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

function stackNamed(name: string, status = 'CREATE_COMPLETE') {
  return { name: `liaison-exchange-pilot-${name}`, status };
}

function both(code: string, status?: string) {
  return [stackNamed(`${code}-Vault`, status), stackNamed(`${code}-Desk`)];
}

function allBut(left: string) {
  return config.countries.filter(({ code }) => code !== left).flatMap(({ code }) => both(code));
}

/** The answers as the API references print them. */
function answering({ sts }: { readonly sts?: AwsNo } = {}): AwsCall {
  const stacks = {
    member: [
      {
        StackName: 'CDKToolkit',
        StackStatus: 'UPDATE_COMPLETE',
        Outputs: { member: [{ OutputKey: 'BootstrapVersion', OutputValue: '28' }] },
      },
      { StackName: 'liaison-exchange-pilot-EG-Vault', StackStatus: 'CREATE_COMPLETE', Outputs: '' },
    ],
  };
  const entry = [
    { key: 'Roles', value: '27' },
    { key: 'RolesQuota', value: '1000' },
  ];
  const forms: Record<string, unknown> = {
    GetCallerIdentity: { GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: '987650123456' } } },
    DescribeStacks: { DescribeStacksResponse: { DescribeStacksResult: { Stacks: stacks } } },
    GetAccountSummary: { GetAccountSummaryResponse: { GetAccountSummaryResult: { SummaryMap: { entry } } } },
  };
  return {
    query: async (service, _version, { Action = '' }) => {
      if (service === 'sts' && sts) throw sts;
      return { body: forms[Action], at: new Date() };
    },
    json: async (_service, target) =>
      target.startsWith('AmazonSSM')
        ? { body: { Parameters: [{ Value: 'kms' }, { Value: 'ses' }] } }
        : { body: { trailList: [{ Name: 't', HomeRegion: 'eu-central-1', IsMultiRegionTrail: true, S3BucketName: 'b' }] } },
    post: async () => {
      throw new Error('doctor posts nothing');
    },
    get: async (service, path) => {
      if (service === 'lambda') throw new AwsNo(403, 'AccessDeniedException');
      if (path === '/v2/email/account') return { body: { ProductionAccessEnabled: false, SendingEnabled: true, SendQuota: {} } };
      if (path.endsWith('/liaison.eg.org')) return { body: { VerifiedForSendingStatus: true, IdentityType: 'DOMAIN' } };
      if (service === 'email') throw new AwsNo(404, 'NotFoundException');
      if (!path.includes('dropbox-eg-')) throw new AwsNo(404, 'NoSuchBucket');
      const Rule = { DefaultRetention: { Mode: 'GOVERNANCE', Days: '3650' } };
      return { body: { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule } } };
    },
  };
}
