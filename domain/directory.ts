import * as z from 'zod/mini';
import { calendarExceptions, officeHours, weekday } from './calendar.ts';
import { countryCode, instant } from './identifiers.ts';
import { limits } from './limits.ts';

const names = z.strictObject({
  ar: z.string().check(z.minLength(1), z.maxLength(80)),
  fr: z.string().check(z.minLength(1), z.maxLength(80)),
  en: z.string().check(z.minLength(1), z.maxLength(80)),
});

/** An office that answers for the country, never a person: the directory is public. */
export const contactPoint = z.strictObject({
  office: names,
  email: z.optional(z.email().check(z.maxLength(120))),
  telephone: z.optional(z.string().check(z.regex(/^\+[0-9 ]{6,30}$/, 'a telephone number such as +20 2 1234 5678'))),
});
export type ContactPoint = z.infer<typeof contactPoint>;

/** What clients and other desks need to know of a country's people and office. */
export const countryProfile = z.strictObject({
  names,
  languages: z.array(z.enum(['ar', 'fr', 'en'])).check(z.minLength(1)),
  /** BCP 47, for digits and dates: `ar-EG`. */
  locale: z.string().check(z.regex(/^[a-z]{2}(?:-[A-Z]{2})?$/, 'a locale such as ar-EG')),
  timeZone: z.string().check(z.refine(isTimeZone, 'an IANA time zone such as Africa/Cairo')),
  weekend: z.array(weekday).check(z.minLength(1), z.maxLength(3)),
  officeHours,
  /** Holidays, Ramadan hours and the like, with their dates. */
  exceptions: z.optional(calendarExceptions),
  /** Whom to reach outside the exchange, as the country itself publishes it. */
  contacts: z.optional(z.array(contactPoint).check(z.maxLength(5))),
});
export type CountryProfile = z.infer<typeof countryProfile>;

/** A public ES256 key as JWK; `kid` is its RFC 7638 thumbprint. A key verifies what was signed from notBefore until notAfter. */
export const signingKey = z.strictObject({
  kid: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  jwk: z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().check(z.length(43)),
    y: z.string().check(z.length(43)),
  }),
  notBefore: instant,
  notAfter: z.optional(instant),
});
export type SigningKey = z.infer<typeof signingKey>;

/** A public P-256 key to which documents are sealed that travel outside the exchange (ECDH-ES, RFC 7518); its private half never leaves KMS. */
export const sealingKey = z.strictObject({ kid: signingKey.shape.kid, jwk: signingKey.shape.jwk });
export type SealingKey = z.infer<typeof sealingKey>;

/** Of a country: those that sign now, then those that signed before, newest first. One a year lasts longer than a file is kept. */
export const maxSigningKeys = 20;

/** A country's own entry, signed by its own key (`typ` `liaison-entry+jws`) and served by its desk. */
export const directoryEntry = z.strictObject({
  version: z.literal(1),
  country: countryCode,
  profile: countryProfile,
  /** Base address of the desk's HTTP API, without a slash at the end. */
  desk: z.url(),
  signIn: z.strictObject({ issuer: z.url(), clientId: z.string().check(z.minLength(1)), scope: z.string().check(z.minLength(1)) }),
  signingKeys: z.array(signingKey).check(z.minLength(1), z.maxLength(maxSigningKeys)),
  /** Absent where the desk is older than sealed bundles. */
  sealingKey: z.optional(sealingKey),
  issuedAt: instant,
});
export type DirectoryEntry = z.infer<typeof directoryEntry>;

/** A country that is no member any more. What it signed while it was one still verifies; nobody sends to it. */
export const formerMember = z.strictObject({
  country: countryCode,
  names,
  signingKeys: z.array(signingKey).check(z.minLength(1), z.maxLength(maxSigningKeys)),
  /** First publication without it. */
  until: instant,
});
export type FormerMember = z.infer<typeof formerMember>;

/** The signed list of members: JWS with `typ` `liaison-directory+jws`; its header carries the directory's public key as `jwk`. */
export const directory = z.strictObject({
  version: z.literal(1),
  exchange: z.string().check(z.minLength(1)),
  stage: z.enum(['pilot', 'production']),
  /** Rises with every publication; a desk refuses a lower one. */
  sequence: z.int().check(z.minimum(1)),
  issuedAt: instant,
  limits,
  members: z.array(directoryEntry).check(z.maxLength(250)),
  /** Absent where every country that ever was a member still is one. */
  former: z.optional(z.array(formerMember).check(z.minLength(1), z.maxLength(250))),
});
export type Directory = z.infer<typeof directory>;

export function memberOf(known: Directory, country: string): DirectoryEntry | undefined {
  return known.members.find((member) => member.country === country);
}

/** Whose statements verify: a member, or a country that was one. */
export function signerIn(known: Directory, country: string): Pick<FormerMember, 'names' | 'signingKeys'> | undefined {
  const member = memberOf(known, country);
  return member ? { names: member.profile.names, signingKeys: member.signingKeys } : known.former?.find((one) => one.country === country);
}

/** What a country is called, also after it left. */
export function namesIn(known: Directory, country: string): FormerMember['names'] | undefined {
  return signerIn(known, country)?.names;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
