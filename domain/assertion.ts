import * as z from 'zod/mini';
import { countryCode, dispatchId, instant, personId } from './identifiers.ts';
import type { Limits } from './limits.ts';
import { Refusal } from './refusal.ts';

/** A desk names one of its own magistrates to another desk, for one dispatch: JWS with `typ` `liaison-assertion+jws`. */
export const assertion = z.strictObject({
  version: z.literal(1),
  issuer: countryCode,
  audience: countryCode,
  person: personId,
  dispatchId,
  issuedAt: instant,
  expiresAt: instant,
});
export type Assertion = z.infer<typeof assertion>;

/** HTTP header that carries an assertion to a foreign desk. */
export const assertionHeader = 'liaison-assertion';

/** Throws Stale unless `now` lies between issue and expiry and the lifetime is one that a desk may give. */
export function requireFresh(statement: { readonly issuedAt: string; readonly expiresAt?: string }, now: Date, freshness: Freshness): void {
  const ageSeconds = (now.getTime() - Date.parse(statement.issuedAt)) / 1000;
  if (ageSeconds < -freshness.clockSkewSeconds) throw new Refusal('Stale', 'dated in the future');
  if (ageSeconds > freshness.maxAgeSeconds + freshness.clockSkewSeconds)
    throw new Refusal('Stale', `older than ${freshness.maxAgeSeconds} s`);
  if (statement.expiresAt !== undefined && Date.parse(statement.expiresAt) <= now.getTime()) throw new Refusal('Stale', 'expired');
}

export interface Freshness {
  readonly maxAgeSeconds: number;
  readonly clockSkewSeconds: Limits['clockSkewSeconds'];
}
