import { createHash, createHmac, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import { Refusal } from '../../domain/refusal.ts';
import { assertionStatement } from '../../domain/statement-kinds.ts';
import { fromAttributes, toAttributes } from '../../lambda/aws/attribute-values.ts';
import { fromAws } from '../../lambda/aws/aws-refusal.ts';
import { dynamoListingStore } from '../../lambda/aws/dynamo-listing-store.ts';
import { rawSignature } from '../../lambda/aws/ecdsa.ts';
import { kmsSigner, publicKeyOf } from '../../lambda/aws/kms-signer.ts';
import { presigner } from '../../lambda/aws/presign.ts';
import { s3Caller } from '../../lambda/aws/s3-call.ts';
import { elements, elementText } from '../../lambda/aws/xml.ts';
import { putAnyway, putNew, replace } from '../../lambda/register/store.ts';
import { dynamoListener } from '../support/desk/dynamo-listener.ts';
import { refusalOfAsync } from '../support/desk/refusals.ts';
import { noon } from '../support/desk/statements.ts';

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: randomBytes(30).toString('base64'),
  sessionToken: 'session+token/=',
};

async function listen(answer: (request: IncomingMessage, body: string) => { readonly status: number; readonly body: string }) {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    requests.push(`${request.method} ${request.url?.split('?')[0]}`);
    const { status, body: text } = answer(request, body);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.int() }).parse(server.address());
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { endpoint: `http://127.0.0.1:${port}`, requests, close };
}

describe('a DER signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  test('becomes the raw one of JWS, also where r or s is short or has its highest bit set', () => {
    for (let message = 0; message < 400; message += 1) {
      const content = Buffer.from(String(message));
      const raw = rawSignature(sign('sha256', content, privateKey));
      expect(raw).toHaveLength(64);
      expect(verify('sha256', content, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
    }
  });

  const good = sign('sha256', Buffer.from('x'), privateKey);
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a byte too few', good.subarray(0, -1)],
    ['a byte too many', Buffer.concat([good, Buffer.alloc(1)])],
    ['another tag', Buffer.concat([Buffer.of(0x31), good.subarray(1)])],
    ['an integer too long', Buffer.concat([Buffer.of(0x30, 38, 0x02, 33), Buffer.alloc(33, 1), Buffer.of(0x02, 1, 1)])],
    ['an integer of no bytes', Buffer.of(0x30, 5, 0x02, 0, 0x02, 1, 1)],
  ])('is refused where it is %s', (_what, der) => {
    expect(() => rawSignature(der)).toThrow();
  });
});

test('a public key that is not P-256 is refused', async () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  await expect(publicKeyOf(publicKey.export({ type: 'spki', format: 'der' }))).rejects.toThrow();
});

