import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { kmsBucket, openS3Cloud, refusal, type S3Cloud } from './support/s3-cloud.ts';

describe('objects, with the unmodified SDK', () => {
  let cloud: S3Cloud;
  beforeAll(async () => {
    cloud = await openS3Cloud();
    await cloud.bucket('plain');
    await cloud.bucket('versioned', kmsBucket(cloud.keyArn));
  });
  afterAll(() => cloud.close());

  const text = async (input: { readonly Bucket: string; readonly Key: string; readonly VersionId?: string; readonly Range?: string }) => {
    const { Body } = await cloud.client().send(new GetObjectCommand(input));
    return Body?.transformToString();
  };

  test('gives back bytes, type and metadata, with the checksum that the client sent', async () => {
    const s3 = cloud.client();
    const put = { Bucket: 'versioned', Key: 'a/b c+d é', Body: 'salaam', ContentType: 'text/plain', Metadata: { n: '1' } };
    const { VersionId, ServerSideEncryption, SSEKMSKeyId, ChecksumCRC32 } = await s3.send(new PutObjectCommand(put));
    expect([ServerSideEncryption, SSEKMSKeyId, ChecksumCRC32?.length]).toEqual(['aws:kms', cloud.keyArn, 8]);
    const got = await s3.send(new GetObjectCommand({ Bucket: 'versioned', Key: put.Key }));
    expect(await got.Body?.transformToString()).toBe('salaam');
    expect(got).toMatchObject({ ContentType: 'text/plain', Metadata: { n: '1' }, VersionId, ContentLength: 6, ChecksumCRC32 });
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'versioned', Key: put.Key }));
    expect(head).toMatchObject({ ContentLength: 6, ETag: got.ETag, VersionId });
  });

  test.each([0, 1, 262_143, 262_144, 262_145, 1_500_000])('keeps %i bytes whole', async (size) => {
    const s3 = cloud.client();
    const Body = Buffer.alloc(size, 'xyz');
    await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: `size-${size}`, Body }));
    const got = await s3.send(new GetObjectCommand({ Bucket: 'plain', Key: `size-${size}` }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
  });

  test.each([
    ['bytes=0-0', 'a'],
    ['bytes=3-', 'defghij'],
    ['bytes=-2', 'ij'],
    ['bytes=8-99', 'ij'],
    ['bytes=5-2', 'abcdefghij'],
    ['bytes=0-1,4-5', 'abcdefghij'],
  ])('answers the range %s', async (Range, wanted) => {
    await cloud.client().send(new PutObjectCommand({ Bucket: 'plain', Key: 'range', Body: 'abcdefghij' }));
    expect(await text({ Bucket: 'plain', Key: 'range', Range })).toBe(wanted);
  });

  test('refuses a range past the end', async () => {
    await cloud.client().send(new PutObjectCommand({ Bucket: 'plain', Key: 'range', Body: 'abcdefghij' }));
    expect(await refusal(text({ Bucket: 'plain', Key: 'range', Range: 'bytes=10-' }))).toBe('InvalidRange');
  });

  test('lists in the order of UTF-8 bytes, page by page, with common prefixes', async () => {
    const s3 = cloud.client();
    await cloud.bucket('listed');
    for (const Key of ['b', 'a/1', 'a/2', '\u{1F600}', '\uFF5E', 'c/1'])
      await s3.send(new PutObjectCommand({ Bucket: 'listed', Key, Body: 'x' }));
    const seen: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket: 'listed', Delimiter: '/', MaxKeys: 1, ContinuationToken }));
      seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix), ...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen).toEqual(['a/', 'b', 'c/', '\uFF5E', '\u{1F600}']);
  });

  test('a delete marker hides, a version id finds, and removing the marker brings back', async () => {
    const s3 = cloud.client();
    const at = { Bucket: 'versioned', Key: 'twice' };
    const first = await s3.send(new PutObjectCommand({ ...at, Body: 'one' }));
    await s3.send(new PutObjectCommand({ ...at, Body: 'two' }));
    const marker = await s3.send(new DeleteObjectCommand(at));
    expect(marker.DeleteMarker).toBe(true);
    expect(await refusal(text(at))).toBe('NoSuchKey');
    expect(await refusal(text({ ...at, VersionId: marker.VersionId ?? '' }))).toBe('MethodNotAllowed');
    expect(await text({ ...at, VersionId: first.VersionId ?? '' })).toBe('one');
    await s3.send(new DeleteObjectCommand({ ...at, VersionId: marker.VersionId }));
    expect(await text(at)).toBe('two');
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'versioned', Prefix: 'twice' }));
    expect(Versions?.map(({ IsLatest }) => IsLatest)).toEqual([true, false]);
  });

  test('deletes many at once and says what became of each', async () => {
    const s3 = cloud.client();
    await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'one & <only>', Body: '1' }));
    const Delete = { Objects: [{ Key: 'one & <only>' }, { Key: 'never was' }] };
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket: 'plain', Delete }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(['one & <only>', 'never was']);
    expect(await refusal(text({ Bucket: 'plain', Key: 'one & <only>' }))).toBe('NoSuchKey');
  });

  test('copies between keys of different encryption', async () => {
    const s3 = cloud.client();
    await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'source', Body: 'copied', Metadata: { kept: 'yes' } }));
    await s3.send(new CopyObjectCommand({ Bucket: 'versioned', Key: 'target', CopySource: 'plain/source' }));
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'versioned', Key: 'target' }));
    expect(head).toMatchObject({ Metadata: { kept: 'yes' }, ServerSideEncryption: 'aws:kms' });
    expect(await text({ Bucket: 'versioned', Key: 'target' })).toBe('copied');
  });

  test.each([0, 1_000_000])('copies %i bytes', async (size) => {
    const s3 = cloud.client();
    await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'from', Body: Buffer.alloc(size, 'z') }));
    await s3.send(new CopyObjectCommand({ Bucket: 'plain', Key: 'to', CopySource: 'plain/from' }));
    expect((await text({ Bucket: 'plain', Key: 'to' }))?.length).toBe(size);
  });

  test('reading goes on while the object is overwritten', async () => {
    const s3 = cloud.client();
    const at = { Bucket: 'plain', Key: 'read' };
    await s3.send(new PutObjectCommand({ ...at, Body: Buffer.alloc(8_000_000, 'a') }));
    const got = await s3.send(new GetObjectCommand(at));
    await s3.send(new PutObjectCommand({ ...at, Body: 'b' }));
    expect(await got.Body?.transformToString()).toBe('a'.repeat(8_000_000));
    expect(await text(at)).toBe('b');
  });

  test('overwriting leaves nothing of the old bytes on disk', async () => {
    const s3 = cloud.client();
    await cloud.bucket('once');
    for (const Body of ['one', 'two', 'three']) await s3.send(new PutObjectCommand({ Bucket: 'once', Key: 'k', Body }));
    expect(await cloud.segments('once')).toHaveLength(1);
  });
});
