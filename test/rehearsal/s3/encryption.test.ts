import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { kmsBucket, openS3Cloud, refusal, type S3Cloud } from './support/s3-cloud.ts';

const SIZE = 600_000;

describe('encryption at rest', () => {
  let cloud: S3Cloud;
  beforeEach(async () => {
    cloud = await openS3Cloud();
    await cloud.bucket('kms', kmsBucket(cloud.keyArn));
    await cloud.bucket('sse');
  });
  afterEach(() => cloud.close());

  const put = (Bucket: string, Body: string | Buffer = 'plain text '.repeat(60_000)) =>
    cloud.client().send(new PutObjectCommand({ Bucket, Key: 'k', Body }));

  const get = async (Bucket: string, Range?: string): Promise<string> => {
    const { Body } = await cloud.client().send(new GetObjectCommand({ Bucket, Key: 'k', Range }));
    return (await Body?.transformToString()) ?? '';
  };

  const fileOf = async (bucket: string): Promise<string> => {
    const [name = ''] = await cloud.segments(bucket);
    return join(cloud.stateDir, 's3', 'buckets', bucket, 'segments', name);
  };

  test.each(['kms', 'sse'])('nothing of the bytes is on disk in the clear (%s)', async (bucket) => {
    await put(bucket);
    expect((await readFile(await fileOf(bucket))).includes('plain text')).toBe(false);
    expect(await get(bucket)).toContain('plain text');
  });

  test.each([
    ['a flipped bit in the first chunk', 0, 'bytes=0-9'],
    ['a flipped bit in a later chunk', 300_000, 'bytes=300000-300009'],
    ['a flipped bit in a tag', 262_150, 'bytes=0-9'],
  ])('gives nothing of a chunk with %s', async (_what, at, range) => {
    await put('kms', Buffer.alloc(SIZE, 'x'));
    const path = await fileOf('kms');
    const bytes = await readFile(path);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(path, bytes);
    expect(await refusal(get('kms', range))).toBe('InternalError');
    expect(await refusal(get('kms'))).not.toBe('nothing');
  });

  test('gives nothing of a chunk that was cut off, or moved to another place', async () => {
    await put('kms', Buffer.alloc(SIZE, 'x'));
    const path = await fileOf('kms');
    const bytes = await readFile(path);
    const chunk = 262_144 + 16;
    await writeFile(path, Buffer.concat([bytes.subarray(chunk, 2 * chunk), bytes.subarray(0, chunk), bytes.subarray(2 * chunk)]));
    expect(await refusal(get('kms', 'bytes=0-9'))).toBe('InternalError');
    await writeFile(path, bytes);
    expect(await get('kms', 'bytes=599990-')).toBe('x'.repeat(10));
    await truncate(path, bytes.length - 1);
    expect(await refusal(get('kms', 'bytes=599990-'))).toBe('InternalError');
  });

  test('a disabled key closes objects and uploads at once, and opens them again', async () => {
    const s3 = cloud.client();
    await put('kms');
    const at = { Bucket: 'kms', Key: 'parts' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
    const part = () => s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'x' }));
    const { ETag } = await part();
    await cloud.disableKey(true);
    const complete = () =>
      s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }));
    for (const act of [() => get('kms'), part, complete, () => put('kms')]) expect(await refusal(act())).toBe('KMS.DisabledException');
    expect(await refusal(s3.send(new HeadObjectCommand({ Bucket: 'kms', Key: 'k' })))).toBe('nothing');
    expect(await refusal(get('sse'))).toBe('NoSuchKey');
    await cloud.disableKey(false);
    expect(await get('kms')).toContain('plain text');
    expect(await refusal(complete())).toBe('nothing');
  });

  test('KMS is asked in the name of the caller, for this object', async () => {
    await put('kms');
    await get('kms');
    const asked = cloud.trail.filter(({ eventSource }) => eventSource === 'kms.amazonaws.com');
    expect(asked.map(({ eventName }) => eventName)).toEqual(['GenerateDataKey', 'Decrypt']);
    for (const { requestParameters, invokedBy, caller } of asked) {
      expect(requestParameters?.encryptionContext).toEqual({ 'aws:s3:arn': 'arn:aws:s3:::kms/k' });
      expect([invokedBy, caller.accessKeyId]).toEqual(['s3.amazonaws.com', cloud.credentials.accessKeyId]);
    }
  });

  test('who may not use the key can neither write nor read', async () => {
    await put('kms');
    const credentials = await cloud.user('keyless', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
    const client = cloud.client({ credentials });
    expect(await refusal(client.send(new GetObjectCommand({ Bucket: 'kms', Key: 'k' })))).toBe('AccessDenied');
    expect(await refusal(client.send(new PutObjectCommand({ Bucket: 'kms', Key: 'k', Body: 'x' })))).toBe('AccessDenied');
    expect(await cloud.segments('kms')).toHaveLength(1);
  });

  test('the local key and all state are for the owner alone', async () => {
    await put('sse');
    const { mode } = await import('node:fs/promises').then(({ stat }) => stat(join(cloud.stateDir, 's3', 'local.key')));
    expect(mode & 0o077).toBe(0);
  });
});