describe('signing with KMS', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const payload = {
    version: 1 as const,
    issuer: 'EG',
    audience: 'MA',
    person: 'judge.cairo',
    dispatchId: '0'.repeat(26),
    issuedAt: noon.toISOString(),
    expiresAt: noon.toISOString(),
  };

  test('sends the digest and gives a JWS that verifies', async () => {
    const seen: unknown[] = [];
    const kms = await listen((request, body) => {
      const input = JSON.parse(body);
      const operation = String(request.headers['x-amz-target']).split('.')[1];
      if (operation === 'GetPublicKey') {
        return { status: 200, body: JSON.stringify({ PublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') }) };
      }
      seen.push(input.MessageType, input.SigningAlgorithm, Buffer.from(input.Message, 'base64').length);
      // Node hashes what it signs, KMS is given the hash: the signature over the expected content lies ready under its digest
      return { status: 200, body: JSON.stringify({ Signature: Buffer.from(signDigest(input.Message)).toString('base64') }) };
    });
    const digests = new Map<string, Uint8Array>();
    const signDigest = (digest: string): Uint8Array => digests.get(digest) ?? new Uint8Array();
    try {
      const client = new KMSClient({ endpoint: kms.endpoint, region: 'eu-central-1', credentials });
      const { kid } = await publicKeyOf(publicKey.export({ type: 'spki', format: 'der' }));
      const input = [{ alg: 'ES256', typ: assertionStatement.typ, kid }, payload]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      digests.set(createHash('sha256').update(input).digest('base64'), sign('sha256', Buffer.from(input), privateKey));
      const jws = await kmsSigner('arn:aws:kms:eu-central-1:123456789012:key/k', client)(assertionStatement, payload);
      const [header = '', content = '', signature = ''] = jws.split('.');
      expect(`${header}.${content}`).toBe(input);
      expect(
        verify(
          'sha256',
          Buffer.from(input),
          { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' },
          Buffer.from(signature, 'base64url'),
        ),
      ).toBe(true);
      expect(seen).toEqual(['DIGEST', 'ECDSA_SHA_256', 32]);
    } finally {
      await kms.close();
    }
  });

  test.each([
    ['DisabledException', 'KeyUnavailable'],
    ['KMSInvalidStateException', 'KeyUnavailable'],
  ])('%s means %s', async (error, code) => {
    const kms = await listen(() => ({ status: 400, body: JSON.stringify({ __type: error, message: 'arn is disabled' }) }));
    try {
      const client = new KMSClient({ endpoint: kms.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
      expect((await refusalOfAsync(kmsSigner('k', client)(assertionStatement, payload)))?.code).toBe(code);
    } finally {
      await kms.close();
    }
  });
});

test('an error of AWS that means nothing to desks goes on as it is', async () => {
  const error = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  await expect(fromAws(() => Promise.reject(error))).rejects.toBe(error);
  expect(
    (await refusalOfAsync(fromAws(() => Promise.reject(Object.assign(new Error('slow'), { name: 'ThrottlingException' })))))?.code,
  ).toBe('Busy');
});

test('JSON goes to DynamoDB and comes back', () => {
  const item = { text: 'طلب', whole: 5_000_000_000_000, flag: false, list: [1, 'a', { deep: true }], empty: '', map: {} };
  expect(fromAttributes(toAttributes({ ...item, absent: undefined }))).toEqual(item);
  expect(toAttributes({ n: 1 })).toEqual({ n: { N: '1' } });
});

test.each([null, Number.NaN, Number.POSITIVE_INFINITY, () => 1, 1n])('%p is no JSON value', (value) => {
  expect(() => toAttributes({ value })).toThrow(TypeError);
});

describe('the register in DynamoDB', () => {
  const open = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'register-'));
    const listener = await dynamoListener(folder);
    const client = new DynamoDBClient({ endpoint: listener.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
    const store = dynamoListingStore({ register: 'register', ledger: 'ledger' }, client);
    const close = async () => {
      client.destroy();
      await listener.close();
      await rm(folder, { recursive: true });
    };
    return { store, close };
  };

  test('keeps conditions, writes all or nothing, and says which expectation failed', async () => {
    const { store, close } = await open();
    try {
      const one = { pk: 'A', sk: '1', revision: 1, text: 'x' };
      const line = { table: 'ledger' as const, item: { country: 'MA', sequence: 1, kind: 'First' } };
      expect(await store.get(one)).toBeUndefined();
      expect(await store.commit([putNew(one), line])).toEqual({ done: true });
      expect(await store.commit([putAnyway({ pk: 'B', sk: '1' }), putNew(one)])).toEqual({ done: false, unmet: [1] });
      expect(await store.get({ pk: 'B', sk: '1' })).toBeUndefined();
      expect(await store.commit([replace(one, { text: 'y' })])).toEqual({ done: true });
      expect(await store.commit([replace(one, { text: 'z' })])).toEqual({ done: false, unmet: [0] });
      expect(await store.commit([putAnyway({ pk: 'C', sk: '1' }), line])).toEqual({ done: false, unmet: [1] });
      expect(await store.get(one)).toEqual({ ...one, text: 'y', revision: 2 });
    } finally {
      await close();
    }
  });

  test('finds a case oldest first, only what lies in a box, and what lies below a dispatch by its beginning', async () => {
    const { store, close } = await open();
    try {
      const of = (id: string, boxSk?: string) => putNew({ pk: id, sk: 'DISPATCH', case: 'EG/1', ...(boxSk && { boxPk: 'IN', boxSk }) });
      await store.commit([of('b', '2026-02#b'), of('a', '2026-01#a'), of('c', '2026-03#c'), of('rejected')]);
      await store.commit([putNew({ pk: 'other', sk: 'DISPATCH', case: 'EG/10', boxPk: 'IN', boxSk: '2026-01#o' })]);
      await store.commit(['REPLY#1', 'RECEIPT#1', 'TEXT#1'].map((sk) => putNew({ pk: 'a', sk })));
      expect((await store.ofCase('EG/1', 100)).map((item) => Object(item).pk)).toEqual(['a', 'b', 'c']);
      expect((await store.ofCase('EG/1', 2)).map((item) => Object(item).pk)).toEqual(['a', 'b']);
      expect((await store.below('a', 'RE')).map((item) => Object(item).sk)).toEqual(['RECEIPT#1', 'REPLY#1']);
    } finally {
      await close();
    }
  });

  test('lists what belongs together in order, and a box newest first, page by page', async () => {
    const { store, close } = await open();
    try {
      const items = ['3', '1', '2'].map((sk) => ({ pk: 'DISPATCH#a', sk, boxPk: 'IN', boxSk: `2026-0${sk}#a` }));
      await store.commit(items.map(putNew));
      await store.commit([putNew({ pk: 'DISPATCH#b', sk: '1', boxPk: 'OUT', boxSk: '2026-09#b' })]);
      expect((await store.list('DISPATCH#a')).map((item) => Object(item).sk)).toEqual(['1', '2', '3']);
      const [first, second] = await store.box({ boxPk: 'IN', limit: 2 });
      expect([Object(first).sk, Object(second).sk]).toEqual(['3', '2']);
      const after = { pk: 'DISPATCH#a', sk: '2', boxSk: '2026-02#a' };
      expect((await store.box({ boxPk: 'IN', limit: 2, after })).map((item) => Object(item).sk)).toEqual(['1']);
    } finally {
      await close();
    }
  });
});

describe('a presigned request', () => {
  const presign = presigner({ region: 'eu-central-1' }, () => noon);
  const get = { method: 'GET' as const, bucket: 'box', key: 'id/1', lifetimeSeconds: 300 };

  test('is the one that the documentation of Signature Version 4 describes', async () => {
    // recomputed here from the definition (docs: Amazon S3 API, "Authenticating Requests: Using Query Parameters")
    const { url } = await presign({ ...get, query: { versionId: "v'1 (x)*", 'response-content-type': 'a/b' } }, credentials);
    const { search, pathname, host, searchParams } = new URL(url);
    const pairs = search.slice(1).split('&');
    const canonicalQuery = pairs
      .filter((pair) => !pair.startsWith('X-Amz-Signature='))
      .sort()
      .join('&');
    const canonical = ['GET', pathname, canonicalQuery, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
    const scope = '20261123/eu-central-1/s3/aws4_request';
    const toSign = ['AWS4-HMAC-SHA256', '20261123T120000Z', scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
    const key = ['20261123', 'eu-central-1', 's3', 'aws4_request'].reduce<string | Buffer>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      `AWS4${credentials.secretAccessKey}`,
    );
    expect(searchParams.get('X-Amz-Signature')).toBe(createHmac('sha256', key).update(toSign).digest('hex'));
    expect(searchParams.get('X-Amz-Security-Token')).toBe(credentials.sessionToken);
    expect(searchParams.get('versionId')).toBe("v'1 (x)*");
  });

  test('goes to the bucket’s own host at AWS, and by path to an endpoint', async () => {
    expect((await presign(get, credentials)).url).toMatch(/^https:\/\/box\.s3\.eu-central-1\.amazonaws\.com\/id\/1\?/);
    const local = presigner({ region: 'eu-central-1', endpoint: 'http://127.0.0.1:4566' }, () => noon);
    expect((await local(get, credentials)).url).toMatch(/^http:\/\/127\.0\.0\.1:4566\/box\/id\/1\?/);
  });

  test('ends when it says it ends', async () => {
    const odd = presigner({ region: 'eu-central-1' }, () => new Date('2026-11-23T12:00:00.999Z'));
    const { url, expiresAt } = await odd(get, credentials);
    expect(new URL(url).searchParams.get('X-Amz-Date')).toBe('20261123T120000Z');
    expect(expiresAt).toBe('2026-11-23T12:05:00.000Z');
  });
});

describe('a call to S3', () => {
  const world = { pause: async () => undefined };
  const callOf = (endpoint: string) =>
    s3Caller(
      presigner({ region: 'eu-central-1', endpoint }, () => noon),
      world,
    );
  const error = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;

  test.each([
    ['a disabled key', 400, error('KMS.DisabledException'), 'KeyUnavailable', 1],
    ['too many requests', 503, error('SlowDown'), 'Busy', 3],
    ['an error without a word', 500, '', 'Busy', 3],
    ['a failure that begins with 200', 200, error('InternalError'), 'Busy', 3],
  ])('%s is %s %#', async (_what, status, body, code, times) => {
    const s3 = await listen(() => ({ status, body }));
    try {
      const asked = callOf(s3.endpoint)({ method: 'POST', bucket: 'box', key: 'id/1', body: '<x/>' }, credentials);
      expect((await refusalOfAsync(asked))?.code).toBe(code);
      expect(s3.requests).toEqual(Array(times).fill('POST /box/id/1'));
    } finally {
      await s3.close();
    }
  });

  test('gives back what S3 said otherwise', async () => {
    const s3 = await listen(() => ({ status: 404, body: error('NoSuchUpload') }));
    try {
      expect(await callOf(s3.endpoint)({ method: 'GET', bucket: 'box', key: 'id/1' }, credentials)).toMatchObject({
        status: 404,
        errorCode: 'NoSuchUpload',
      });
    } finally {
      await s3.close();
    }
  });

  test('is Busy where nobody listens', async () => {
    await expect(callOf('http://127.0.0.1:1')({ method: 'GET', bucket: 'box', key: 'id/1' }, credentials)).rejects.toThrow(Refusal);
  });
});

test('XML of S3 is read with its entities', () => {
  const xml = '<A><Part><ETag>&quot;a&#34;&#x26;&amp;lt;</ETag></Part><Part><ETag>b</ETag></Part></A>';
  expect(elements(xml, 'Part').map((part) => elementText(part, 'ETag'))).toEqual(['"a"&&lt;', 'b']);
  expect(elementText(xml, 'Size')).toBeUndefined();
});
