import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { kmsBucket, lockedBucket, openS3Cloud, refusal, type S3Cloud } from './support/s3-cloud.ts';

const MIN = 5 * 1024 * 1024;
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const first = Buffer.alloc(MIN, 'first');
const last = Buffer.from('last');

describe('uploads in parts', () => {
  let cloud: S3Cloud;
  beforeAll(async () => {
    cloud = await openS3Cloud();
    await cloud.bucket('box', kmsBucket(cloud.keyArn));
    await cloud.bucket('plain');
    await cloud.bucket('locked', lockedBucket('GOVERNANCE', 1));
  });
  afterAll(() => cloud.close());

  interface Begun {
    readonly at: { readonly Bucket: string; readonly Key: string; readonly UploadId: string };
    readonly parts: readonly CompletedPart[];
  }

  const begin = async (Key: string, bodies: readonly Buffer[], more: Partial<CreateMultipartUploadCommandInput> = {}): Promise<Begun> => {
    const s3 = cloud.client();
    const Bucket = more.Bucket ?? 'box';
    const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand({ ChecksumAlgorithm: 'SHA256', ...more, Bucket, Key }));
    const at = { Bucket, Key, UploadId };
    const parts: CompletedPart[] = [];
    for (const [index, Body] of bodies.entries()) {
      const PartNumber = index + 1;
      const ChecksumAlgorithm = more.ChecksumAlgorithm ?? 'SHA256';
      const { ETag, ...sums } = await s3.send(new UploadPartCommand({ ...at, PartNumber, Body, ChecksumAlgorithm }));
      parts.push({ PartNumber, ETag, ChecksumSHA256: sums.ChecksumSHA256, ChecksumCRC32: sums.ChecksumCRC32 });
    }
    return { at, parts };
  };

  const complete = (at: Begun['at'], Parts: readonly CompletedPart[], more = {}) =>
    cloud.client().send(new CompleteMultipartUploadCommand({ ...at, ...more, MultipartUpload: { Parts: [...Parts] } }));

  const composite = `${sha256(Buffer.concat([sha256(first), sha256(last)])).toString('base64')}-2`;

  test('makes one object of them, with the composite SHA-256, readable whole, by range and by part', async () => {
    const { at, parts } = await begin('whole', [first, last]);
    const done = await complete(at, parts, { ChecksumSHA256: composite, MpuObjectSize: MIN + 4, IfNoneMatch: '*' });
    expect(done).toMatchObject({ ChecksumSHA256: composite, ChecksumType: 'COMPOSITE' });
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const { Bucket, Key } = at;
    const s3 = cloud.client();
    const whole = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(sha256((await whole.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toEqual(sha256(Buffer.concat([first, last])));
    const range = await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${MIN - 2}-${MIN + 1}` }));
    expect(await range.Body?.transformToString()).toBe('stla');
    const part = await s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
    expect([await part.Body?.transformToString(), part.PartsCount]).toEqual(['last', 2]);
    const attributes = await s3.send(
      new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ObjectParts', 'Checksum', 'ObjectSize'] }),
    );
    expect(attributes).toMatchObject({ ObjectSize: MIN + 4, Checksum: { ChecksumSHA256: composite }, ObjectParts: { TotalPartsCount: 2 } });
  });

  test.each([
    ['no part', () => [], 'MalformedXML'],
    ['parts in the wrong order', (parts: readonly CompletedPart[]) => [...parts].reverse(), 'InvalidPartOrder'],
    ['a part twice', ([one]: readonly CompletedPart[]) => [one ?? {}, one ?? {}], 'InvalidPartOrder'],
    ['a part that never came', (parts: readonly CompletedPart[]) => [...parts, { ...parts[1], PartNumber: 9 }], 'InvalidPart'],
    ['another ETag', ([one]: readonly CompletedPart[]) => [{ ...one, ETag: '"00000000000000000000000000000000"' }], 'InvalidPart'],
    ['another checksum', ([one, two]: readonly CompletedPart[]) => [{ ...one, ChecksumSHA256: two?.ChecksumSHA256 }], 'InvalidPart'],
    ['no checksum', ([one]: readonly CompletedPart[]) => [{ PartNumber: 1, ETag: one?.ETag }], 'InvalidRequest'],
  ])('refuses to complete with %s', async (_what, choose, code) => {
    const { at, parts } = await begin('refused', [first, last]);
    expect(await refusal(complete(at, choose(parts)))).toBe(code);
  });

  test.each([
    ['another composite checksum', { ChecksumSHA256: `${sha256(first).toString('base64')}-2` }, 'BadDigest'],
    ['another size', { MpuObjectSize: MIN + 5 }, 'InvalidRequest'],
    ['another checksum type', { ChecksumType: 'FULL_OBJECT' }, 'InvalidRequest'],
    ['a checksum of another kind', { ChecksumCRC32: 'AAAAAA==' }, 'InvalidRequest'],
  ])('refuses to complete with %s', async (_what, claims, code) => {
    const { at, parts } = await begin('claims', [first, last]);
    expect(await refusal(complete(at, parts, claims))).toBe(code);
    expect(await refusal(complete(at, parts))).toBe('nothing');
  });

  test.each([
    [MIN - 1, 'EntityTooSmall'],
    [MIN, 'nothing'],
  ])('a part of %i bytes before the last: %s', async (size, code) => {
    const { at, parts } = await begin('small', [first.subarray(0, size), last]);
    expect(await refusal(complete(at, parts))).toBe(code);
  });

  test.each([
    [0, 'InvalidArgument'],
    [1, 'nothing'],
    [10_000, 'nothing'],
    [10_001, 'InvalidArgument'],
  ])('part number %i: %s', async (PartNumber, code) => {
    const { at } = await begin('numbers', []);
    const put = new UploadPartCommand({ ...at, PartNumber, Body: 'x', ChecksumAlgorithm: 'SHA256' });
    expect(await refusal(cloud.client().send(put))).toBe(code);
  });

  test('refuses a part without the checksum that the upload was begun with', async () => {
    const { at } = await begin('unstated', []);
    const put = new UploadPartCommand({ ...at, PartNumber: 1, Body: 'x', ChecksumAlgorithm: 'CRC32' });
    expect(await refusal(cloud.client().send(put))).toBe('InvalidRequest');
  });

  test('refuses parts without any checksum where objects are locked by default', async () => {
    const client = cloud.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const at = { Bucket: 'locked', Key: 'k' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
    expect(await refusal(client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'x' })))).toBe('InvalidRequest');
  });

  test('gives the CRC of the whole where that was asked for', async () => {
    const { at, parts } = await begin('full', [first, last], { Bucket: 'plain', ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const done = await complete(at, parts);
    expect(done.ChecksumType).toBe('FULL_OBJECT');
    const got = await cloud.client().send(new GetObjectCommand({ Bucket: at.Bucket, Key: at.Key, ChecksumMode: 'ENABLED' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).length).toBe(MIN + 4);
    expect(got.ChecksumCRC32).toBe(done.ChecksumCRC32);
  });

  test('a part that is sent again replaces the first, also on disk', async () => {
    await cloud.bucket('again');
    const { at } = await begin('again', [last, last], { Bucket: 'again' });
    const put = new UploadPartCommand({ ...at, PartNumber: 2, Body: 'new!', ChecksumAlgorithm: 'SHA256' });
    const { ETag, ChecksumSHA256 } = await cloud.client().send(put);
    expect(await cloud.segments('again')).toHaveLength(2);
    await complete(at, [{ PartNumber: 2, ETag, ChecksumSHA256 }]);
    expect(await cloud.segments('again')).toHaveLength(1);
    const got = await cloud.client().send(new GetObjectCommand({ Bucket: at.Bucket, Key: at.Key }));
    expect(await got.Body?.transformToString()).toBe('new!');
  });

  test('aborting leaves nothing', async () => {
    await cloud.bucket('aborted');
    const { at } = await begin('aborted', [last], { Bucket: 'aborted' });
    const s3 = cloud.client();
    await s3.send(new AbortMultipartUploadCommand(at));
    expect(await cloud.segments('aborted')).toEqual([]);
    expect(await refusal(s3.send(new ListPartsCommand(at)))).toBe('NoSuchUpload');
    expect(await refusal(s3.send(new AbortMultipartUploadCommand(at)))).toBe('NoSuchUpload');
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket: 'aborted' }))).Uploads).toBeUndefined();
  });

  test('an upload id opens no other key', async () => {
    const { at } = await begin('mine', [last]);
    expect(await refusal(cloud.client().send(new ListPartsCommand({ ...at, Key: 'yours' })))).toBe('NoSuchUpload');
  });

  test('goes on after a restart, with the parts that had arrived', async () => {
    const { at, parts } = await begin('restarted', [first]);
    await cloud.close('keep');
    cloud = await openS3Cloud({ stateDir: cloud.stateDir });
    const s3 = cloud.client();
    const listed = await s3.send(new ListPartsCommand(at));
    expect(listed.Parts).toMatchObject([{ PartNumber: 1, Size: MIN, ChecksumSHA256: sha256(first).toString('base64') }]);
    const two = await s3.send(new UploadPartCommand({ ...at, PartNumber: 2, Body: last, ChecksumAlgorithm: 'SHA256' }));
    await complete(at, [...parts, { PartNumber: 2, ETag: two.ETag, ChecksumSHA256: two.ChecksumSHA256 }]);
    expect((await s3.send(new HeadObjectCommand({ Bucket: at.Bucket, Key: at.Key }))).ContentLength).toBe(MIN + 4);
  });

  test('aborts by itself when the lifecycle rule says so, and not a day before', async () => {
    const rule = { Id: 'abandoned', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } };
    await cloud.bucket('tidy', { LifecycleConfiguration: { Rules: [rule] } });
    const { at } = await begin('late', [last], { Bucket: 'tidy' });
    const uploads = async () => {
      await cloud.s3.catchUp();
      return cloud.segments(at.Bucket);
    };
    expect(await uploads()).toHaveLength(1);
    cloud.advance(2 * 86_400_000 - 60_000);
    expect(await uploads()).toHaveLength(1);
    cloud.advance(86_400_000 + 60_000);
    expect(await uploads()).toHaveLength(0);
    cloud.advance(-3 * 86_400_000);
  });
});
