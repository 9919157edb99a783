import * as z from 'zod/mini';
import { countryCode } from './identifiers.ts';
import type { Manifest } from './manifest.ts';
import { grounds } from './receipt.ts';

const title = z.string().check(z.minLength(3), z.maxLength(200));
const month = z.string().check(z.regex(/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/, 'YYYY-MM'));

/** Who says so, and when: nothing counts as confirmed without it. */
const confirmation = { by: title, on: z.iso.date() };

/** Whether a state is bound. Only the state itself can say: until then nobody claims anything. */
export const partyStatus = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('to-be-confirmed') }),
  z.strictObject({ status: z.literal(['party', 'not-party']), ...confirmation, reservations: z.optional(z.array(title)) }),
]);
export type PartyStatus = z.infer<typeof partyStatus>;

/** What a request may have to say. */
export const requestFields = [
  'authority',
  'facts',
  'offence',
  'persons',
  'assistance',
  'purpose',
  'confidentiality',
  'time-limit',
  'speciality',
] as const;
export type RequestField = (typeof requestFields)[number];

/** By which way requests under the instrument go. */
export const channel = z.enum(['central-authorities', 'ministries-of-justice', 'diplomatic', 'liaison-magistrates', 'direct']);
const channels = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('to-be-confirmed') }),
  z.strictObject({ status: z.literal('confirmed'), ...confirmation, ways: z.array(channel).check(z.minLength(1)) }),
]);

/** What was known of an instrument from one day on. Never changed afterwards: what is learnt later is a further version. */
export const instrumentVersion = z.strictObject({
  version: z.int().check(z.minimum(1)),
  /** The day from which dispatches cite this version. */
  since: z.iso.date(),
  names: z.strictObject({ ar: title, fr: title, en: title }),
  /** Year in its name. */
  year: z.int().check(z.minimum(1900), z.maximum(2100)),
  underRevisionSince: z.optional(month),
  states: z.record(countryCode, partyStatus),
  requiredFields: z.array(z.enum(requestFields)).check(z.minLength(1)),
  channels,
});
export type InstrumentVersion = z.infer<typeof instrumentVersion>;

/** `config/instruments/<id>.json`: an instrument as data, all versions of what the exchange knew of it, oldest first. */
export const instrument = z
  .strictObject({
    id: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{1,63}$/, 'an instrument id such as riyadh-1983')),
    versions: z.array(instrumentVersion).check(z.minLength(1)),
  })
  .check(
    z.refine(({ versions }) => versions.every(({ version }, index) => version === index + 1), 'versions are counted from 1'),
    z.refine(
      ({ versions }) => versions.every(({ since }, index) => since > (versions[index - 1]?.since ?? '')),
      'each later than the last',
    ),
    z.refine(({ versions }) => versions.every(({ requiredFields }) => new Set(requiredFields).size === requiredFields.length), 'each once'),
  );
export type Instrument = z.infer<typeof instrument>;

/** The version in force on a day; before the first, the first. */
export function versionOn({ versions }: Instrument, day: string): InstrumentVersion {
  const [first] = versions;
  const found = versions.findLast(({ since }) => since <= day) ?? first;
  if (!found) throw new Error('an instrument has a version');
  return found;
}

/**
 * The version that a dispatch cites: the one that it names, else the one in force when it was signed; a later one never takes its place.
 * Undefined where it cites another instrument, or a version that this copy of the data does not have.
 */
export function citedVersion(
  known: Instrument,
  { legalBasis, issuedAt }: Pick<Manifest, 'legalBasis' | 'issuedAt'>,
): InstrumentVersion | undefined {
  if (legalBasis.instrument !== known.id) return undefined;
  if (legalBasis.version !== undefined) return known.versions.find(({ version }) => version === legalBasis.version);
  return versionOn(known, issuedAt.slice(0, 10));
}

/** What a request says, as its magistrate drafts it. Case data: it travels in the documents, never beside them. */
export const requestContents = z.strictObject({
  authority: z.optional(grounds),
  facts: z.optional(grounds),
  offence: z.optional(grounds),
  persons: z.optional(grounds),
  assistance: z.optional(grounds),
  purpose: z.optional(grounds),
  /** Why it is confidential; `none` where it is not. */
  confidentiality: z.optional(z.union([z.literal('none'), z.strictObject({ reason: z.optional(grounds) })])),
  /** A day, and why; `none` where there is none. */
  'time-limit': z.optional(z.union([z.literal('none'), z.strictObject({ day: z.iso.date(), reason: z.optional(grounds) })])),
  /** That what is sent back is used for the purpose alone. */
  speciality: z.optional(z.literal(true)),
});
export type RequestContents = z.infer<typeof requestContents>;

export interface Gap {
  readonly field: RequestField;
  readonly problem: 'missing' | 'reason-missing';
}

/** Fields that an instrument requires and of which nobody has said that the request holds them, in the order of the form. */
export function unsaidIn(
  said: readonly RequestField[],
  { requiredFields }: Pick<InstrumentVersion, 'requiredFields'>,
): readonly RequestField[] {
  return requestFields.filter((field) => requiredFields.includes(field) && !said.includes(field));
}

/** What a draft still lacks under an instrument, in the order of the form. Advice to whoever drafts: a desk does not read requests. */
export function gapsIn(contents: RequestContents, { requiredFields }: Pick<InstrumentVersion, 'requiredFields'>): readonly Gap[] {
  return requestFields.flatMap((field): readonly Gap[] => {
    const said = contents[field];
    if (said === undefined) return requiredFields.includes(field) ? [{ field, problem: 'missing' }] : [];
    return typeof said === 'object' && said.reason === undefined ? [{ field, problem: 'reason-missing' }] : [];
  });
}
