import * as z from 'zod/mini';

/** ISO 3166-1 alpha-2. */
export const countryCode = z.string().check(z.regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166-1 alpha-2)'));
export type CountryCode = z.infer<typeof countryCode>;

/** 130 random bits in Crockford base32, lower case: says nothing and cannot be guessed. Also the first part of object keys. */
export const dispatchId = z.string().check(z.regex(/^[0-9a-hjkmnp-tv-z]{26}$/, 'a dispatch id of 26 characters'));
export type DispatchId = z.infer<typeof dispatchId>;

/** The sending authority's own case number, Latin and left-to-right: `EG-2026-000123`. */
export const caseReference = z
  .string()
  .check(z.regex(/^[A-Z0-9](?:[A-Z0-9._/-]{1,62}[A-Z0-9])$/, '3 to 64 capital letters, digits and . _ / -, for instance EG-2026-000123'));

/** A magistrate's name at the identity provider; fits STS RoleSessionName and SourceIdentity, so that CloudTrail can carry it. */
export const personId = z.string().check(z.regex(/^[\w+=,.@-]{2,64}$/, '2 to 64 letters, digits and + = , . @ _ -'));
export type PersonId = z.infer<typeof personId>;

/** Lower-case hexadecimal SHA-256. */
export const sha256Hex = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'a SHA-256 as 64 lower-case hexadecimal digits'));

/** ISO 8601 in UTC with milliseconds or without. */
export const instant = z.iso.datetime();

/** A compact JWS. */
export const compactJws = z
  .string()
  .check(z.maxLength(1_500_000), z.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, 'a compact JWS'));

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Makes a dispatch id from 26 random bytes. */
export function newDispatchId(randomBytes: (length: number) => Uint8Array): DispatchId {
  return Array.from(randomBytes(26), (byte) => alphabet[byte % 32]).join('');
}
