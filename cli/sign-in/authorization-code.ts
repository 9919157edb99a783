import * as oauth from 'oauth4webapi';
import type { DirectoryEntry } from '../../domain/directory.ts';
import { safeAddress } from '../address.ts';
import { Failure } from '../failure.ts';

/** Brings a person to `authorizationUrl` and gives back the address, at `redirectUri`, to which the provider then sent them. */
export type Authorize = (authorizationUrl: URL, redirectUri: string) => Promise<URL>;

export interface AccessToken {
  readonly accessToken: string;
  readonly expiresAt: string;
}

/** Loopback redirect of RFC 8252 section 7.3; the port is fixed because Cognito compares redirect URIs exactly. */
export const registeredRedirectUri = 'http://localhost:8976/callback';

/** Authorization code with PKCE (RFC 7636) as the country's directory entry describes its provider. Throws SignInFailed or Unreachable. */
export async function signIn(entry: DirectoryEntry['signIn'], authorize: Authorize, how: SignInConditions): Promise<AccessToken> {
  try {
    return await exchange(entry, authorize, how);
  } catch (cause) {
    throw translated(cause);
  }
}

export interface SignInConditions {
  readonly now: () => Date;
  readonly allowPlainHttp: boolean;
  /** As registered with the provider. */
  readonly redirectUri: string;
}

/** Used where the provider does not say how long its token lives. */
const assumedLifetimeSeconds = 300;

async function exchange(entry: DirectoryEntry['signIn'], authorize: Authorize, how: SignInConditions): Promise<AccessToken> {
  const issuer = safeAddress(entry.issuer, how.allowPlainHttp);
  const options = { [oauth.allowInsecureRequests]: issuer.protocol === 'http:' };
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...options }));
  const client: oauth.Client = { client_id: entry.clientId };
  const secrets = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
  };
  const callback = await authorize(await authorizationUrl(server, entry, { ...secrets, ...how }), how.redirectUri);
  const parameters = oauth.validateAuthResponse(server, client, callback, secrets.state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    how.redirectUri,
    secrets.verifier,
    options,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: secrets.nonce,
    requireIdToken: true,
  });
  const lifetimeMs = (tokens.expires_in ?? assumedLifetimeSeconds) * 1000;
  return { accessToken: tokens.access_token, expiresAt: new Date(how.now().getTime() + lifetimeMs).toISOString() };
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
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
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
