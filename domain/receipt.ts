import * as z from 'zod/mini';
import { countryCode, dispatchId, instant, personId, sha256Hex } from './identifiers.ts';
import { receiptNames } from './receipt-names.ts';
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

/** The addressee's own file number, where it gave one. */
export const fileNumber = z.string().check(z.regex(/^[A-Z0-9][A-Z0-9._/-]{0,63}$/, 'capital letters, digits and . _ / -'));

/** What a person writes into a receipt: no controls but line breaks, no marks that override or isolate the reading direction (Unicode TR 36). */
export function words(longest: number) {
  return z.string().check(z.maxLength(longest), z.refine(isWords, 'at least three characters, none of them hidden'));
}

function isWords(text: string): boolean {
  return text.trim().length >= 3 && text.isWellFormed() && !/[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/u.test(text);
}

/** Reasons and questions, in the words of the person who acts. Case data: never in logs, ledgers, mails or addresses. */
export const grounds = words(4000);
/** The authority to which a request was passed on. */
export const authority = words(200);
export const calendarDate = z.iso.date();

export const maxStep = 1_000_000;
const act = {
  ...common,
  /** One more than every step that the issuer knew of: orders the acts of both desks, whatever their clocks say. */
  step: z.int().check(z.minimum(1), z.maximum(maxStep)),
  by: personId,
};

/**
 * A desk's statement that one step happened: payload of a compact JWS with `typ` `liaison-receipt+jws`. Names follow
 * ETSI EN 319 522-1 where it has one (domain/receipt-names.ts). Acts of persons carry a `step`; what comes before them does not.
 */
export const receipt = z.discriminatedUnion('event', [
  z.strictObject({
    ...common,
    event: z.literal('SubmissionAcceptance'),
    /** Until when every document should have arrived. */
    arriveBy: z.optional(instant),
  }),
  z.strictObject({ ...common, event: z.literal('SubmissionRejection'), reason: refusalCode }),
  z.strictObject({
    ...common,
    event: z.literal('ContentConsignment'),
    documents: z.array(arrivedDocument).check(z.minLength(1)),
    /** Until when somebody should have opened it, on the addressee's calendar as it stood then. It never moves. */
    readBy: z.optional(instant),
  }),
  z.strictObject({ ...common, event: z.literal('ContentConsignmentFailure'), missing: z.int().check(z.minimum(1)) }),
  z.strictObject({
    ...common,
    event: z.literal('ContentHandover'),
    documentNumber: z.int().check(z.minimum(1)),
    by: personId,
    at: instant,
    /** eventID of the CloudTrail record that proves the read. */
    cloudTrailEventId: z.uuid(),
    /** Until when somebody should take note, where this is the first opening; on the addressee's calendar as it stood then. */
    acknowledgeBy: z.optional(instant),
  }),
  /** Nobody opened it in time. Made by the clock. */
  z.strictObject({ ...common, event: z.literal('ContentHandoverFailure'), readBy: instant }),
  z.strictObject({ ...common, event: z.literal('Acknowledgement'), by: personId, fileNumber: z.optional(fileNumber) }),
  z.strictObject({ ...act, event: z.literal(['RequestRefusal', 'RequestPartialAcceptance', 'ClarificationRequest']), grounds }),
  z.strictObject({
    ...act,
    event: z.literal(['RequestPostponement', 'ExecutionSuspension']),
    grounds,
    until: z.optional(calendarDate),
  }),
  z.strictObject({
    ...act,
    event: z.literal(['RequestAcceptance', 'ExecutionStart', 'ResultsAcknowledgement', 'RequestWithdrawal', 'CaseClosure']),
    grounds: z.optional(grounds),
  }),
  z.strictObject({ ...act, event: z.literal('RequestReferral'), authority, grounds: z.optional(grounds) }),
  /** What was asked for: in words, or in a dispatch of its own. */
  z.strictObject({
    ...act,
    event: z.literal('ClarificationSupplement'),
    grounds: z.optional(grounds),
    supplement: z.optional(dispatchId),
  }),
  /** The answer is a dispatch of its own, in reply to this one. */
  z.strictObject({ ...act, event: z.literal('ResultsReturn'), answer: dispatchId, grounds: z.optional(grounds) }),
  z.strictObject({ ...act, event: z.literal(['CaseAssignment', 'CaseHandover']), assignee: personId }),
]);
export type Receipt = z.infer<typeof receipt>;
export type ReceiptEvent = Receipt['event'];

/** A receipt of a person's act. */
export type ActReceipt = Extract<Receipt, { readonly step: number }>;
export type ActEvent = ActReceipt['event'];
/** A receipt of what comes before a person decides anything. */
export type DeliveryEvent = Exclude<ReceiptEvent, ActEvent>;

/** In which order they happen. */
export const deliveryOrder = [
  'SubmissionRejection',
  'SubmissionAcceptance',
  'ContentConsignmentFailure',
  'ContentConsignment',
  'ContentHandoverFailure',
  'ContentHandover',
  'Acknowledgement',
] as const satisfies readonly DeliveryEvent[];

export function isAct(one: ReadableReceipt): one is ActReceipt {
  return 'step' in one;
}

/** A genuine receipt of a step that a newer desk knows and this version does not: shown by its name, and part of no decision. */
const unknownStep = z.pipe(
  z.object({ ...common, event: z.string().check(z.regex(/^[A-Z][A-Za-z]{2,63}$/), z.refine(isUnknown)) }),
  z.transform(({ event, ...rest }) => ({ ...rest, event: 'UnknownStep' as const, called: event })),
);

/** What readers of receipts take. Desks store only what they know. */
export const readableReceipt = z.union([receipt, unknownStep]);
export type ReadableReceipt = z.infer<typeof readableReceipt>;

export function isKnown(one: ReadableReceipt): one is Receipt {
  return one.event !== 'UnknownStep';
}

function isUnknown(event: string): boolean {
  return event !== 'UnknownStep' && !Object.hasOwn(receiptNames, event);
}
