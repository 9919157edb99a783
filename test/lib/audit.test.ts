import * as z from 'zod';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { savedQueries } from '../../lib/constructs/saved-queries.ts';
import { countryNames, deployRoleArn, exchangeNames } from '../../lib/names.ts';
import { Audit } from '../../lib/stacks/audit.ts';
import { alone } from './alone.ts';
import { administrator, type Caller, escalated, outsideRole, realmOf } from './realm.ts';
import { synthesized } from './synthesized.ts';
import { countryOf, deployed, ofType, only, sample, withCountries } from './templates.ts';

const config = withCountries('EG', 'MA');
const synthesis = deployed();
const realm = realmOf(synthesis);
const names = exchangeNames(config);
const audit = synthesis.stack('Audit');
const archive = realm.bucket(names.archiveBucket);
const auditor = realm.role(names.auditorRole);
const trailArn = `arn:aws:cloudtrail:${config.audit.region}:${config.audit.account}:trail/${names.trail}`;
const cloudTrail: Caller = {
  principal: { kind: 'service', service: 'cloudtrail.amazonaws.com' },
  identity: [],
  context: { 'aws:PrincipalIsAWSService': 'true', 'aws:SecureTransport': 'true', 'aws:SourceArn': trailArn },
};
const log = `/AWSLogs/${config.audit.account}/CloudTrail/${config.audit.region}/2026/11/23/x.json.gz`;

/** The Audit stack of a configuration, without the stacks beside it. */
const auditAlone = (of: ExchangeConfig) => alone((app) => new Audit(app, 'Audit', { config: of, env: of.audit }));

const objectActions = [
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutObject',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
  's3:BypassGovernanceRetention',
  's3:GetObject',
  's3:GetObjectVersion',
  's3:UpdateObjectEncryption',
  's3:ReplicateObject',
];

test('the trail takes management events, all drop boxes by one prefix and reads of the log, and can be proved whole', () => {
  const trail = only('trail', ofType(audit, 'AWS::CloudTrail::Trail')).Properties;
  expect(trail).toMatchObject({
    IsLogging: true,
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
    IncludeGlobalServiceEvents: true,
  });
  const selectors = JSON.stringify(trail.AdvancedEventSelectors);
  expect(selectors).toContain('{"Equals":["Management"],"Field":"eventCategory"}');
  expect(selectors).toContain(`{"Field":"resources.ARN","StartsWith":["${names.dropBoxArnPrefix}"]}`);
  for (const country of sample.countries) expect(countryNames(config, country).dropBoxArn.startsWith(names.dropBoxArnPrefix)).toBe(true);
});

test('nobody but CloudTrail writes the log, and nobody deletes it or shortens its life', () => {
  const callers: readonly (readonly [string, Caller, readonly string[]])[] = [
    ['administrator', administrator(config.audit.account), []],
    ['deployment', outsideRole(deployRoleArn(config.audit)), []],
    ['auditor', escalated(auditor), ['s3:GetObject', 's3:GetObjectVersion']],
    ['CloudTrail', cloudTrail, ['s3:PutObject']],
  ];
  for (const [who, caller, actions] of callers)
    expect([who, objectActions.filter((action) => archive.decide(caller, action, { sub: log }).allowed)]).toEqual([who, actions]);
});

test.each([
  ['of another trail', { 'aws:SourceArn': `${trailArn}x` }, log],
  ['of another account', { 'aws:SourceArn': trailArn.replace(config.audit.account, '999999999999') }, log],
  ['beside the log', {}, '/elsewhere/x'],
  ['into the folder of another account', {}, log.replaceAll(config.audit.account, '999999999999')],
  ['without TLS', { 'aws:SecureTransport': 'false' }, log],
])('CloudTrail itself writes nothing %s', (_what, context, sub) => {
  expect(archive.decide(cloudTrail, 's3:PutObject', { sub, context }).allowed).toBe(false);
});

test('no administrator changes the settings of the archive', () => {
  for (const action of [
    's3:PutBucketPolicy',
    's3:DeleteBucketPolicy',
    's3:PutLifecycleConfiguration',
    's3:PutBucketObjectLockConfiguration',
    's3:DeleteBucket',
  ])
    for (const caller of [administrator(config.audit.account), escalated(auditor)])
      expect([action, archive.decide(caller, action).allowed]).toEqual([action, false]);
});

test.each([
  ['pilot', 'GOVERNANCE'],
  ['production', 'COMPLIANCE'],
] as const)('the log of the stage %s is locked in mode %s', (stage, mode) => {
  const staged = { ...config, exchange: { ...config.exchange, stage } };
  const bucket = only(
    'archive',
    ofType(auditAlone(staged), 'AWS::S3::Bucket').filter(({ Properties }) => Properties.BucketName === exchangeNames(staged).archiveBucket),
  ).Properties;
  expect(bucket.ObjectLockConfiguration).toMatchObject({ Rule: { DefaultRetention: { Mode: mode, Days: sample.retention.auditLogDays } } });
});

test('the auditor reads the log, changes nothing and reaches no document', () => {
  expect(archive.decide(auditor, 's3:GetObject', { sub: log }).allowed).toBe(true);
  const box = realm.bucket(countryNames(config, countryOf(config, 'MA')).dropBox);
  for (const action of objectActions) expect(box.decide(auditor, action, { sub: '/x/1' }).allowed).toBe(false);
});

