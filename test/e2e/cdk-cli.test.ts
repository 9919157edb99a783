import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, DescribeKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod';
import { exitCodes } from '../../cli/exit-codes.ts';
import { type BareRehearsal, startBareRehearsal } from '../../rehearsal/bare.ts';
import type { StandingCredentials } from '../../rehearsal/endpoints.ts';
import { cdkDoes } from '../support/cdk-cli.ts';
import { exchange, exchangeJson } from '../support/exchange-program.ts';

const place = { accountId: '123456789012', region: 'eu-central-1' };
const prefix = 'liaison-exchange-pilot';
const configuration = z.looseObject({ countries: z.array(z.looseObject({ code: z.string() })) });

let folder: string;
let rehearsal: BareRehearsal;
let app: readonly string[];
const reports: string[] = [];

const start = () =>
  startBareRehearsal({
    ...place,
    portalUrl: 'https://portal.exchange.example',
    issuers: [],
    stateDir: join(folder, '.rehearsal'),
    report: (line) => reports.push(line),
    trailDeliverySeconds: 0,
    retryDelayMs: () => 10,
  });
const clients = (as?: StandingCredentials) => {
  const { AWS_ENDPOINT_URL: endpoint = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = rehearsal.environment;
  const { accessKeyId, secretAccessKey } = as ?? { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const props = { endpoint, region: place.region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  return {
    cfn: new CloudFormationClient(props),
    s3: new S3Client({ ...props, forcePathStyle: true }),
    dynamo: new DynamoDBClient(props),
    kms: new KMSClient(props),
    lambda: new LambdaClient(props),
  };
};
const deploy = (...args: readonly string[]) =>
  cdkDoes(rehearsal.environment, 'deploy', '--require-approval', 'never', '--concurrency', '4', ...app, ...args);
const publish = async () => {
  const { Payload, FunctionError } = await clients().lambda.send(new InvokeCommand({ FunctionName: `${prefix}-directory-publish` }));
  expect(FunctionError).toBeUndefined();
  return Buffer.from(Payload ?? []).toString('utf8');
};
const send = (reference: string, ...more: readonly string[]) =>
  exchange(folder, 'send', '--as', 'EG', '--to', 'MA', '--case', reference, join(folder, 'request.txt'), ...more);
const listed = z.object({ dispatches: z.array(z.object({ case: z.string(), state: z.string() })) });
const inbox = async () => (await exchangeJson(folder, listed, 'inbox', '--as', 'MA')).dispatches;
const arrived = (reference: string) => expect.objectContaining({ case: reference, state: 'available' });
/** Finds what storage told nobody: an event that comes while the desk is gone has no rule to follow. */
const reconcile = () =>
  rehearsal.parts.lambda.withEnvironment(
    `${prefix}-MA-reconcile-box`,
    (variables) => ({ ...variables, PATIENCE_SECONDS: '0' }),
    async () => {
      await rehearsal.parts.runSchedule(`${prefix}-MA-reconcile`);
      await rehearsal.parts.idle();
    },
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdk-cli-'));
  const all = configuration.parse(
    JSON.parse(await readFile(fileURLToPath(new URL('../../config/exchange.json', import.meta.url)), 'utf8')),
  );
  const two = all.countries.filter(({ code }) => code === 'EG' || code === 'MA');
  await writeFile(join(folder, 'request.txt'), 'Request for assistance');
  app = ['--output', join(folder, 'cdk.out'), '--context', `config=${join(folder, 'exchange.json')}`];
  rehearsal = await start();
  // Morocco makes its documents key itself, outside the templates
  const { kms } = clients();
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'Documents addressed to Morocco' }));
  const own = { documentsKeyOrigin: 'existing', documentsKeyArn: KeyMetadata?.Arn };
  const configured = { ...all, countries: two.map((country) => (country.code === 'MA' ? { ...country, ...own } : country)) };
  await writeFile(join(folder, 'exchange.json'), JSON.stringify(configured));
  await cdkDoes(rehearsal.environment, 'bootstrap', `aws://${place.accountId}/${place.region}`, ...app);
  await deploy('--all');
  const printed = await exchangeJson(
    folder,
    z.object({ policy: z.looseObject({}) }),
    'key',
    'policy',
    '--as',
    'MA',
    '--config',
    'exchange.json',
  );
  const put = { KeyId: own.documentsKeyArn, Policy: JSON.stringify(printed.policy) };
  // whoever puts it cannot change it any more
  await expect(kms.send(new PutKeyPolicyCommand(put))).rejects.toThrow('will not allow you to update the key policy');
  await kms.send(new PutKeyPolicyCommand({ ...put, BypassPolicyLockoutSafetyCheck: true }));
}, 900_000);
afterAll(async () => {
  await rehearsal?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

test('the CDK CLI deploys the exchange: stacks, outputs, events, protection, and the templates as they were sent', async () => {
  const { Stacks: all = [] } = await clients().cfn.send(new DescribeStacksCommand({}));
  const Stacks = all.filter(({ StackName = '' }) => StackName === 'CDKToolkit' || StackName.startsWith(prefix));
  expect(Stacks.map(({ StackName }) => StackName).sort()).toEqual(
    [
      'CDKToolkit',
      ...['Audit', 'Directory', 'EG-Desk', 'EG-Vault', 'MA-Desk', 'MA-Vault', 'Portal'].map((name) => `${prefix}-${name}`),
    ].sort(),
  );
  for (const { StackStatus } of Stacks) expect(StackStatus).toMatch(/^(?:CREATE|UPDATE)_COMPLETE$/);
  const isProtected = Stacks.filter(({ EnableTerminationProtection }) => EnableTerminationProtection).map(({ StackName }) => StackName);
  expect(isProtected.sort()).toEqual(['Audit', 'Directory', 'EG-Vault', 'MA-Vault'].map((name) => `${prefix}-${name}`));
  const vault = Stacks.find(({ StackName }) => StackName === `${prefix}-EG-Vault`);
  expect(vault?.RoleARN).toContain('cfn-exec-role');
  expect(vault?.Outputs?.find(({ OutputKey }) => OutputKey === 'Country')?.OutputValue).toBe('EG');
  const { TemplateBody } = await clients().cfn.send(new GetTemplateCommand({ StackName: `${prefix}-EG-Vault` }));
  expect(TemplateBody).toBe(await readFile(join(folder, 'cdk.out', 'EG-Vault.template.json'), 'utf8'));
  const { StackEvents = [] } = await clients().cfn.send(new DescribeStackEventsCommand({ StackName: `${prefix}-EG-Desk` }));
  const ofStack = StackEvents.filter(({ ResourceType }) => ResourceType === 'AWS::CloudFormation::Stack');
  expect(ofStack.map(({ ResourceStatus }) => ResourceStatus)).toContain('CREATE_COMPLETE');
});

const vaultTemplate = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) })),
});

