import { request as httpRequest } from 'node:http';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { capturingHandler, errorCode, type RawRequest, REGION, s3Client, send } from '../support/aws-requests.ts';
import { type EchoListener, openEchoListener } from '../support/echo-listener.ts';

const CREDENTIALS = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'standing-secret' };
const MAX_BODY_BYTES = 16 * 1024 * 1024;

let cloud: EchoListener;
beforeEach(async () => {
  cloud = await openEchoListener([CREDENTIALS]);
});
afterEach(() => cloud.close());

const config = () => ({ endpoint: cloud.origin, region: REGION, credentials: CREDENTIALS });

const ofLength = (raw: RawRequest, sizeBytes: number): RawRequest => ({
  ...raw,
  body: Buffer.alloc(sizeBytes),
  headers: raw.headers.map(([name, value]) => [name, name.toLowerCase() === 'content-length' ? String(sizeBytes) : value] as const),
});

test.each([
  [MAX_BODY_BYTES, '400 InvalidSignatureException'],
  [MAX_BODY_BYTES + 1, '413 RequestEntityTooLarge'],
])('reads %d bytes to verify a signature, and not one more than 16 MiB', async (sizeBytes, expected) => {
  const { handler, captured } = capturingHandler();
  const raw = await captured(new KMSClient({ ...config(), requestHandler: handler }).send(new ListKeysCommand({ Limit: 7 })));
  const response = await send(cloud.origin, ofLength(raw, sizeBytes));
  expect(`${response.status} ${errorCode(response)}`).toBe(expected);
});

test('says NotImplemented for a service that nobody rehearses', async () => {
  await expect(new SESv2Client({ ...config(), maxAttempts: 1 }).send(new GetAccountCommand({}))).rejects.toMatchObject({
    name: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  });
});

test('answers a broken service with InternalError, tells the terminal and not the client why', async () => {
  const response = await send(cloud.origin, {
    method: 'PUT',
    target: '/bucket/key',
    headers: [
      ['host', new URL(cloud.origin).host],
      ['x-break', 'the disk is on fire'],
    ],
  });
  expect(`${response.status} ${errorCode(response)}`).toBe('500 InternalError');
  expect(response.text).not.toContain('fire');
  expect(cloud.reports.join()).toContain('the disk is on fire');
});

test('gives every answer a request id', async () => {
  const headers = [['host', new URL(cloud.origin).host]] as const;
  const response = await send(cloud.origin, { method: 'GET', target: '/bucket/../key', headers });
  expect(response.headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/);
  expect(response.text).toContain(`<RequestId>${response.headers['x-amz-request-id']}</RequestId>`);
});

test('sends no body to HEAD', async () => {
  const headers = [['host', new URL(cloud.origin).host]] as const;
  const response = await send(cloud.origin, { method: 'HEAD', target: '/bucket?a=1&a=2', headers });
  expect([response.status, response.text]).toEqual([400, '']);
});

test('asks for a body only after the signature was verified', async () => {
  const { handler, captured } = capturingHandler();
  const client = s3Client({ origin: cloud.origin, credentials: CREDENTIALS, requestHandler: handler });
  const raw = await captured(client.send(new PutObjectCommand({ Bucket: 'drop-box', Key: 'k', Body: 'four' })));
  expect(await expecting(raw)).toEqual({ continued: true, status: 200 });
  expect(await expecting({ ...raw, target: '/drop-box/other' })).toEqual({ continued: false, status: 403 });
});

/** Sends the head with `Expect: 100-continue`, and the body only when asked for it. */
const expecting = (raw: RawRequest): Promise<{ readonly continued: boolean; readonly status: number | undefined }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(cloud.origin);
    const headers = [...raw.headers.filter(([name]) => name !== 'expect'), ['expect', '100-continue'] as const].flat();
    const request = httpRequest({ hostname, port, method: raw.method, path: raw.target, headers, setHost: false, agent: false });
    let continued = false;
    request.on('continue', () => {
      continued = true;
      request.end(raw.body);
    });
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve({ continued, status: response.statusCode }));
      if (!continued) request.destroy();
      response.on('close', () => resolve({ continued, status: response.statusCode }));
    });
    request.on('error', (error) => (continued ? reject(error) : undefined));
    request.flushHeaders();
  });
