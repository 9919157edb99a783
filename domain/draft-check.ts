import * as z from 'zod/mini';
import { caseReference, compactJws, countryCode, dispatchId, instant, personId, sha256Hex } from './identifiers.ts';
import { legalBasis, urgency } from './manifest.ts';
import { grounds, words } from './receipt.ts';

const shown = { to: countryCode, case: caseReference, legalBasis, urgency, text: words(20_000) };

/** What a magistrate shows the other side before sending anything: the request as it is drafted. No documents. */
export const draftForComment = z.strictObject(shown);
export type DraftForComment = z.infer<typeof draftForComment>;

/**
 * A desk's statement that it shows a draft: payload of a compact JWS with `typ` `liaison-draft+jws`. It is no manifest and never becomes one:
 * nothing is transmitted by it, no time begins to run, and no receipt is given.
 */
export const draftNotice = z.strictObject({
  version: z.literal(1),
  what: z.literal('draft for comment'),
  isTransmission: z.literal(false),
  /** In the form of a dispatch's, and never one. */
  draftId: dispatchId,
  from: countryCode,
  sentBy: personId,
  issuedAt: instant,
  /** From then on neither desk shows it or takes remarks. */
  expiresAt: instant,
  ...shown,
});
export type DraftNotice = z.infer<typeof draftNotice>;

/** The other side's comment: payload of a compact JWS with `typ` `liaison-draft-remark+jws`. It binds nobody. */
export const draftRemark = z.strictObject({
  version: z.literal(1),
  what: z.literal('remark on a draft'),
  draftId: dispatchId,
  from: countryCode,
  to: countryCode,
  issuer: countryCode,
  by: personId,
  issuedAt: instant,
  /** SHA-256 of the draft's compact JWS. */
  draftSha256: sha256Hex,
  text: grounds,
});
export type DraftRemark = z.infer<typeof draftRemark>;

export const maxRemarks = 50;

export function isExpired({ expiresAt }: Pick<DraftNotice, 'expiresAt'>, now: Date): boolean {
  return Date.parse(expiresAt) <= now.getTime();
}

/** What desks answer about a draft: the statements as they were signed, remarks oldest first. */
export const shownDraft = z.strictObject({ draft: compactJws, remarks: z.array(compactJws) });
export const draftPage = z.strictObject({ drafts: z.array(compactJws), cursor: z.optional(z.string()) });
export const remarkBody = z.strictObject({ text: grounds });
export const signedRemark = z.strictObject({ remark: compactJws });
export const takeDraftBody = z.strictObject({ draft: compactJws });