test('the table finds partitions by projection and holds the log without its digests', () => {
  const { TableInput } = only('table', ofType(audit, 'AWS::Glue::Table')).Properties;
  const { Parameters, StorageDescriptor } = z
    .object({ Parameters: z.record(z.string(), z.string()), StorageDescriptor: z.object({ Location: z.string() }) })
    .parse(TableInput);
  expect(StorageDescriptor.Location).toMatch(/\/AWSLogs$/);
  // Regions in which nothing of the exchange stands too: STS answers everywhere, and IAM logs in us-east-1
  expect(Parameters['projection.region.values']?.split(',')).toEqual(
    expect.arrayContaining([config.audit.region, 'us-east-1', 'me-south-1']),
  );
  expect(Parameters).toMatchObject({
    'projection.enabled': 'true',
    'projection.account.type': 'enum',
    'projection.account.values': config.audit.account,
    'projection.region.type': 'enum',
    'projection.timestamp.type': 'date',
    'projection.timestamp.format': 'yyyy/MM/dd',
    'storage.location.template': `${StorageDescriptor.Location}/\${account}/CloudTrail/\${region}/\${timestamp}`,
  });
});

describe('with a country in an account and a Region of its own', () => {
  const account = '210987654321';
  const countries = config.countries.map((country) => (country.code === 'MA' ? { ...country, account, region: 'eu-south-1' } : country));
  const two = { ...config, countries };
  const apart = synthesized(two);
  const shared = realmOf(apart);
  const itsTrail = exchangeNames(two).trailArn(account);
  const ofItsTrail: Caller = { ...cloudTrail, context: { ...cloudTrail.context, 'aws:SourceArn': itsTrail } };
  const itsLog = `/AWSLogs/${account}/CloudTrail/eu-south-1/2026/11/23/x.json.gz`;

  test('the account has a trail of its own that writes its log and its digests into the one archive, under the archive’s key', () => {
    const stack = apart.stack(`Audit-${account}`);
    expect(stack).toMatchObject({ account, region: config.audit.region, terminationProtection: true });
    const trail = only('trail', ofType(stack, 'AWS::CloudTrail::Trail'));
    expect(trail).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    const [home] = ofType(apart.stack('Audit'), 'AWS::CloudTrail::Trail');
    expect({ ...trail.Properties, KMSKeyId: '' }).toEqual({ ...home?.Properties, KMSKeyId: '' });
    expect(trail.Properties.KMSKeyId).toBe(names.archiveKeyAliasArn);
    const held = shared.bucket(names.archiveBucket);
    for (const sub of [itsLog, itsLog.replace('/CloudTrail/', '/CloudTrail-Digest/')])
      expect(held.decide(ofItsTrail, 's3:PutObject', { sub }).allowed).toBe(true);
    expect(held.decide(ofItsTrail, 's3:GetBucketAcl').allowed).toBe(true);
    const key = shared.key(names.archiveKeyAlias);
    for (const action of ['kms:GenerateDataKey', 'kms:DescribeKey']) expect(key.decide(ofItsTrail, action).allowed).toBe(true);
    expect(key.decide(ofItsTrail, 'kms:Decrypt').allowed).toBe(false);
  });

  test.each([
    ['its trail, into the archive account’s folder', itsTrail, log],
    ['the archive account’s trail, into its folder', trailArn, itsLog],
    ['another trail of its account', `${itsTrail}x`, itsLog],
  ])('nothing is written by %s', (_who, source, sub) => {
    const context = { 'aws:SourceArn': source };
    expect(shared.bucket(names.archiveBucket).decide(cloudTrail, 's3:PutObject', { sub, context }).allowed).toBe(false);
  });

  test('the auditor reads its log, and its administrator does not', () => {
    const held = shared.bucket(names.archiveBucket);
    expect(held.decide(shared.role(names.auditorRole), 's3:GetObject', { sub: itsLog }).allowed).toBe(true);
    expect(held.decide(administrator(account), 's3:GetObject', { sub: itsLog }).allowed).toBe(false);
  });

  test('the table holds the log of both accounts', () => {
    const { TableInput } = only('table', ofType(apart.stack('Audit'), 'AWS::Glue::Table')).Properties;
    expect(TableInput).toMatchObject({ Parameters: { 'projection.account.values': `${config.audit.account},${account}` } });
  });
});

test('the archive’s policies stay within what S3 and KMS take, with as many accounts as a configuration may name', () => {
  const pattern = countryOf(config, 'MA');
  const countries = Array.from({ length: 39 }, (_, index) => ({ ...pattern, code: `A${index}`, account: String(300_000_000_000 + index) }));
  const { resources } = auditAlone({ ...config, countries });
  const sizeOf = (type: string) =>
    Math.max(
      ...Object.values(resources)
        .filter(({ Type }) => Type === type)
        .map((one) => JSON.stringify(one.Properties).length),
    );
  expect(sizeOf('AWS::S3::BucketPolicy')).toBeLessThan(20_480);
  expect(sizeOf('AWS::KMS::Key')).toBeLessThan(32_768);
});

test('the workgroup decides where results go and how much one question may scan', () => {
  const { WorkGroupConfiguration } = only('workgroup', ofType(audit, 'AWS::Athena::WorkGroup')).Properties;
  expect(WorkGroupConfiguration).toMatchObject({ EnforceWorkGroupConfiguration: true, BytesScannedCutoffPerQuery: expect.any(Number) });
});

test.each(savedQueries.map((query) => [query.id, query] as const))(
  'the question %s binds its values and stays within a span of days',
  (_id, query) => {
    expect(query.sql).toContain('"timestamp" BETWEEN ? AND ?');
    expect(query.sql).not.toMatch(/\$\{|SELECT \*/);
    expect(query.description).toContain('first day, last day');
  },
);

test.each(['WhoOpenedADocument', 'RefusedAttempts', 'ChangesToKeysPoliciesAndTrail'])('the question %s is saved', (name) => {
  expect(ofType(audit, 'AWS::Athena::NamedQuery').map(({ Properties }) => Properties.Name)).toContain(name);
});
