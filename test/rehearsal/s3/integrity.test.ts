import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, type PutObjectCommandInput, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { capturingHandler, errorCode, type RawRequest, send } from '../../support/aws-requests.ts';
import { openS3Cloud, type S3Cloud } from './support/s3-cloud.ts';
import { signRaw, type ToSign } from './support/sign.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

const MAX = 5 * 1024 ** 3;

describe('what a request says of its body', () => {
  let cloud: S3Cloud;
  beforeAll(async () => {
    cloud = await openS3Cloud();
    for (const name of ['box', 'refusing', 'early']) await cloud.bucket(name);
  });
  afterAll(() => cloud.close());

  /** A PutObject as the SDK signs it, not sent. */
  const signed = async (input: Partial<PutObjectCommandInput>): Promise<RawRequest> => {
    const { handler, captured } = capturingHandler();
    const client = cloud.client({ requestHandler: handler, requestChecksumCalculation: 'WHEN_REQUIRED' });
    return captured(client.send(new PutObjectCommand({ Bucket: 'refusing', Key: 'k', Body: 'signed', ...input })));
  };

  const codeOf = async (raw: RawRequest): Promise<string> => {
    const answer = await send(cloud.origin, raw);
    return answer.status === 200 ? 'nothing' : errorCode(answer);
  };

  const leftovers = (bucket = 'refusing'): Promise<readonly string[]> => cloud.segments(bucket);

  test('refuses other bytes than the signed hash', async () => {
    expect(await codeOf({ ...(await signed({})), body: 'sIgned' })).toBe('XAmzContentSHA256Mismatch');
    expect(await leftovers()).toEqual([]);
  });

  test.each([
    ['ChecksumSHA256', sha256('other'), 'BadDigest'],
    ['ChecksumSHA256', 'bm90IGEgaGFzaA==', 'InvalidRequest'],
    ['ChecksumCRC32', 'AAAAAA==', 'BadDigest'],
    ['ChecksumCRC32C', 'AAAAAA==', 'BadDigest'],
    ['ChecksumCRC64NVME', 'AAAAAAAAAAA=', 'BadDigest'],
    ['ChecksumSHA1', createHash('sha1').update('other').digest('base64'), 'BadDigest'],
    ['ContentMD5', createHash('md5').update('other').digest('base64'), 'BadDigest'],
    ['ContentMD5', 'short', 'InvalidDigest'],
  ] as const)('refuses %s %s', async (name, value, code) => {
    expect(await codeOf(await signed({ [name]: value }))).toBe(code);
    expect(await leftovers()).toEqual([]);
  });

  test('takes every checksum that is right', async () => {
    for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const) {
      const s3 = cloud.client();
      await s3.send(new PutObjectCommand({ Bucket: 'box', Key: ChecksumAlgorithm, Body: 'right', ChecksumAlgorithm }));
      const got = await s3.send(new GetObjectCommand({ Bucket: 'box', Key: ChecksumAlgorithm, ChecksumMode: 'ENABLED' }));
      expect(await got.Body?.transformToString()).toBe('right');
      expect(got[`Checksum${ChecksumAlgorithm}`]).toBeDefined();
    }
  });

  test('takes a stream as current SDKs send it, with its checksum in the trailer', async () => {
    const Body = Readable.from([Buffer.alloc(100_000, 'x'), Buffer.alloc(70_000, 'y')]);
    const s3 = cloud.client();
    const put = await s3.send(new PutObjectCommand({ Bucket: 'box', Key: 'stream', Body, ContentLength: 170_000 }));
    const got = await s3.send(new GetObjectCommand({ Bucket: 'box', Key: 'stream' }));
    expect(got).toMatchObject({ ContentLength: 170_000, ChecksumCRC32: put.ChecksumCRC32 });
    expect(got.ContentEncoding).toBeUndefined();
  });

  test('refuses two checksums, and an algorithm without a checksum', async () => {
    const both = await signed({ ChecksumCRC32: 'AAAAAA==', ChecksumSHA256: sha256('signed') });
    expect(await codeOf(both)).toBe('InvalidRequest');
  });

  test('refuses a header that is sent but not signed', async () => {
    const raw = await signed({});
    expect(await codeOf({ ...raw, headers: [...raw.headers, ['x-amz-meta-more', '1']] })).toBe('AccessDenied');
  });

  const raw = (headers: Readonly<Record<string, string>>, body = 'signed', more: Partial<ToSign> = {}): RawRequest =>
    signRaw({ ...cloud, method: 'PUT', target: '/box/raw', headers, body, ...more });

  test.each([
    'x-amz-website-redirect-location',
    'x-amz-grant-read',
    'x-amz-server-side-encryption-customer-algorithm',
    'x-amz-copy-source-range',
    'x-amz-checksum-md5',
    'x-amz-unheard-of',
    'if-modified-since',
  ])('does not pass over the header %s', async (name) => {
    expect(await codeOf(raw({ [name]: 'x' }))).toBe('NotImplemented');
  });

  test('refuses a header that comes twice, unless it says the same to every reader', async () => {
    const once = raw({ 'x-amz-acl': 'private' });
    expect(await codeOf({ ...once, headers: [...once.headers, ['x-amz-acl', 'private']] })).not.toBe('nothing');
  });

  test('a body that ends early is not kept', async () => {
    const short = raw({ 'content-length': '7' }, 'signed', { target: '/early/raw' });
    const sent = await new Promise((resolve) => {
      const { hostname, port } = new URL(cloud.origin);
      const socket = connect(Number(port), hostname, () => {
        const head = short.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
        socket.end(`PUT ${short.target} HTTP/1.1\r\n${head}\r\n${short.body}`);
      });
      socket.on('close', resolve).resume();
    });
    expect(sent).toBe(false);
    while ((await leftovers('early')).length > 0) await new Promise((resolve) => setImmediate(resolve));
    const get = cloud.client().send(new GetObjectCommand({ Bucket: 'early', Key: 'raw' }));
    await expect(get).rejects.toThrow('The specified key does not exist.');
  });

  test('a body of unknown length is refused before it is read', async () => {
    expect(await codeOf({ ...raw({ 'transfer-encoding': 'chunked' }, ''), body: '6\r\nsigned\r\n0\r\n\r\n' })).toBe('MissingContentLength');
  });

  const chunked = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

  test.each([
    ['a wrong checksum in the trailer', '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', '3', 'BadDigest'],
    ['another decoded length', '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n', '4', 'IncompleteBody'],
    ['no trailer', '3\r\nabc\r\n0\r\n\r\n', '3', 'MalformedTrailerError'],
    ['nothing wrong', '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n', '3', 'nothing'],
  ])('aws-chunked with %s', async (_what, body, length, code) => {
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-trailer': 'x-amz-checksum-crc32',
      'x-amz-decoded-content-length': length,
    };
    expect(await codeOf(raw(headers, body, { payload: chunked }))).toBe(code);
  });

  test.each([
    ['an algorithm without a checksum', { 'x-amz-sdk-checksum-algorithm': 'SHA256' }, 'InvalidRequest'],
    ['a trailer without chunks', { 'x-amz-trailer': 'x-amz-checksum-crc32' }, 'InvalidRequest'],
    ['chunks without their framing', { 'content-encoding': 'aws-chunked' }, 'InvalidRequest'],
    ['too much metadata', { 'x-amz-meta-long': 'x'.repeat(2048) }, 'MetadataTooLarge'],
    ['an ACL', { 'x-amz-acl': 'public-read' }, 'AccessControlListNotSupported'],
    ['an unknown storage class', { 'x-amz-storage-class': 'GLACIER' }, 'InvalidStorageClass'],
    ['a lock without a date', { 'x-amz-object-lock-mode': 'GOVERNANCE' }, 'InvalidArgument'],
    ['another owner', { 'x-amz-expected-bucket-owner': '999988887777' }, 'AccessDenied'],
    [
      'a KMS key with SSE-S3',
      { 'x-amz-server-side-encryption': 'AES256', 'x-amz-server-side-encryption-aws-kms-key-id': 'k' },
      'InvalidArgument',
    ],
    [
      'bucket keys',
      { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-bucket-key-enabled': 'true' },
      'NotImplemented',
    ],
  ])('refuses %s', async (_what, headers, code) => {
    expect(await codeOf(raw(headers))).toBe(code);
  });

  test.each(['acl', 'torrent', 'annotation=x', 'tagging&retention', 'uploadId=x&partNumber=1&acl', 'unheard-of'])(
    'never takes PUT ?%s for PutObject',
    async (query) => {
      const answer = await send(cloud.origin, signRaw({ ...cloud, method: 'PUT', target: `/box/sub?${query}`, body: 'x' }));
      expect(answer.status).toBe(501);
      await expect(cloud.client().send(new GetObjectCommand({ Bucket: 'box', Key: 'sub' }))).rejects.toThrow('does not exist');
    },
  );

  test('setting tags leaves the bytes alone', async () => {
    const s3 = cloud.client();
    await s3.send(new PutObjectCommand({ Bucket: 'box', Key: 'tagged', Body: 'bytes' }));
    await s3.send(new PutObjectTaggingCommand({ Bucket: 'box', Key: 'tagged', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }));
    const got = await s3.send(new GetObjectCommand({ Bucket: 'box', Key: 'tagged' }));
    expect([await got.Body?.transformToString(), got.TagCount]).toEqual(['bytes', 1]);
  });

  test('one PUT takes 5 GiB and not a byte more', async () => {
    const large = signRaw({
      ...cloud,
      method: 'PUT',
      target: '/box/large',
      payload: 'UNSIGNED-PAYLOAD',
      headers: { 'content-length': `${MAX + 1}` },
    });
    const { hostname, port } = new URL(cloud.origin);
    const answer = await new Promise<string>((resolve, reject) => {
      let said = '';
      const socket = connect(Number(port), hostname, () => {
        socket.write(`PUT /box/large HTTP/1.1\r\n${large.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
      });
      // in one piece or in several
      socket.on('data', (data) => {
        said += data.toString();
        if (said.includes('</Error>')) socket.destroy();
      });
      socket.on('error', reject).on('close', () => resolve(said));
    });
    expect(answer).toContain('EntityTooLarge');
  });
});