test('what the AWS SDK reads back is what the templates say', async () => {
  // a drop box shows its settings to the deployment's own role alone
  const roleArn = `arn:aws:iam::${place.accountId}:role/cdk-hnb659fds-cfn-exec-role-${place.accountId}-${place.region}`;
  const { s3, dynamo, kms } = clients(await rehearsal.parts.iam.issueStandingRoleSession({ roleArn, sessionName: 'AWSCloudFormation' }));
  const { Resources } = vaultTemplate.parse(JSON.parse(await readFile(join(folder, 'cdk.out', 'MA-Vault.template.json'), 'utf8')));
  const ofType = (type: string) => Object.entries(Resources).filter(([, { Type }]) => Type === type);
  const stack = rehearsal.stacks().find(({ name }) => name === `${prefix}-MA-Vault`);
  expect(stack?.resources.map(({ logicalId, type }) => `${logicalId} ${type}`).sort()).toEqual(
    Object.entries(Resources)
      .map(([logicalId, { Type }]) => `${logicalId} ${Type}`)
      .sort(),
  );
  for (const [, { Properties }] of ofType('AWS::S3::Bucket')) {
    const Bucket = String(Properties.BucketName);
    const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
    expect(ObjectLockConfiguration).toEqual(Properties.ObjectLockConfiguration);
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(block.PublicAccessBlockConfiguration).toEqual(Properties.PublicAccessBlockConfiguration);
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const keyArn = ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
    expect(KeyMetadata).toMatchObject({ KeyState: 'Enabled', KeyUsage: 'ENCRYPT_DECRYPT', Arn: keyArn });
  }
  for (const [, { Properties }] of ofType('AWS::DynamoDB::Table')) {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: String(Properties.TableName) }));
    expect(Table?.KeySchema).toEqual(Properties.KeySchema);
  }
});

