import * as z from 'zod/mini';
import { documentName } from './document-name.ts';
import { caseReference, countryCode, dispatchId, instant, personId, sha256Hex } from './identifiers.ts';
import type { Limits } from './limits.ts';
import { isPartPlan } from './parts.ts';
import { Refusal } from './refusal.ts';

export const urgency = z.enum(['routine', 'urgent', 'detention-pending']);
export type Urgency = z.infer<typeof urgency>;

/** An instrument by its id and, where useful, articles: `{ instrument: 'riyadh-1983', articles: '15-21' }`. */
export const legalBasis = z.strictObject({
  instrument: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{1,63}$/, 'an instrument id such as riyadh-1983')),
  articles: z.optional(z.string().check(z.regex(/^[0-9A-Za-z ,.()-]{1,64}$/))),
  /** Version of the instrument's data (domain/instrument.ts); without it the one in force on the day of signing. */
  version: z.optional(z.int().check(z.minimum(1), z.maximum(10_000))),
});

export type LegalBasis = z.infer<typeof legalBasis>;

/** Instruments that are cited beside the legal basis, each once. Absent where there are none, as in every manifest of an earlier version. */
const furtherBases = z.array(legalBasis).check(
  z.minLength(1),
  z.maxLength(5),
  z.refine((all) => new Set(all.map(({ instrument }) => instrument)).size === all.length, 'each once'),
);

/** Everything that a dispatch rests on, the legal basis first. */
export function basesOf({
  legalBasis: first,
  furtherBases: further = [],
}: Pick<Cover, 'legalBasis' | 'furtherBases'>): readonly LegalBasis[] {
  return [first, ...further];
}

/** One document as the manifest describes it. `parts` is present exactly where the bytes travel as a multipart upload. */
export const documentEntry = z.strictObject({
  number: z.int().check(z.minimum(1), z.maximum(1000)),
  name: documentName,
  sizeBytes: z.int().check(z.minimum(0)),
  sha256: sha256Hex,
  parts: z.optional(
    z.strictObject({
      partSizeBytes: z.int().check(z.positive()),
      count: z.int().check(z.minimum(1), z.maximum(10_000)),
      /** SHA-256 over the binary SHA-256 values of all parts in order: S3's composite checksum without its `-N`. */
      compositeSha256: sha256Hex,
    }),
  ),
});
export type DocumentEntry = z.infer<typeof documentEntry>;

/** What a magistrate fills in, documents apart. */
export const cover = z.strictObject({
  to: countryCode,
  case: caseReference,
  legalBasis,
  furtherBases: z.optional(furtherBases),
  urgency,
  inReplyTo: z.optional(dispatchId),
});
export type Cover = z.infer<typeof cover>;

/** A dispatch before it is signed. Documents carry hashes that the client computed. */
export const draft = z.strictObject({
  ...cover.shape,
  documents: z.array(documentEntry).check(z.minLength(1), z.maxLength(1000)),
});
export type Draft = z.infer<typeof draft>;

/** The sender desk's statement: payload of a compact JWS with `typ` `liaison-manifest+jws`. */
export const manifest = z.strictObject({
  version: z.literal(1),
  dispatchId,
  from: countryCode,
  sentBy: personId,
  issuedAt: instant,
  ...draft.shape,
});
export type Manifest = z.infer<typeof manifest>;

/** Throws a Refusal where a draft or manifest exceeds the limits or contradicts itself. */
export function requireWithinLimits(dispatch: Pick<Draft, 'documents'>, limits: Limits): void {
  const { documents } = dispatch;
  if (documents.length > limits.maxDocuments) throw new Refusal('TooManyDocuments', `${documents.length}, at most ${limits.maxDocuments}`);
  documents.forEach((entry, index) => {
    if (entry.number !== index + 1) throw new Refusal('InvalidInput', `document ${index + 1} is numbered ${entry.number}`);
    requireDocument(entry, limits);
  });
  const totalBytes = documents.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  if (totalBytes > limits.maxDispatchBytes)
    throw new Refusal('DispatchTooLarge', `${totalBytes} bytes, at most ${limits.maxDispatchBytes}`);
}

function requireDocument(entry: DocumentEntry, limits: Limits): void {
  if (entry.sizeBytes > limits.maxDocumentBytes) {
    throw new Refusal('DocumentTooLarge', `document ${entry.number}: ${entry.sizeBytes} bytes, at most ${limits.maxDocumentBytes}`);
  }
  const inParts = entry.sizeBytes > limits.singlePutMaxBytes;
  if (inParts !== (entry.parts !== undefined)) {
    throw new Refusal(
      'InvalidInput',
      `document ${entry.number}: parts are for documents above ${limits.singlePutMaxBytes} bytes, and only for them`,
    );
  }
  if (entry.parts && !isPartPlan(entry.sizeBytes, entry.parts)) {
    throw new Refusal(
      'InvalidInput',
      `document ${entry.number}: ${entry.parts.count} parts of ${entry.parts.partSizeBytes} bytes do not make ${entry.sizeBytes}`,
    );
  }
}

/** Where a document lies in the addressee's drop box: ids only, no names and no sender. */
export function objectKey(id: string, documentNumber: number): string {
  return `${id}/${documentNumber}`;
}

/** The reverse of `objectKey`; undefined for a key that is none. */
export function fromObjectKey(key: string): { readonly dispatchId: string; readonly documentNumber: number } | undefined {
  const [id, number, ...rest] = key.split('/');
  if (rest.length > 0 || !dispatchId.safeParse(id).success || !/^[1-9]\d{0,3}$/.test(number ?? '')) return undefined;
  return { dispatchId: id ?? '', documentNumber: Number(number) };
}
