import { type AccessToken, beginSignIn, completeSignIn, type SignInConditions } from '../../client/sign-in.ts';
import type { DirectoryEntry } from '../../domain/directory.ts';

/** Brings a person to `authorizationUrl` and gives back the address, at `redirectUri`, to which the provider then sent them. */
export type Authorize = (authorizationUrl: URL, redirectUri: string) => Promise<URL>;

/** Loopback redirect of RFC 8252 section 7.3; the port is fixed because Cognito compares redirect URIs exactly. */
export const registeredRedirectUri = 'http://localhost:8976/callback';

/** Signs a person in from begin to end. Throws SignInFailed or Unreachable. */
export async function signIn(entry: DirectoryEntry['signIn'], authorize: Authorize, how: SignInConditions): Promise<AccessToken> {
  const begun = await beginSignIn(entry, how);
  const callback = await authorize(new URL(begun.url), how.redirectUri);
  return completeSignIn(entry, { begun, callback }, how);
}
