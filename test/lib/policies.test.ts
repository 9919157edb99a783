import * as z from 'zod';
import { countryNames, exchangeNames } from '../../lib/names.ts';
import { realmOf } from './realm.ts';
import { deployed, sample } from './templates.ts';

const synthesis = deployed();
const { documents } = realmOf(synthesis);
const shared = exchangeNames(sample);

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const policy = z.object({
  Statement: z.array(
    z.object({
      Effect: z.enum(['Allow', 'Deny']),
      Action: texts.optional(),
      NotAction: texts.optional(),
      Resource: texts.optional(),
      Principal: z.unknown().optional(),
      Condition: z.unknown().optional(),
    }),
  ),
});

/** docs: IAM and STS quotas; Amazon S3 bucket policies; Quotas of AWS KMS; Resource-based policies for DynamoDB; Amazon SNS quotas. */
const limits: Readonly<Record<string, number>> = {
  'AWS::IAM::Role': 2048,
  'AWS::IAM::Policy': 10_240,
  'AWS::S3::BucketPolicy': 20 * 1024,
  'AWS::KMS::Key': 32 * 1024,
  'AWS::DynamoDB::Table': 20 * 1024,
  'AWS::SQS::QueuePolicy': 8 * 1024,
  'AWS::SNS::TopicPolicy': 30 * 1024,
};

/** Without the portal's: its only role is that of CDK's own deployment function, which portal.test.ts bounds. */
const allowing = documents
  .filter(({ stack }) => stack !== 'Portal')
  .flatMap(({ document, ...place }) =>
    policy.parse(document).Statement.flatMap((statement) => (statement.Effect === 'Allow' ? [{ ...place, ...statement }] : [])),
  );

test.each(Object.entries(limits))('no policy of a %s is longer than %i bytes', (type, limit) => {
  const sizes = documents.filter((one) => one.type === type).map(({ document }) => Buffer.byteLength(JSON.stringify(document)));
  expect(sizes.length).toBeGreaterThan(0);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(limit);
});

test('the limits cover every kind of policy there is', () => {
  expect([...new Set(documents.map(({ type }) => type))].sort()).toEqual(Object.keys(limits).sort());
});

test('no right is given by exclusion, nor by wildcard beyond what CloudTrail asks for', () => {
  expect(allowing.filter(({ NotAction }) => NotAction)).toEqual([]);
  const wild = allowing.flatMap(({ stack, Action = [] }) =>
    Action.filter((action) => action.includes('*')).map((action) => [stack, action]),
  );
  expect(wild).toEqual([['Audit', 'kms:GenerateDataKey*']]);
});

test("no role is given a right over everything but the auditor's look at trails, which knows no resource", () => {
  const wide = allowing.filter(({ type, Resource = [] }) => type === 'AWS::IAM::Policy' && Resource.includes('*'));
  expect(
    wide.map(({ stack, Action = [] }) => [stack, Action.every((action) => /^cloudtrail:(?:Describe|Get|List|Lookup)/.test(action))]),
  ).toEqual([['Audit', true]]);
});

/** Wildcards within the resources of a country's roles: all inside things that are the country's own, but mail and the directory's key. */
test("a wildcard in a role's resource stays inside one bucket, one log group, the account's senders or the directory's account", () => {
  const inside =
    /^arn:aws:(?:s3:::[a-z0-9-]+\/(?:AWSLogs\/)?\*|logs:[a-z0-9-]+:\d{12}:log-group:\/[\w/-]+:\*|ses:[a-z0-9-]+:\d{12}:identity\/\*|kms:[a-z0-9-]+:\d{12}:key\/\*)$/;
  const wild = allowing
    .flatMap(({ type, Resource = [] }) => (type === 'AWS::IAM::Policy' ? Resource : []))
    .filter((arn) => arn.includes('*') && arn !== '*');
  expect(wild.length).toBeGreaterThan(0);
  expect(wild.filter((arn) => !inside.test(arn))).toEqual([]);
});

test('no policy names the account root but custodian, auditor and the public key of the directory', () => {
  const roots = allowing.filter(({ Principal }) => JSON.stringify(Principal ?? '').includes(':root"'));
  const places = new Set(roots.map(({ stack, type, Action = [] }) => `${stack.replace(/^..-/, '')} ${type} ${Action.join()}`));
  expect([...places].sort()).toEqual([
    'Audit AWS::IAM::Role sts:AssumeRole',
    'Directory AWS::KMS::Key kms:GetPublicKey',
    'Vault AWS::IAM::Role sts:AssumeRole',
  ]);
  for (const { type, Condition } of roots)
    if (type === 'AWS::IAM::Role') expect(JSON.stringify(Condition)).toContain('MultiFactorAuthPresent');
});

test('objects are read by the reader from its drop box, by directory functions and the auditor from their own buckets', () => {
  const reading = allowing.filter(({ Action = [] }) => Action.some((action) => /^s3:GetObject/.test(action)));
  for (const { stack, logicalId, Action = [], Resource = [] } of reading) {
    const buckets = new Set(Resource.map((arn) => arn.replace('arn:aws:s3:::', '').split('/')[0]));
    if (stack === 'Directory') expect([...buckets]).toEqual([shared.directoryBucket]);
    if (stack === 'Audit') expect([shared.archiveBucket, shared.athenaResultsBucket]).toEqual(expect.arrayContaining([...buckets]));
    if (stack === 'Directory' || stack === 'Audit') continue;
    const country = sample.countries.find(({ code }) => stack === `${code}-Vault`);
    expect(country && [...buckets]).toEqual(country && [countryNames(sample, country).dropBox]);
    expect(logicalId).toMatch(/^RolesReader/);
    expect(Action).toEqual(expect.arrayContaining(['s3:GetObjectVersion']));
    expect(Action).not.toContain('s3:GetObject');
  }
  expect(reading.filter(({ stack }) => stack.endsWith('-Vault'))).toHaveLength(sample.countries.length);
});

test('nobody is given a right over keys, policies, roles, functions or trails but the deployment over keys', () => {
  const powers =
    /^(?:iam:|lambda:|cloudformation:|kms:(?:PutKeyPolicy|CreateGrant|ScheduleKeyDeletion)|s3:(?:Put|Delete)Bucket|cloudtrail:(?:Stop|Delete|Update|Put))/i;
  const held = allowing.filter(({ Action = [] }) => Action.some((action) => powers.test(action)));
  expect(new Set(held.map(({ type, Action = [] }) => `${type} ${Action.filter((action) => powers.test(action)).join()}`))).toEqual(
    new Set(['AWS::KMS::Key kms:PutKeyPolicy']),
  );
  for (const { Principal } of held)
    expect(JSON.stringify(Principal)).toMatch(/^\{"AWS":"arn:aws:iam::\d{12}:role\/cdk-hnb659fds-cfn-exec-role-[0-9a-z-]+"\}$/);
});

test("no policy of a country names another country's things", () => {
  for (const country of sample.countries) {
    const own = JSON.stringify(documents.filter(({ stack }) => stack.startsWith(`${country.code}-`)));
    for (const other of sample.countries.filter(({ code }) => code !== country.code)) {
      const { prefix, dropBox } = countryNames(sample, other);
      expect(own).not.toContain(`${prefix}-`);
      expect(own).not.toContain(dropBox);
      expect(own).not.toContain(`${shared.prefix}/${other.code}/`);
    }
  }
});
