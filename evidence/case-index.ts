import * as z from 'zod/mini';
import { caseReference, countryCode, dispatchId, instant, personId, sha256Hex } from '../domain/identifiers.ts';
import { urgency } from '../domain/manifest.ts';

/** `case.json`: what a package holds. It says nothing that does not follow from the signed statements, and is written again to be checked. */
export const caseIndex = z.strictObject({
  format: z.literal('liaison-evidence/1'),
  case: caseReference,
  /** False where the case has more dispatches than the desk went through. */
  isWhole: z.boolean(),
  directory: z.strictObject({
    exchange: z.string(),
    stage: z.string(),
    sequence: z.int(),
    issuedAt: instant,
    /** Fingerprint of the key that signed it: to be compared with the operator by another way. */
    key: z.string(),
  }),
  dispatches: z.array(
    z.strictObject({
      number: z.int(),
      dispatchId,
      from: countryCode,
      to: countryCode,
      case: caseReference,
      urgency,
      sentBy: personId,
      issuedAt: instant,
      inReplyTo: z.optional(dispatchId),
      /** What the receipts of this package come to. */
      state: z.string(),
      manifest: z.strictObject({ path: z.string(), sha256: sha256Hex }),
      documents: z.array(
        z.strictObject({ number: z.int(), name: z.string(), sizeBytes: z.int(), sha256: sha256Hex, path: z.optional(z.string()) }),
      ),
      receipts: z.array(z.strictObject({ path: z.string(), event: z.string(), issuer: countryCode, issuedAt: instant, sha256: sha256Hex })),
    }),
  ),
  audit: z.optional(z.strictObject({ answer: z.string(), proof: z.optional(z.string()) })),
  /** Every file of the package but this one, in the order of their paths. */
  files: z.array(z.strictObject({ path: z.string(), sizeBytes: z.int(), sha256: sha256Hex })),
});
export type CaseIndex = z.infer<typeof caseIndex>;
export type IndexedDispatch = CaseIndex['dispatches'][number];

/** Where things lie in a package. Names of documents are data: paths hold numbers and ids alone. */
export const paths = {
  index: 'case.json',
  custody: 'custody.json',
  directory: 'directory.jws',
  report: 'report.html',
  page: 'verify.html',
  answer: 'audit/answer.json',
  proof: 'audit/proof.json',
  folder: (number: number, id: string) => `dispatches/${String(number).padStart(3, '0')}-${id}`,
} as const;

/** JSON as it stands in a package. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
