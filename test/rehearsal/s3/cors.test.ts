import { PutObjectCommand } from '@aws-sdk/client-s3';
import { presignedGet, type RawResponse, send } from '../../support/aws-requests.ts';
import { openS3Cloud, type S3Cloud } from './support/s3-cloud.ts';

const rule = {
  AllowedOrigins: ['https://portal.example', 'http://*.local'],
  AllowedMethods: ['GET', 'PUT'],
  AllowedHeaders: ['x-amz-*', 'Content-Type'],
  ExposedHeaders: ['ETag'],
  MaxAge: 600,
};

describe('CORS', () => {
  let cloud: S3Cloud;
  beforeAll(async () => {
    cloud = await openS3Cloud();
    await cloud.bucket('box', { CorsConfiguration: { CorsRules: [rule] } });
    await cloud.bucket('closed');
    await cloud.client().send(new PutObjectCommand({ Bucket: 'box', Key: 'k', Body: 'x' }));
  });
  afterAll(() => cloud.close());

  const ask = (bucket: string, origin: string, method: string, headers = ''): Promise<RawResponse> =>
    send(cloud.origin, {
      method: 'OPTIONS',
      target: `/${bucket}/k`,
      headers: [
        ['host', new URL(cloud.origin).host],
        ['origin', origin],
        ['access-control-request-method', method],
        ...(headers === '' ? [] : [['access-control-request-headers', headers] as const]),
      ],
    });

  test.each([
    ['box', 'https://portal.example', 'PUT', 'x-amz-checksum-sha256, content-type', 200],
    ['box', 'http://one.local', 'GET', '', 200],
    ['box', 'https://evil.example', 'PUT', '', 403],
    ['box', 'https://portal.example.evil', 'GET', '', 403],
    ['box', 'https://portal.example', 'DELETE', '', 403],
    ['box', 'https://portal.example', 'PUT', 'authorization', 403],
    ['closed', 'https://portal.example', 'GET', '', 403],
    ['nowhere', 'https://portal.example', 'GET', '', 403],
  ])('a browser on the way to %s from %s with %s %s: %i', async (bucket, origin, method, headers, status) => {
    const answer = await ask(bucket, origin, method, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['access-control-allow-origin']).toBe(status === 200 ? origin : undefined);
  });

  test.each([
    ['https://portal.example', 'https://portal.example'],
    ['https://evil.example', undefined],
  ])('an answer to %s allows %s', async (origin, allowed) => {
    const link = await presignedGet(cloud, { bucket: 'box', key: 'k', expiresIn: 60 });
    const { headers } = await send(cloud.origin, { ...link, headers: [...link.headers, ['origin', origin]] });
    expect([headers['access-control-allow-origin'], headers['access-control-expose-headers']]).toEqual([allowed, allowed && 'ETag']);
  });

  test('a preflight is answered although its query was signed for another method', async () => {
    const { target } = await presignedGet(cloud, { bucket: 'box', key: 'k', expiresIn: 60 });
    const answer = await send(cloud.origin, {
      method: 'OPTIONS',
      target,
      headers: [
        ['host', new URL(cloud.origin).host],
        ['origin', 'https://portal.example'],
        ['access-control-request-method', 'GET'],
      ],
    });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, 'https://portal.example']);
  });

  test('a link that was tampered with is refused in a way that the page can read', async () => {
    const link = await presignedGet(cloud, { bucket: 'box', key: 'k', expiresIn: 60 });
    const target = link.target.replace('/box/k?', '/box/other?');
    const answer = await send(cloud.origin, { ...link, target, headers: [...link.headers, ['origin', 'https://portal.example']] });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, 'https://portal.example']);
  });

  test('a refusal carries the headers too, so that a page can read it', async () => {
    const link = await presignedGet(cloud, { bucket: 'box', key: 'missing', expiresIn: 60 });
    const answer = await send(cloud.origin, { ...link, headers: [...link.headers, ['origin', 'https://portal.example']] });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([404, 'https://portal.example']);
  });
});
