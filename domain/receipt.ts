import * as z from 'zod/mini';
import { countryCode, dispatchId, instant, personId, sha256Hex } from './identifiers.ts';
import type { RefusalCode } from './refusal.ts';

const common = {
  version: z.literal(1),
  dispatchId,
  /** Parties of the dispatch. */
  from: countryCode,
  to: countryCode,
  /** Country whose desk signed this receipt. */
  issuer: countryCode,
  issuedAt: instant,
  /** SHA-256 of the manifest's compact JWS: binds the receipt to exactly that statement. */
  manifestSha256: sha256Hex,
};

/** A newer desk may give a code that this version does not know: any code by its form. */
const refusalCode = z.custom<RefusalCode>((code) => typeof code === 'string' && /^[A-Z][A-Za-z]{2,63}$/.test(code), 'a code of a refusal');

const arrivedDocument = z.strictObject({
  number: z.int().check(z.minimum(1)),
  sizeBytes: z.int().check(z.minimum(0)),
  sha256: sha256Hex,
  /** Version of the object in the addressee's drop box. */
  versionId: z.string().check(z.minLength(1), z.maxLength(1024)),
});

/**
 * A desk's statement that one step happened: payload of a compact JWS with `typ` `liaison-receipt+jws`. Event names follow
 * ETSI EN 319 522-1 clause 6 where it has one; `Acknowledgement` is the exchange's own: a person took note of the dispatch.
 */
export const receipt = z.discriminatedUnion('event', [
  z.strictObject({ ...common, event: z.literal('SubmissionAcceptance') }),
  z.strictObject({ ...common, event: z.literal('SubmissionRejection'), reason: refusalCode }),
  z.strictObject({ ...common, event: z.literal('ContentConsignment'), documents: z.array(arrivedDocument).check(z.minLength(1)) }),
  z.strictObject({
    ...common,
    event: z.literal('ContentHandover'),
    documentNumber: z.int().check(z.minimum(1)),
    by: personId,
    at: instant,
    /** eventID of the CloudTrail record that proves the read. */
    cloudTrailEventId: z.uuid(),
  }),
  z.strictObject({
    ...common,
    event: z.literal('Acknowledgement'),
    by: personId,
    /** The addressee's own file number, where it gave one. */
    fileNumber: z.optional(z.string().check(z.regex(/^[A-Z0-9][A-Z0-9._/-]{0,63}$/, 'capital letters, digits and . _ / -'))),
  }),
]);
export type Receipt = z.infer<typeof receipt>;
export type ReceiptEvent = Receipt['event'];
