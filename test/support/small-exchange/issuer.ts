import { createHash, randomBytes } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import { answerJson, type Visit } from './web.ts';

/** One country's identity provider: a form with a cookie, a redirect, code + PKCE (S256), one-time codes. */
export interface Issuer {
  readonly visit: (path: string, visit: Visit) => Promise<void>;
  readonly isValid: (accessToken: string) => boolean;
  /** Makes every token given so far worthless. */
  readonly revoke: () => void;
  /** How often somebody got a token. */
  readonly signIns: () => number;
}

export interface IssuerSetup {
  readonly base: () => string;
  readonly username: string;
  readonly password: string;
  readonly lifetimeSeconds: number;
}

export async function makeIssuer({ base, username, password, lifetimeSeconds }: IssuerSetup): Promise<Issuer> {
  const { privateKey } = await generateKeyPair('ES256');
  const pending = new Map<string, URLSearchParams>();
  const codes = new Map<string, URLSearchParams>();
  const tokens = new Set<string>();
  let count = 0;

  const form = (uid: string): string =>
    `<html><form method="post" action="${base()}/sign-in/${uid}"><input type="hidden" name="csrf" value="a&amp;b">
     <input name="username"><input name="password" type="password"><button>go</button></form></html>`;

  const signInForm = async (uid: string, { request, response, method, body }: Visit): Promise<void> => {
    if (!request.headers.cookie?.includes(`uid=${uid}`)) return void response.writeHead(400).end('no cookie');
    const given = new URLSearchParams(method === 'POST' ? String(await body()) : '');
    const isRight = given.get('username') === username && given.get('password') === password && given.get('csrf') === 'a&b';
    if (!isRight) return void response.writeHead(200, { 'content-type': 'text/html' }).end(form(uid));
    response.writeHead(303, { location: `${base()}/resume/${uid}` }).end();
  };

  const token = async ({ response, body }: Visit): Promise<void> => {
    const given = new URLSearchParams(String(await body()));
    const asked = codes.get(given.get('code') ?? '');
    codes.delete(given.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(given.get('code_verifier') ?? '')
      .digest('base64url');
    if (!asked || challenge !== asked.get('code_challenge')) return answerJson(response, 400, { error: 'invalid_grant' });
    const accessToken = randomBytes(16).toString('hex');
    tokens.add(accessToken);
    count++;
    const idToken = await new SignJWT({ nonce: asked.get('nonce') })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(base())
      .setSubject(username)
      .setAudience(asked.get('client_id') ?? '')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    answerJson(response, 200, { access_token: accessToken, token_type: 'Bearer', expires_in: lifetimeSeconds, id_token: idToken });
  };

  return {
    isValid: (accessToken) => tokens.has(accessToken),
    revoke: () => tokens.clear(),
    signIns: () => count,
    visit: async (path, visit) => {
      const { response, url } = visit;
      const [, step = '', uid = ''] = path.split('/');
      if (path === '/.well-known/openid-configuration') {
        return answerJson(response, 200, {
          issuer: base(),
          authorization_endpoint: `${base()}/auth`,
          token_endpoint: `${base()}/token`,
          jwks_uri: `${base()}/jwks`,
          id_token_signing_alg_values_supported: ['ES256'],
        });
      }
      if (step === 'auth') {
        const started = randomBytes(8).toString('hex');
        pending.set(started, url.searchParams);
        response
          .writeHead(303, { location: `sign-in/${started}`, 'set-cookie': [`uid=${started}; path=/; httponly`, 'other=1; path=/'] })
          .end();
        return;
      }
      if (step === 'sign-in') return signInForm(uid, visit);
      if (step === 'token') return token(visit);
      const asked = pending.get(uid);
      if (step !== 'resume' || !asked) return void response.writeHead(404).end();
      const code = randomBytes(8).toString('hex');
      codes.set(code, asked);
      response.writeHead(303, { location: `${asked.get('redirect_uri')}?code=${code}&state=${asked.get('state')}` }).end();
    },
  };
}
