import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';

export type Claims = JWTPayload;

export interface JwtRules {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly now: Date;
}

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * Verifies access tokens as a JWT authorizer does (docs: "Control access to HTTP APIs with JWT authorizers"): signature with the issuer's
 * published keys, `iss`, `aud` or else `client_id`, `exp`, `nbf`, `iat`.
 */
export class JwtVerifier {
  private readonly keys = new Map<string, Promise<ReturnType<typeof createRemoteJWKSet>>>();

  /** The claims; undefined where the token does not hold. */
  async verify(header: string | undefined, { issuer, audience, now }: JwtRules): Promise<Claims | undefined> {
    const [, token] = /^(?:Bearer )?([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(header ?? '') ?? [];
    if (token === undefined) return undefined;
    try {
      const { payload } = await jwtVerify(token, await this.keysOf(issuer), {
        issuer,
        currentDate: now,
        // HTTP APIs take RSA signatures alone (docs: JWT authorizers)
        algorithms: ['RS256', 'RS384', 'RS512'],
        requiredClaims: ['exp'],
      });
      const intended = payload.aud === undefined ? [payload.client_id] : [payload.aud].flat();
      return intended.some((one) => typeof one === 'string' && audience.includes(one)) ? payload : undefined;
    } catch {
      return undefined;
    }
  }

  private keysOf(issuer: string): Promise<ReturnType<typeof createRemoteJWKSet>> {
    const known = this.keys.get(issuer) ?? discover(issuer);
    known.catch(() => this.keys.delete(issuer));
    this.keys.set(issuer, known);
    return known;
  }
}

async function discover(issuer: string): Promise<ReturnType<typeof createRemoteJWKSet>> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  const found = discovery.parse(await response.json());
  if (found.issuer !== issuer) throw new Error(`the issuer calls itself ${found.issuer}`);
  return createRemoteJWKSet(new URL(found.jwks_uri));
}
