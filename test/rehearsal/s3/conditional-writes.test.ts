import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { openS3Cloud, refusal, type S3Cloud } from './support/s3-cloud.ts';

describe('conditional writes', () => {
  let cloud: S3Cloud;
  beforeAll(async () => {
    cloud = await openS3Cloud();
    await cloud.bucket('box', { VersioningConfiguration: { Status: 'Enabled' } });
  });
  afterAll(() => cloud.close());

  const put = (Key: string, more: { readonly IfNoneMatch?: string; readonly IfMatch?: string; readonly Body?: string } = {}) =>
    cloud.client().send(new PutObjectCommand({ Bucket: 'box', Key, Body: 'x', ...more }));

  test.each([
    ['If-None-Match: * over nothing', 'free', { IfNoneMatch: '*' }, 'nothing'],
    ['If-None-Match: * over an object', 'taken', { IfNoneMatch: '*' }, 'PreconditionFailed'],
    ['If-Match of nothing', 'absent', { IfMatch: '"0"' }, 'NoSuchKey'],
    ['If-Match of another object', 'taken', { IfMatch: '"0"' }, 'PreconditionFailed'],
    ['If-None-Match of a tag', 'taken', { IfNoneMatch: '"0"' }, 'NotImplemented'],
  ])('%s', async (_what, Key, condition, wanted) => {
    if (Key === 'taken') await put(Key);
    expect(await refusal(put(Key, condition))).toBe(wanted);
  });

  test('over a delete marker an object may be made again', async () => {
    await put('gone');
    await cloud.client().send(new DeleteObjectCommand({ Bucket: 'box', Key: 'gone' }));
    expect(await refusal(put('gone', { IfNoneMatch: '*' }))).toBe('nothing');
  });

  test('of many who write at once, one wins and leaves the only bytes', async () => {
    await cloud.bucket('raced');
    const write = (n: number) =>
      cloud.client().send(new PutObjectCommand({ Bucket: 'raced', Key: 'k', Body: `${n}`.repeat(50_000), IfNoneMatch: '*' }));
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => refusal(write(n))));
    expect(outcomes.filter((outcome) => outcome === 'nothing')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'PreconditionFailed')).toHaveLength(19);
    expect(await cloud.segments('raced')).toHaveLength(1);
  });

  test('of many who replace the same version, one wins', async () => {
    const { ETag } = await put('counter', { Body: '0' });
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => refusal(put('counter', { IfMatch: ETag ?? '', Body: `new ${n}` }))),
    );
    expect(outcomes.filter((outcome) => outcome === 'nothing')).toHaveLength(1);
  });

  test('an upload in parts cannot dodge the condition, and stays open when refused', async () => {
    const s3 = cloud.client();
    const at = { Bucket: 'box', Key: 'parts' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
    const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'part' }));
    await put('parts');
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    const complete = new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload, IfNoneMatch: '*' });
    expect(await refusal(s3.send(complete))).toBe('PreconditionFailed');
    expect(await refusal(s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 2, Body: 'part' })))).toBe('nothing');
  });

  test('deleting takes If-Match', async () => {
    const { ETag } = await put('kept');
    const remove = (IfMatch: string) => cloud.client().send(new DeleteObjectCommand({ Bucket: 'box', Key: 'kept', IfMatch }));
    expect(await refusal(remove('"0"'))).toBe('PreconditionFailed');
    expect(await refusal(remove(ETag ?? ''))).toBe('nothing');
  });
});
