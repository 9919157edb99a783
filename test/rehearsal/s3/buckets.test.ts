import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { errorCode, REGION, send } from '../../support/aws-requests.ts';
import { kmsBucket, lockedBucket, openS3Cloud, refusal, type S3Cloud } from './support/s3-cloud.ts';
import { signRaw } from './support/sign.ts';

describe('buckets', () => {
  let cloud: S3Cloud;
  beforeAll(async () => {
    cloud = await openS3Cloud();
  });
  afterAll(() => cloud.close());

  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  const create = (Bucket: string, more = {}) =>
    cloud.client().send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration, ...more }));

  test('are made, found, listed and deleted', async () => {
    const s3 = cloud.client();
    await create('made');
    expect(await refusal(create('made'))).toBe('BucketAlreadyOwnedByYou');
    expect((await s3.send(new HeadBucketCommand({ Bucket: 'made' }))).BucketRegion).toBe(REGION);
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'made' }))).LocationConstraint).toBe(REGION);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toContain('made');
    await s3.send(new PutObjectCommand({ Bucket: 'made', Key: 'k', Body: 'x' }));
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket: 'made' })))).toBe('BucketNotEmpty');
  });

  test('an empty bucket goes, and its name is free', async () => {
    await create('brief');
    await cloud.client().send(new DeleteBucketCommand({ Bucket: 'brief' }));
    expect(await refusal(cloud.client().send(new HeadBucketCommand({ Bucket: 'brief' })))).toBe('NotFound');
    await create('brief');
  });

  test.each(['ab', 'Upper', 'a..b', '-dash', '192.168.0.1', 'x'.repeat(64), 'xn--a', 'a_b'])('refuses the name %s', async (name) => {
    await expect(cloud.bucket(name)).rejects.toThrow('not valid');
  });

  test('are made in this Region alone', async () => {
    const far = { CreateBucketConfiguration: { LocationConstraint: 'eu-west-3' } };
    expect(await refusal(create('far', far))).toBe('IllegalLocationConstraintException');
    const unsaid = signRaw({ ...cloud, method: 'PUT', target: '/unsaid' });
    expect(errorCode(await send(cloud.origin, unsaid))).toBe('IllegalLocationConstraintException');
  });

  test('are closed to the public and encrypted from the start', async () => {
    await create('start');
    const s3 = cloud.client();
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket: 'start' }));
    expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket: 'start' }));
    expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256');
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: 'start' }))).Status).toBeUndefined();
  });

  test('Object Lock at creation brings versions', async () => {
    await create('locked', { ObjectLockEnabledForBucket: true });
    const s3 = cloud.client();
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: 'locked' }))).Status).toBe('Enabled');
    const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket: 'locked' }));
    expect(ObjectLockConfiguration).toEqual({ ObjectLockEnabled: 'Enabled' });
  });

  test('keep what is configured, also over a restart', async () => {
    await create('configured');
    const Bucket = 'configured';
    const s3 = cloud.client();
    const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], MaxAgeSeconds: 5 }];
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b c' }] } }));
    const Rules = [
      { ID: 'tidy', Status: 'Enabled', Filter: { Prefix: 'a/' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } } as const,
    ];
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket', Resource: 'arn:aws:s3:::configured' }],
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await cloud.close('keep');
    cloud = await openS3Cloud({ stateDir: cloud.stateDir });
    const again = cloud.client();
    expect((await again.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toMatchObject(CORSRules);
    expect((await again.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toMatchObject(Rules);
    expect((await again.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    expect((await again.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic).toBe(false);
    expect(await refusal(again.send(new DeleteBucketCommand({ Bucket })))).toBe('AccessDenied');
    await again.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(await refusal(again.send(new DeleteBucketCommand({ Bucket })))).toBe('nothing');
  });

  test('take no configuration that nobody would carry out', async () => {
    await create('strict');
    const Bucket = 'strict';
    const s3 = cloud.client();
    const Rules = [{ ID: 'x', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } } as const];
    const expiry = new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } });
    expect(await refusal(s3.send(expiry))).toBe('NotImplemented');
    const byKey = {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' }, BucketKeyEnabled: true } as const],
    };
    const encrypt = new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: byKey });
    expect(await refusal(s3.send(encrypt))).toBe('NotImplemented');
    const open = new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicPolicy: false } });
    expect(await refusal(s3.send(open))).toBe('nothing');
  });

  test('from a template: the same again changes nothing, a changed one changes what it states', async () => {
    await cloud.bucket('stated', kmsBucket(cloud.keyArn));
    const s3 = cloud.client();
    const versioning = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket: 'stated' }))).Status;
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'stated', VersioningConfiguration: { Status: 'Suspended' } }));
    await cloud.bucket('stated', kmsBucket(cloud.keyArn));
    expect(await versioning()).toBe('Suspended');
    await cloud.bucket('stated', { ...kmsBucket(cloud.keyArn), Tags: [{ Key: 'a', Value: 'b' }] });
    expect(await versioning()).toBe('Enabled');
  });

  test('from a template without a name get the same name each time', async () => {
    const make = cloud.s3.resourceTypes['AWS::S3::Bucket'];
    const resource = { stack: 'Stack', logicalId: 'Bucket', type: 'AWS::S3::Bucket', properties: {} };
    const made = await make?.(resource);
    expect(made?.ref).toMatch(/^stack-bucket-[a-z0-9]{12}$/);
    expect(made?.attributes.Arn).toBe(`arn:aws:s3:::${made?.ref}`);
    expect(await make?.(resource)).toEqual(made);
  });

  test.each([
    ['an unknown property', { WebsiteConfiguration: { IndexDocument: 'i' } }],
    ['access logs', { LoggingConfiguration: {} }],
    ['expiry', { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 1 }] } }],
    ['a lock without Object Lock', { ...lockedBucket('GOVERNANCE', 1), ObjectLockEnabled: false }],
    ['ACLs', { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } }],
    [
      'days and years',
      {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 1, Years: 1 } } },
      },
    ],
  ])('from a template with %s are refused', async (_what, properties) => {
    await expect(cloud.bucket('refused', properties)).rejects.toThrow();
    expect(await refusal(cloud.client().send(new HeadBucketCommand({ Bucket: 'refused' })))).toBe('NotFound');
  });
});
