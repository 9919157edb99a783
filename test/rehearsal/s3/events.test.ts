import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ACCOUNT, openS3Cloud, type S3Cloud } from './support/s3-cloud.ts';

const telling = {
  VersioningConfiguration: { Status: 'Enabled' },
  NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
};

describe('what EventBridge is told', () => {
  let cloud: S3Cloud;
  beforeEach(async () => {
    cloud = await openS3Cloud();
    await cloud.bucket('box', telling);
  });
  afterEach(() => cloud.close());

  const put = (Key: string) => cloud.client().send(new PutObjectCommand({ Bucket: 'box', Key, Body: 'x' }));

  test('a new object, in the shape of AWS, before the answer', async () => {
    const { VersionId, ETag } = await put('a/b');
    expect(cloud.bus).toEqual([
      {
        source: 'aws.s3',
        detailType: 'Object Created',
        resources: ['arn:aws:s3:::box'],
        detail: {
          version: '0',
          bucket: { name: 'box' },
          object: {
            key: 'a/b',
            size: 1,
            etag: ETag?.replaceAll('"', ''),
            'version-id': VersionId,
            sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
          },
          'request-id': expect.any(String),
          requester: ACCOUNT,
          'source-ip-address': '127.0.0.1',
          reason: 'PutObject',
        },
      },
    ]);
  });

  test('each way in and out has its reason', async () => {
    const s3 = cloud.client();
    const { VersionId } = await put('one');
    await s3.send(new CopyObjectCommand({ Bucket: 'box', Key: 'two', CopySource: 'box/one' }));
    const at = { Bucket: 'box', Key: 'three' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
    const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'x' }));
    await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }));
    await s3.send(new DeleteObjectCommand({ Bucket: 'box', Key: 'one' }));
    await s3.send(new DeleteObjectCommand({ Bucket: 'box', Key: 'one', VersionId }));
    expect(cloud.bus.map(({ detailType, detail }) => [detailType, detail.reason, detail['deletion-type']])).toEqual([
      ['Object Created', 'PutObject', undefined],
      ['Object Created', 'CopyObject', undefined],
      ['Object Created', 'CompleteMultipartUpload', undefined],
      ['Object Deleted', 'DeleteObject', 'Delete Marker Created'],
      ['Object Deleted', 'DeleteObject', 'Permanently Deleted'],
    ]);
  });

  test('later changes of a key have greater sequencers', async () => {
    for (let n = 0; n < 5; n += 1) await put('same');
    const sequencers = cloud.bus.map(({ detail }) => JSON.stringify(detail.object).match(/"sequencer":"(\w+)"/)?.[1] ?? '');
    expect(sequencers).toEqual([...sequencers].sort());
    expect(new Set(sequencers).size).toBe(5);
  });

  test('an event that the bus did not take is owed, also over a restart and a deletion', async () => {
    cloud.breakBus(true);
    await put('owed');
    const { VersionId } = await put('gone');
    await cloud.client().send(new DeleteObjectCommand({ Bucket: 'box', Key: 'gone', VersionId }));
    expect(cloud.bus).toEqual([]);
    await cloud.close('keep');
    cloud = await openS3Cloud({ stateDir: cloud.stateDir });
    await cloud.s3.catchUp();
    expect(cloud.bus.map(({ detailType, detail }) => [detailType, JSON.stringify(detail).match(/"key":"(\w+)"/)?.[1]]).sort()).toEqual([
      ['Object Created', 'gone'],
      ['Object Created', 'owed'],
      ['Object Deleted', 'gone'],
    ]);
    await cloud.s3.catchUp();
    expect(cloud.bus).toHaveLength(3);
  });

  test('a bucket that was not told to tells nothing', async () => {
    await cloud.bucket('silent');
    await cloud.client().send(new PutObjectCommand({ Bucket: 'silent', Key: 'k', Body: 'x' }));
    expect(cloud.bus).toEqual([]);
  });
});
