import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { TrailEvent } from '../../../rehearsal/cloud.ts';
import { presignedGet, send } from '../../support/aws-requests.ts';
import { ACCOUNT, kmsBucket, openS3Cloud, refusal, type S3Cloud } from './support/s3-cloud.ts';

describe('what CloudTrail is told', () => {
  let cloud: S3Cloud;
  beforeEach(async () => {
    cloud = await openS3Cloud();
    await cloud.bucket('box', kmsBucket(cloud.keyArn));
  });
  afterEach(() => cloud.close());

  const events = (): readonly TrailEvent[] => cloud.trail.filter(({ eventSource }) => eventSource === 's3.amazonaws.com');
  const at = { Bucket: 'box', Key: 'dossier/1' };
  const resources = [
    { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::box/dossier/1' },
    { accountId: ACCOUNT, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::box' },
  ];

  test('a write, in the shape of AWS', async () => {
    const Metadata = { secret: 'case name' };
    const { VersionId } = await cloud
      .client()
      .send(new PutObjectCommand({ ...at, Body: 'four', ACL: 'private', Metadata, Tagging: 'case=1' }));
    expect(events()).toMatchObject([
      {
        eventName: 'PutObject',
        category: 'Data',
        readOnly: false,
        requestParameters: { bucketName: 'box', key: 'dossier/1', 'x-id': 'PutObject', 'x-amz-acl': 'private' },
        responseElements: {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': cloud.keyArn,
          'x-amz-version-id': VersionId,
        },
        additionalEventData: {
          SignatureVersion: 'SigV4',
          AuthenticationMethod: 'AuthHeader',
          bytesTransferredIn: 4,
          bytesTransferredOut: 0,
          SSEApplied: 'Default_SSE_KMS',
        },
        resources,
      },
    ]);
    expect(JSON.stringify(events())).not.toMatch(/case name|case=1/);
  });

  test('a read by link, without the signature or the credential', async () => {
    await cloud.client().send(new PutObjectCommand({ ...at, Body: 'four' }));
    const link = await presignedGet(cloud, { bucket: 'box', key: at.Key, expiresIn: 300 });
    const answer = await send(cloud.origin, link);
    const [, read] = events();
    expect(read).toMatchObject({
      eventName: 'GetObject',
      readOnly: true,
      responseElements: undefined,
      requestId: answer.headers['x-amz-request-id'],
      requestParameters: {
        'X-Amz-Expires': '300',
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-SignedHeaders': 'host',
        Host: new URL(cloud.origin).host,
      },
      additionalEventData: {
        AuthenticationMethod: 'QueryString',
        bytesTransferredOut: 4,
        'x-amz-id-2': answer.headers['x-amz-id-2'],
        SSEApplied: 'SSE_KMS',
      },
      resources,
    });
    const signature = /X-Amz-Signature=([0-9a-f]+)/.exec(link.target)?.[1] ?? 'none';
    expect(JSON.stringify(cloud.trail)).not.toContain(signature);
    expect(Object.keys(read?.requestParameters ?? {})).not.toContain('X-Amz-Credential');
  });

  test('refusals, with code and sentence', async () => {
    const credentials = await cloud.user('nobody', []).catch(() => cloud.user('nobody', [{ Effect: 'Deny', Action: '*', Resource: '*' }]));
    expect(await refusal(cloud.client({ credentials }).send(new GetObjectCommand(at)))).toBe('AccessDenied');
    expect(await refusal(cloud.client().send(new GetObjectCommand(at)))).toBe('NoSuchKey');
    expect(events().map(({ errorCode }) => errorCode)).toEqual(['AccessDenied', 'NoSuchKey']);
    expect(events()[0]?.errorMessage).toContain('s3:GetObject');
  });

  test('bucket settings are management events under the names of CloudTrail', async () => {
    const s3 = cloud.client();
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'box', VersioningConfiguration: { Status: 'Enabled' } }));
    await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: 'box' })));
    await s3.send(new ListObjectsV2Command({ Bucket: 'box' }));
    expect(events().map(({ eventName, category, errorCode }) => [eventName, category, errorCode])).toEqual([
      ['PutBucketVersioning', 'Management', undefined],
      ['GetBucketPolicy', 'Management', 'NoSuchBucketPolicy'],
      ['ListObjects', 'Data', undefined],
    ]);
  });

  test('deletions, one by one and many at once', async () => {
    const s3 = cloud.client();
    await s3.send(new DeleteObjectCommand(at));
    await s3.send(new DeleteObjectsCommand({ Bucket: 'box', Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }] } }));
    const [one, many] = events();
    expect(one?.responseElements).toMatchObject({ 'x-amz-delete-marker': 'true' });
    expect(many?.resources?.map(({ ARN }) => ARN)).toEqual(['arn:aws:s3:::box/a', 'arn:aws:s3:::box/b', 'arn:aws:s3:::box']);
  });

  test('nobody holds an object of whose reading the trail does not know', async () => {
    await cloud.client().send(new PutObjectCommand({ ...at, Body: Buffer.alloc(3_000_000, 'x') }));
    cloud.breakTrail(true);
    const read = async () => {
      const { Body } = await cloud.client().send(new GetObjectCommand(at));
      return Body?.transformToByteArray();
    };
    expect(await refusal(read())).not.toBe('nothing');
    cloud.breakTrail(false);
    expect((await read())?.length).toBe(3_000_000);
  });
});
