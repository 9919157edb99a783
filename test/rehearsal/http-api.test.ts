import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { exportJWK, SignJWT } from 'jose';
import { Gateway, type HttpApi } from '../../rehearsal/http-api/gateway.ts';
import { RateLimit } from '../../rehearsal/http-api/rate-limit.ts';

const now = new Date('2026-03-02T10:00:00Z');
const seconds = Math.floor(now.getTime() / 1000);
const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });

const reports: string[] = [];
const gateway = new Gateway({
  cloud: { accountId: '111122223333', region: 'eu-south-1', now: () => now, report: (line) => reports.push(line) },
  // answers with the event that the function would get
  lambda: { invokeAs: async (_caller, arn, event) => answer(arn, event) },
});
let provider: Server;
let server: Server;
let issuer = '';
let api: HttpApi;

async function answer(arn: string, event: unknown) {
  if (arn.endsWith(':broken')) return { ok: false as const, error: { errorType: 'Error', errorMessage: 'secret detail', trace: [] } };
  return {
    ok: true as const,
    payload: JSON.stringify({ statusCode: 200, body: JSON.stringify(event), headers: { 'content-type': 'application/json' } }),
  };
}

beforeAll(async () => {
  provider = createServer(async (request, response) => {
    const keys = [{ ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'RS256', use: 'sig' }];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url?.endsWith('/keys') ? { keys } : { issuer, jwks_uri: `${issuer}/keys` }));
  });
  issuer = `http://127.0.0.1:${await listening(provider)}`;
  const authorization = { authorizerId: 'jwt', scopes: ['desk/act'] };
  api = {
    id: 'api',
    deployed: true,
    cors: {
      AllowOrigins: ['https://portal.example'],
      AllowMethods: ['GET', 'POST'],
      AllowHeaders: ['authorization'],
      ExposeHeaders: ['x-a'],
      MaxAge: 60,
    },
    routes: new Map([
      ['one', { key: 'GET /dispatches/{id}', integrationId: 'echo', authorization }],
      ['deposit', { key: 'POST /deposits', integrationId: 'echo' }],
      ['broken', { key: 'GET /broken', integrationId: 'broken' }],
    ]),
    integrations: new Map([
      ['echo', { functionArn: 'arn:aws:lambda:eu-south-1:111122223333:function:echo', timeoutMs: 5000 }],
      ['broken', { functionArn: 'arn:aws:lambda:eu-south-1:111122223333:function:broken', timeoutMs: 5000 }],
    ]),
    authorizers: new Map([['jwt', { issuer, audience: ['magistrates'] }]]),
  };
  server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const limited = path.startsWith('/limited') ? { ...api, limit: spent } : api;
    void gateway.serve({ api: limited, request, response, path: path.replace('/limited', ''), requestId: 'request-1' });
  });
  origin = `http://127.0.0.1:${await listening(server)}`;
});

const spent = new RateLimit(0, 1);
let origin = '';

afterAll(async () => {
  for (const each of [provider, server]) await new Promise((resolve) => each.close(resolve));
});