test('a desk is destroyed and made anew in the middle of traffic, and nothing is lost', async () => {
  expect(await publish()).not.toContain('unreachable');
  expect((await send('EG-2026-000001')).code).toBe(0);
  const underWay = send('EG-2026-000002');
  await cdkDoes(rehearsal.environment, 'destroy', 'MA-Desk', '--exclusively', '--force', ...app);
  const cut = await underWay;
  expect((await send('EG-2026-000003')).code).not.toBe(0);
  await deploy('--all', '--context', 'addresses=second');
  expect(await publish()).not.toContain('unreachable');
  // the same command again goes on where the desk went away; one that had passed before is a dispatch of its own
  const whole = cut.code === 0 ? cut : await send('EG-2026-000002');
  if (whole.code === exitCodes.notConfirmed) await reconcile();
  else expect(whole).toMatchObject({ code: 0 });
  expect(await send('EG-2026-000003')).toMatchObject({ code: 0 });
  expect(await inbox()).toEqual(expect.arrayContaining(['EG-2026-000001', 'EG-2026-000002', 'EG-2026-000003'].map(arrived)));
  // and stands again after a restart, at whatever address
  await rehearsal.close();
  rehearsal = await start();
  expect(await publish()).not.toContain('unreachable');
  expect(await inbox()).toContainEqual(arrived('EG-2026-000003'));
}, 900_000);

test('what is protected is not deleted, and what a deployment cannot carry out is rolled back without a trace', async () => {
  const { cfn, s3 } = clients();
  await expect(cfn.send(new DeleteStackCommand({ StackName: `${prefix}-MA-Vault` }))).rejects.toThrow('TerminationProtection is enabled');
  const template = (more: object) =>
    JSON.stringify({ Resources: { Box: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'trial-box' } }, ...more } });
  const attempt = async (StackName: string, TemplateBody: string) => {
    await cfn.send(new CreateChangeSetCommand({ StackName, ChangeSetName: 'trial', ChangeSetType: 'CREATE', TemplateBody }));
    await cfn.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'trial' }));
    const { StackEvents = [] } = await cfn.send(new DescribeStackEventsCommand({ StackName }));
    const { Stacks = [] } = await cfn.send(new DescribeStacksCommand({ StackName }));
    const failed = StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
    return { status: Stacks[0]?.StackStatus, reason: failed?.ResourceStatusReason };
  };
  const odd = { Type: 'AWS::Odd::Thing', DependsOn: 'Box' };
  expect(await attempt('odd-type', template({ Odd: odd }))).toEqual({
    status: 'ROLLBACK_COMPLETE',
    reason: 'the rehearsal does not know the resource type AWS::Odd::Thing',
  });
  const website = { Type: 'AWS::S3::Bucket', DependsOn: 'Box', Properties: { BucketName: 'trial-site', WebsiteConfiguration: {} } };
  expect(await attempt('odd-property', template({ Odd: website }))).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
  await expect(s3.send(new HeadBucketCommand({ Bucket: 'trial-box' }))).rejects.toThrow();
  const taken = { Type: 'AWS::S3::Bucket', Properties: { BucketName: `${prefix}-dropbox-ma-${place.accountId}` } };
  expect(await attempt('taken-name', template({ Odd: taken }))).toMatchObject({ reason: expect.stringContaining('already exists') });
  // made by hand, by no stack: its owner would not know that a stack deletes it
  await s3.send(new CreateBucketCommand({ Bucket: 'trial-box', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
  expect(await attempt('taken-by-hand', template({}))).toEqual({
    status: 'ROLLBACK_COMPLETE',
    reason: expect.stringContaining('already exists'),
  });
  await s3.send(new HeadBucketCommand({ Bucket: 'trial-box' }));
});
