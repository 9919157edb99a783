import { createHash, generateKeyPair, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Configuration, JWK, Provider } from 'oidc-provider';
import * as z from 'zod';
import type { Pool, PoolClient } from '../oidc.ts';
import { readPrivateJson, writePrivateJson } from '../private-file.ts';
import { pageHeaders, sendPage, sendStyle, sendText } from '../web-listener.ts';
import { readBody } from '../wire/body.ts';
import type { PoolAccounts } from './accounts.ts';
import { loadProvider } from './library.ts';
import { memoryAdapter } from './memory.ts';
import { languageFrom, signInPage } from './sign-in-page.ts';
import { signInStyle } from './sign-in-style.ts';

export interface IdentityProviderProps {
  readonly pool: Pool;
  readonly accounts: PoolAccounts;
  readonly stateDir: string;
  readonly report: (line: string) => void;
}

const keysFile = z.object({ jwk: z.record(z.string(), z.unknown()), cookieKey: z.string() });

/** One country's OpenID provider with its own keys and sign-in page; access tokens have the claims of Cognito's. */
export class IdentityProvider {
  private readonly props: IdentityProviderProps;
  private readonly provider: Provider;
  private readonly path: string;

  static async make(props: IdentityProviderProps): Promise<IdentityProvider> {
    const keys = await keysOf(join(props.stateDir, `${props.pool.id}.json`));
    const Made = await loadProvider();
    return new IdentityProvider(props, new Made(props.pool.issuer, configuration(props, keys)));
  }

  private constructor(props: IdentityProviderProps, provider: Provider) {
    this.props = props;
    this.path = new URL(props.pool.issuer).pathname;
    this.provider = provider;
    provider.on('server_error', (_context, error) => props.report(`identity: ${error.stack ?? error.message}`));
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const full = request.url ?? '/';
    const inner = full.slice(this.path.length) || '/';
    const [, first, uid] = inner.split('?')[0]?.split('/') ?? [];
    if (first === styleFile) return sendStyle(response, signInStyle);
    if (first === 'interaction' && uid) return this.interact(request, response);
    // how the provider learns that it is mounted below a path
    Object.assign(request, { originalUrl: full, url: inner });
    await this.provider.callback()(request, response);
  }

  private async interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { accounts, pool } = this.props;
    const details = await this.provider.interactionDetails(request, response).catch(() => undefined);
    if (!details) return sendText(response, 400, 'This sign-in has expired. Go back and begin again.');
    const language = languageFrom(details.params.ui_locales);
    const shown = { pool: pool.name, accounts: accounts.all(), style: `${this.path}/${styleFile}`, ...(language && { language }) };
    if (request.method !== 'POST') return sendPage(response, signInPage(shown));
    const form = new URLSearchParams((await readBody(request, 10_000)).toString('utf8'));
    const username = form.get('username')?.trim() ?? '';
    const verdict = accounts.check(username, form.get('password') ?? '');
    if (verdict !== 'right') {
      response.writeHead(verdict === 'locked' ? 429 : 401, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' });
      response.end(signInPage({ ...shown, problem: verdict }));
      return;
    }
    await this.provider.interactionFinished(request, response, { login: { accountId: username } }, { mergeWithLastSubmission: false });
  }
}

const styleFile = 'sign-in.css';
const resource = 'urn:exchange:desk';

function configuration({ pool, accounts }: IdentityProviderProps, { jwk, cookieKey }: z.infer<typeof keysFile>): Configuration {
  const path = new URL(pool.issuer).pathname;
  const clients = [...pool.clients.values()];
  const [first] = clients;
  const scopes = [...new Set(clients.flatMap((client) => client.scopes))];
  return {
    clients: clients.map((client) => clientMetadata(client)),
    jwks: { keys: [jwkSchema.parse(jwk)] },
    cookies: { keys: [cookieKey] },
    adapter: memoryAdapter(),
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub'] },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: scopes.filter((scope) => scope !== 'openid').join(' '),
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: first?.accessTokenSeconds ?? 3600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    ttl: {
      Session: 3600,
      Grant: 28_800,
      Interaction: 600,
      IdToken: 3600,
      RefreshToken: first?.refreshTokenSeconds ?? 28_800,
      AuthorizationCode: 60,
      AccessToken: 3600,
    },
    interactions: { url: (_context, interaction) => `${path}/interaction/${interaction.uid}` },
    renderError: (context, { error, error_description }) => {
      context.set(pageHeaders);
      context.type = 'text/plain; charset=utf-8';
      context.body = `${error}: ${error_description ?? ''}\n`;
    },
    issueRefreshToken: async () => true,
    clientBasedCORS: () => true,
    findAccount: async (_context, username) =>
      accounts.admits(username) ? { accountId: username, claims: async () => ({ sub: username }) } : undefined,
    loadExistingGrant: async (context) => {
      const { client, session, provider } = context.oidc;
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid offline_access');
      grant.addResourceScope(resource, scopes.filter((scope) => scope !== 'openid').join(' '));
      await grant.save();
      return grant;
    },
    formats: {
      customizers: { jwt: (_context, token, parts) => void Object.assign(parts.payload, cognitoClaims(parts.payload, token.jti)) },
    },
  };
}

const jwkSchema = z.custom<JWK>((value) => z.object({ kty: z.literal('RSA') }).safeParse(value).success);

function clientMetadata(client: PoolClient) {
  return {
    client_id: client.id,
    // 'native' would ask for consent at every sign-in
    application_type: 'web' as const,
    token_endpoint_auth_method: 'none' as const,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
    redirect_uris: [...client.callbackUrls],
    post_logout_redirect_uris: [...client.logoutUrls],
  };
}

/**
 * docs: "Understanding the access token" of Amazon Cognito: `username`, `token_use`, `client_id`. Cognito
 * leaves `aud` out, which the library does not allow: it names the client, whom an authorizer would find in `client_id`.
 */
function cognitoClaims(payload: Readonly<Record<string, unknown>>, jti: string | undefined) {
  return { aud: payload.client_id, token_use: 'access', username: payload.sub, version: 2, origin_jti: jti };
}

async function keysOf(file: string): Promise<z.infer<typeof keysFile>> {
  const known = await readPrivateJson(file, keysFile);
  if (known) return known;
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 43);
  const made = { jwk: { ...jwk, kid, use: 'sig', alg: 'RS256' }, cookieKey: randomBytes(32).toString('base64url') };
  await writePrivateJson(file, made);
  return made;
}
