import * as z from 'zod';
import { savedQueries } from '../../lib/constructs/saved-queries.ts';
import { countryNames, deployRoleArn, exchangeNames } from '../../lib/names.ts';
import { administrator, type Caller, escalated, outsideRole, realmOf } from './realm.ts';
import { countryOf, ofType, only, sample, synthesized, withCountries } from './synthesized.ts';

const config = withCountries('EG', 'MA');
const synthesis = synthesized(config);
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
    ofType(synthesized(staged).stack('Audit'), 'AWS::S3::Bucket').filter(
      ({ Properties }) => Properties.BucketName === exchangeNames(staged).archiveBucket,
    ),
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
  expect(StorageDescriptor.Location).toMatch(/\/CloudTrail\/[a-z0-9-]+$/);
  expect(Parameters).toMatchObject({
    'projection.enabled': 'true',
    'projection.timestamp.type': 'date',
    'projection.timestamp.format': 'yyyy/MM/dd',
    'storage.location.template': `${StorageDescriptor.Location}/\${timestamp}`,
  });
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
