import * as oauth from 'oauth4webapi';
import type { DirectoryEntry } from '../domain/directory.ts';
import { safeAddress } from './address.ts';
import { Failure } from './failure.ts';

export interface AccessToken {
  readonly accessToken: string;
  readonly expiresAt: string;
}

export interface SignInConditions {
  readonly now: () => Date;
  readonly allowPlainHttp: boolean;
  /** As registered with the provider. */
  readonly redirectUri: string;
  /** Language of the provider's pages (OpenID Connect Core, `ui_locales`). @default the provider's */
  readonly uiLocales?: string;
}

/** A sign-in under way: where to send the person, and what is kept for the answer. Holds no token. */
export interface BegunSignIn {
  readonly url: string;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** Authorization code with PKCE (RFC 7636) as the country's directory entry describes its provider. Throws SignInFailed or Unreachable. */
export function beginSignIn(entry: DirectoryEntry['signIn'], how: SignInConditions): Promise<BegunSignIn> {
  return translating(async () => {
    const server = await discover(entry, how);
    const secrets = {
      verifier: oauth.generateRandomCodeVerifier(),
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
    };
    return { ...secrets, url: (await authorizationUrl(server, entry, { ...secrets, ...how })).href };
  });
}

/** Exchanges the code in `callback`, the address at which the person came back. Throws SignInFailed or Unreachable. */
export function completeSignIn(
  entry: DirectoryEntry['signIn'],
  { begun, callback }: { readonly begun: Omit<BegunSignIn, 'url'>; readonly callback: URL },
  how: SignInConditions,
): Promise<AccessToken> {
  return translating(async () => {
    const server = await discover(entry, how);
    const client: oauth.Client = { client_id: entry.clientId };
    const parameters = oauth.validateAuthResponse(server, client, callback, begun.state);
    const grant = [how.redirectUri, begun.verifier, insecureIf(server.issuer)] as const;
    const answer = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, ...grant);
    const expected = { expectedNonce: begun.nonce, requireIdToken: true };
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, expected);
    const lifetimeMs = (tokens.expires_in ?? assumedLifetimeSeconds) * 1000;
    return { accessToken: tokens.access_token, expiresAt: new Date(how.now().getTime() + lifetimeMs).toISOString() };
  });
}

/** Used where the provider does not say how long its token lives. */
const assumedLifetimeSeconds = 300;

async function discover(entry: DirectoryEntry['signIn'], how: SignInConditions): Promise<oauth.AuthorizationServer> {
  const issuer = safeAddress(entry.issuer, how.allowPlainHttp);
  const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...insecureIf(issuer.href) });
  return oauth.processDiscoveryResponse(issuer, answer);
}

function insecureIf(issuer: string): { readonly [oauth.allowInsecureRequests]: boolean } {
  return { [oauth.allowInsecureRequests]: issuer.startsWith('http:') };
}

interface AuthorizationSecrets extends SignInConditions {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

async function authorizationUrl(
  server: oauth.AuthorizationServer,
  entry: DirectoryEntry['signIn'],
  secrets: AuthorizationSecrets,
): Promise<URL> {
  if (!server.authorization_endpoint) throw new Failure('SignInFailed', 'the provider names no authorization endpoint');
  const url = safeAddress(server.authorization_endpoint, secrets.allowPlainHttp);
  const parameters = {
    client_id: entry.clientId,
    redirect_uri: secrets.redirectUri,
    response_type: 'code',
    scope: entry.scope,
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: 'S256',
    ...(secrets.uiLocales && { ui_locales: secrets.uiLocales }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

async function translating<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    throw translated(cause);
  }
}

function translated(cause: unknown): unknown {
  if (cause instanceof Failure) return cause;
  if (cause instanceof oauth.AuthorizationResponseError || cause instanceof oauth.ResponseBodyError) {
    return new Failure('SignInFailed', cause.error, { cause });
  }
  if (cause instanceof oauth.OperationProcessingError || cause instanceof oauth.WWWAuthenticateChallengeError) {
    return new Failure('SignInFailed', cause.message, { cause });
  }
  if (isBrokenLine(cause)) return new Failure('Unreachable', 'identity provider', { cause });
  return cause;
}

/** fetch reports one as a TypeError, of its own realm. */
function isBrokenLine(cause: unknown): boolean {
  return cause instanceof TypeError || Object(cause).name === 'TypeError';
}
