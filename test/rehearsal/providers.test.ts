import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

const redirect = 'http://localhost:8976/callback';
let rehearsing: Rehearsing;

beforeAll(async () => {
  rehearsing = await rehearse();
});

afterAll(() => rehearsing.end());

const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

function country(code = 'MA') {
  const found = rehearsing.rehearsal().endpoints.countries[code];
  const [magistrate] = found?.magistrates ?? [];
  if (!found || !magistrate) throw new Error(`no country ${code}`);
  return { ...found, magistrate };
}

const metadata = z.object({ authorization_endpoint: z.string(), token_endpoint: z.string(), jwks_uri: z.string() });
const directorySchema = z.object({ issuer: z.string(), clientId: z.string() });

async function discovered(code = 'MA') {
  const { issuer } = country(code);
  return metadata.parse(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json());
}

/** The client's id, from the country's entry in the directory that members read. */
async function clientId(code = 'MA'): Promise<string> {
  const jws = await (await fetch(rehearsing.rehearsal().endpoints.directory)).text();
  const payload: unknown = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const { members } = z.object({ members: z.array(z.object({ country: z.string(), signIn: directorySchema })) }).parse(payload);
  const entry = members.find((member) => member.country === code);
  if (!entry) throw new Error(`no entry of ${code}`);
  return entry.signIn.clientId;
}

async function authorization(over: Readonly<Record<string, string | undefined>> = {}): Promise<URL> {
  const url = new URL((await discovered()).authorization_endpoint);
  const asked: Readonly<Record<string, string | undefined>> = {
    client_id: await clientId(),
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'openid desk/act',
    state: 'state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...over,
  };
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

/** A person without a browser: follows redirects and keeps cookies. Ends at the client's address, or at a page. */
class Visitor {
  readonly #cookies = new Map<string, string>();

  async go(
    url: URL,
    form?: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: URL; readonly status: number; readonly text: string }> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) return { url, status: response.status, text: await response.text() };
    const next = new URL(location, url);
    if (next.href.startsWith(redirect)) return { url: next, status: 302, text: '' };
    return this.go(next);
  }
}

async function signedIn(visitor: Visitor, over: Readonly<Record<string, string | undefined>> = {}, password?: string) {
  const page = await visitor.go(await authorization(over));
  const { magistrate } = country();
  const action = /<form[^>]*action="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&#38;', '&') ?? page.url.href;
  return visitor.go(new URL(action, page.url), { username: magistrate.username, password: password ?? magistrate.password });
}

async function redeem(code: string, over: Readonly<Record<string, string>> = {}) {
  const response = await fetch((await discovered()).token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      client_id: await clientId(),
      code_verifier: verifier,
      ...over,
    }),
  });
  const body: unknown = await response.json();
  return {
    status: response.status,
    body: z.looseObject({ error: z.string().optional(), access_token: z.string().optional() }).parse(body),
  };
}

const codeIn = (url: URL) => url.searchParams.get('code') ?? '';

test('gives a person with name and password an access token for the desk, once', async () => {
  const { url } = await signedIn(new Visitor());
  expect(url.searchParams.get('state')).toBe('state');
  const first = await redeem(codeIn(url));
  expect(first).toMatchObject({ status: 200, body: { token_type: 'Bearer', scope: expect.stringContaining('desk/act') } });
  const second = await redeem(codeIn(url));
  expect(second).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test.each([
  ['another verifier', { code_verifier: randomBytes(32).toString('base64url') }],
  ['another address', { redirect_uri: 'http://localhost:9999/callback' }],
])('gives no token for %s', async (_what, over) => {
  const { url } = await signedIn(new Visitor());
  expect(await redeem(codeIn(url), over)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('gives no token for a code that another client redeems', async () => {
  const { url } = await signedIn(new Visitor());
  const answer = await redeem(codeIn(url), { client_id: await clientId('EG') });
  expect(answer.body.access_token).toBeUndefined();
  expect(answer.status).toBeGreaterThanOrEqual(400);
});

test.each([
  ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
  ['plain PKCE', { code_challenge: verifier, code_challenge_method: 'plain' }],
  ['the implicit flow', { response_type: 'token' }],
])('refuses %s', async (_what, over) => {
  const { url, text } = await new Visitor().go(await authorization(over));
  expect(url.href + text).toMatch(/invalid_request|unsupported_response_type|unauthorized_client/);
  expect(text).not.toContain('password');
});

test.each([
  ['an address that is not registered', { redirect_uri: 'https://portal.example.evil.example' }],
  ['an address below a registered one', { redirect_uri: `${redirect}/../../evil` }],
  ['an unknown client', { client_id: 'unknown' }],
])('shows its own page, and sends nobody anywhere, for %s', async (_what, over) => {
  const { url, status } = await new Visitor().go(await authorization(over));
  expect({ status, host: url.host }).toEqual({ status: 400, host: new URL(country().issuer).host });
});

test('a wrong password signs nobody in, and says no more than that', async () => {
  const { url, text } = await signedIn(new Visitor(), {}, 'wrong');
  expect(url.searchParams.get('code')).toBeNull();
  expect(text).toContain('role="alert"');
});

test('signing keys and accounts survive a restart; a token from before still opens the desk', async () => {
  const { url } = await signedIn(new Visitor());
  const { body } = await redeem(codeIn(url));
  const keys = async () => (await fetch((await discovered()).jwks_uri)).text();
  const path = (address: string) => new URL(address).pathname;
  const [before, issuer] = [await keys(), path(country().issuer)];
  await rehearsing.restart();
  expect([await keys(), path(country().issuer)]).toEqual([before, issuer]);
  expect((await signedIn(new Visitor())).url.searchParams.get('code')).toBeTruthy();
  expect(body.access_token).toBeTruthy();
});