function listening(made: Server): Promise<number> {
  return new Promise((resolve) => {
    made.listen(0, '127.0.0.1', () => {
      const address = made.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

interface Tweak {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly alg?: string;
  readonly kid?: string;
  readonly key?: KeyObject | Uint8Array;
}

const good = { client_id: 'magistrates', scope: 'openid desk/act', sub: 'amina', token_use: 'access' };

function token({ claims = {}, alg = 'RS256', kid = 'own', key = own.privateKey }: Tweak = {}): Promise<string> {
  return new SignJWT({ iss: issuer, iat: seconds - 10, exp: seconds + 600, ...good, ...claims }).setProtectedHeader({ alg, kid }).sign(key);
}

function unsigned(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ iss: issuer, exp: seconds + 600, ...good })}.`;
}

const get = (authorization?: string) => fetch(`${origin}/dispatches/abc?x=1&x=2`, { headers: { ...(authorization && { authorization }) } });
const publicPem = own.publicKey.export({ type: 'spki', format: 'pem' });

const refused: readonly (readonly [string, number, () => Promise<string | undefined> | string | undefined])[] = [
  ['no token', 401, () => undefined],
  ['no JWT', 401, () => 'Bearer something'],
  ['another issuer', 401, async () => `Bearer ${await token({ claims: { iss: 'https://elsewhere.example' } })}`],
  ['another country’s key', 401, async () => `Bearer ${await token({ key: other.privateKey })}`],
  ['a key id that the issuer does not publish', 401, async () => `Bearer ${await token({ kid: '../../own' })}`],
  ['another client', 401, async () => `Bearer ${await token({ claims: { client_id: 'somebody' } })}`],
  ['another audience', 401, async () => `Bearer ${await token({ claims: { aud: 'somebody' } })}`],
  ['a token that has expired', 401, async () => `Bearer ${await token({ claims: { exp: seconds - 1 } })}`],
  ['a token without an end', 401, async () => `Bearer ${await token({ claims: { exp: undefined } })}`],
  ['a token that is not valid yet', 401, async () => `Bearer ${await token({ claims: { nbf: seconds + 60 } })}`],
  ['alg none', 401, () => `Bearer ${unsigned()}`],
  ['HS256 with the public key as secret', 401, async () => `Bearer ${await token({ alg: 'HS256', key: Buffer.from(publicPem) })}`],
  ['another scope', 403, async () => `Bearer ${await token({ claims: { scope: 'openid' } })}`],
  [
    'an ID token',
    403,
    async () => `Bearer ${await token({ claims: { aud: 'magistrates', client_id: undefined, scope: undefined, token_use: 'id' } })}`,
  ],
];

test.each(refused)('refuses %s with %i', async (_what, status, header) => {
  const response = await get(await header());
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ message: status === 401 ? 'Unauthorized' : 'Forbidden' });
});

test('hands a function what the caller proved, as texts, and the path and query as they came', async () => {
  const response = await get(`Bearer ${await token({ claims: { 'cognito:groups': ['duty'] } })}`);
  expect(await response.json()).toMatchObject({
    version: '2.0',
    routeKey: 'GET /dispatches/{id}',
    rawQueryString: 'x=1&x=2',
    queryStringParameters: { x: '1,2' },
    pathParameters: { id: 'abc' },
    isBase64Encoded: false,
    requestContext: { authorizer: { jwt: { claims: { sub: 'amina', 'cognito:groups': '["duty"]' }, scopes: ['desk/act'] } } },
  });
});

test.each([
  ['GET', '/nowhere'],
  ['DELETE', '/dispatches/abc'],
  ['GET', '/dispatches/abc/more'],
  ['POST', '/deposits/'],
])('knows no route for %s %s', async (method, path) => {
  const response = await fetch(origin + path, { method });
  expect({ status: response.status, body: await response.json() }).toEqual({ status: 404, body: { message: 'Not Found' } });
});

test('refuses a body above 10 MB and takes one of exactly that size', async () => {
  const post = (bytes: number) =>
    fetch(`${origin}/deposits`, { method: 'POST', body: 'a'.repeat(bytes), headers: { 'content-type': 'text/plain' } });
  expect((await post(10 * 2 ** 20)).status).toBe(200);
  expect((await post(10 * 2 ** 20 + 1)).status).toBe(413);
});

test('refuses headers above 10,240 bytes', async () => {
  const response = await fetch(`${origin}/deposits`, { method: 'POST', headers: { 'x-long': 'a'.repeat(10_240) } });
  expect(response.status).toBe(431);
});

test('hands bytes over in base64, text as it is', async () => {
  const post = async (type: string) =>
    (await fetch(`${origin}/deposits`, { method: 'POST', body: Buffer.from([1, 200, 3]), headers: { 'content-type': type } })).json();
  expect(await post('application/octet-stream')).toMatchObject({
    isBase64Encoded: true,
    body: Buffer.from([1, 200, 3]).toString('base64'),
  });
  expect(await post('application/json')).toMatchObject({ isBase64Encoded: false });
});

test('answers 429 when the stage’s rate is used up', async () => {
  const statuses = [
    await fetch(`${origin}/limited/deposits`, { method: 'POST' }),
    await fetch(`${origin}/limited/deposits`, { method: 'POST' }),
  ];
  expect(statuses.map(({ status }) => status)).toEqual([200, 429]);
});

test('says nothing of what broke in a function', async () => {
  const response = await fetch(`${origin}/broken`);
  expect({ status: response.status, text: await response.text() }).toEqual({ status: 500, text: '{"message":"Internal Server Error"}' });
});

/** `fetch` sends no Origin of its own choosing. */
function asPage(method: string, from: string): Promise<{ readonly status?: number; readonly headers: Readonly<Record<string, unknown>> }> {
  return new Promise((resolve, reject) => {
    const asking = httpRequest(`${origin}/deposits`, {
      method,
      headers: { origin: from, ...(method === 'OPTIONS' && { 'access-control-request-method': 'POST' }) },
    });
    asking.on('error', reject).on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    });
    asking.end();
  });
}

test.each(['OPTIONS', 'POST'])('tells the portal’s pages, and no others, that they may ask: %s', async (method) => {
  const ours = await asPage(method, 'https://portal.example');
  expect(ours.headers['access-control-allow-origin']).toBe('https://portal.example');
  const theirs = await asPage(method, 'https://portal.example.evil.example');
  expect(theirs.headers['access-control-allow-origin']).toBeUndefined();
});
