import * as z from 'zod/mini';
import { countryCode, instant, personId, sha256Hex } from './identifiers.ts';

/** What came out of a proof of isolation, in brief: what a magistrate brings to the own desk. */
const outcome = {
  /** Whether every sentence holds. */
  holds: z.boolean(),
  countries: z.array(countryCode).check(z.minLength(1), z.maxLength(250)),
  /** SHA-256 of each template that it was computed from. */
  templates: z
    .array(z.strictObject({ stack: z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'the id of a stack')), sha256: sha256Hex }))
    .check(z.minLength(1), z.maxLength(1000)),
  sentences: z
    .array(z.strictObject({ id: z.string().check(z.regex(/^[A-Z][A-Za-z0-9]{2,79}$/, 'the id of a sentence')), holds: z.boolean() }))
    .check(z.minLength(1), z.maxLength(500)),
  /** Of the report's own bytes, `proof.json`. */
  reportSha256: sha256Hex,
};
const isConsistent = ({ holds, sentences }: { readonly holds: boolean; readonly sentences: readonly { readonly holds: boolean }[] }) =>
  holds === sentences.every((sentence) => sentence.holds);

export const proofOutcome = z.strictObject(outcome).check(z.refine(isConsistent, 'holds must say what the sentences say'));
export type ProofOutcome = z.infer<typeof proofOutcome>;

/**
 * A country's signed word that one of its magistrates brought this outcome at that time: JWS with `typ` `liaison-proof+jws`. The desk does not
 * prove anything itself: whoever doubts it computes the proof again from templates with these digests.
 */
export const proofReport = z
  .strictObject({ version: z.literal(1), issuer: countryCode, by: personId, issuedAt: instant, ...outcome })
  .check(z.refine(isConsistent, 'holds must say what the sentences say'));
export type ProofReport = z.infer<typeof proofReport>;
