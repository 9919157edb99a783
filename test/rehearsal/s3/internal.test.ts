import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { serviceCaller } from '../../../rehearsal/callers.ts';
import { lockedBucket, openS3Cloud, refusal, type S3Cloud } from './support/s3-cloud.ts';

const TRAIL = 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/t';

describe('what another AWS service puts into a bucket', () => {
  let cloud: S3Cloud;
  beforeAll(async () => {
    cloud = await openS3Cloud();
    await cloud.bucket('archive', lockedBucket('GOVERNANCE', 1));
    const Principal = { Service: 'cloudtrail.amazonaws.com' };
    const Condition = { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': TRAIL } };
    await cloud.policy('archive', [
      { Effect: 'Allow', Principal, Action: 's3:PutObject', Resource: 'arn:aws:s3:::archive/AWSLogs/*', Condition },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: 'arn:aws:s3:::archive/*',
        Condition: { StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } },
      },
    ]);
  });
  afterAll(() => cloud.close());

  const put = (
    more: {
      readonly body?: Uint8Array;
      readonly key?: string;
      readonly sourceArn?: string;
      readonly acl?: 'bucket-owner-full-control';
    } = {},
  ) =>
    cloud.s3.putInternal({
      bucket: 'archive',
      key: more.key ?? 'AWSLogs/1.json.gz',
      body: more.body ?? Buffer.from('log'),
      contentType: 'application/json',
      contentEncoding: 'gzip',
      metadata: { signature: 'ab12' },
      caller: serviceCaller('cloudtrail.amazonaws.com', more.sourceArn ?? TRAIL),
      ...('acl' in more ? { acl: more.acl } : { acl: 'bucket-owner-full-control' }),
    });

  test('arrives, locked, with its metadata, and is in the trail under the name of the service', async () => {
    const { versionId } = await put();
    const got = await cloud.client().send(new GetObjectCommand({ Bucket: 'archive', Key: 'AWSLogs/1.json.gz' }));
    expect(await got.Body?.transformToString()).toBe('log');
    expect(got).toMatchObject({
      VersionId: versionId,
      Metadata: { signature: 'ab12' },
      ContentEncoding: 'gzip',
      ObjectLockMode: 'GOVERNANCE',
    });
    expect(cloud.trail.find(({ eventName }) => eventName === 'PutObject')?.caller.principal).toEqual({
      kind: 'service',
      service: 'cloudtrail.amazonaws.com',
    });
  });

  test.each([0, 1, 3_000_000])('may have %i bytes', async (size) => {
    await put({ key: `AWSLogs/${size}`, body: new Uint8Array(size) });
    const { ContentLength } = await cloud.client().send(new HeadObjectCommand({ Bucket: 'archive', Key: `AWSLogs/${size}` }));
    expect(ContentLength).toBe(size);
  });

  test.each([
    ['elsewhere', { key: 'other/1' }],
    ['for another trail', { sourceArn: `${TRAIL}x` }],
    ['without the ACL', { acl: undefined }],
  ])('is refused %s', async (_what, more) => {
    expect(await refusal(put(more))).toBe('AccessDenied');
  });

  test('a key of its own is used with the context that the service adds', async () => {
    const caller = { ...serviceCaller('cloudtrail.amazonaws.com', TRAIL) };
    const encrypted = { kmsKeyId: cloud.keyArn, encryptionContext: { 'aws:cloudtrail:arn': TRAIL } };
    const putting = cloud.s3.putInternal({
      bucket: 'archive',
      key: 'AWSLogs/2',
      body: Buffer.from('x'),
      caller,
      acl: 'bucket-owner-full-control',
      ...encrypted,
    });
    // The key's policy knows no service: that KMS is asked, and with what, is the point.
    expect(await refusal(putting)).toBe('AccessDenied');
    expect(cloud.trail.find(({ eventName }) => eventName === 'GenerateDataKey')?.requestParameters?.encryptionContext).toEqual({
      'aws:cloudtrail:arn': TRAIL,
      'aws:s3:arn': 'arn:aws:s3:::archive/AWSLogs/2',
    });
  });
});
