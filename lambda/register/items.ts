import * as z from 'zod/mini';
import { reminders } from '../../domain/clock.ts';
import { dispatchSummary } from '../../domain/desk-api.ts';
import { due } from '../../domain/due.ts';
import { dispatchId, instant, personId, sha256Hex } from '../../domain/identifiers.ts';
import { dispatchStates } from '../../domain/life-cycle.ts';
import { milestones } from '../../domain/tally.ts';
import { timeLimits } from '../../domain/time-limits.ts';

const revision = z.int().check(z.minimum(1));

const step = z.int().check(z.minimum(0));
const holder = z.object({ person: personId, step });

/** A dispatch, in or out, with what its receipts come to. A rejected one is in no box. */
export const dispatchItem = z.object({
  ...dispatchSummary.shape,
  state: z.enum(dispatchStates),
  stateStep: z._default(step, 0),
  lastStep: z._default(step, 0),
  limits: z._default(timeLimits, {}),
  milestones: z._default(milestones, {}),
  /** The last reminder that the clock sent about it. */
  told: z.optional(z.enum(reminders)),
  holders: z._default(z.object({ sender: z.optional(holder), addressee: z.optional(holder) }), {}),
  pk: z.string(),
  sk: z.literal('DISPATCH'),
  revision,
  boxPk: z.optional(z.enum(['IN', 'OUT'])),
  boxSk: z.optional(z.string()),
  manifestSha256: sha256Hex,
  /** Number of pieces in which the manifest lies beside it. */
  manifestPieces: z.int().check(z.minimum(1)),
});
export type DispatchItem = z.infer<typeof dispatchItem>;

/** Written when something first happens to a document: its upload in parts begins, or it arrives. */
export const documentItem = z.object({
  pk: z.string(),
  sk: z.string().check(z.startsWith('DOCUMENT#')),
  revision,
  number: z.int(),
  uploadId: z.optional(z.string()),
  /** Set before S3 is asked to complete the upload. */
  completingSince: z.optional(instant),
  completed: z.optional(z.boolean()),
  arrived: z.optional(z.object({ versionId: z.string(), sizeBytes: z.int(), at: instant })),
});
export type DocumentItem = z.infer<typeof documentItem>;

export const receiptItem = z.object({
  pk: z.string(),
  sk: z.string().check(z.startsWith('RECEIPT#')),
  receipt: z.string(),
  issuedAt: instant,
});
export type ReceiptItem = z.infer<typeof receiptItem>;

/** Lies with the dispatch that is answered and names the answer, so that a case can be followed. */
export const replyItem = z.object({ pk: z.string(), sk: z.string().check(z.startsWith('REPLY#')), dispatchId });

/** A piece of a long text, since an item holds 400 KB. */
export const pieceItem = z.object({ pk: z.string(), sk: z.string(), text: z.string() });

export const tokenItem = z.object({
  pk: z.string(),
  sk: z.literal('TOKEN'),
  revision,
  dispatchId,
  documentNumber: z.int(),
  person: personId,
  spent: z.boolean(),
  /** Epoch seconds: the table's time to live, which may delete late, so it is checked as well. */
  expiresAt: z.int(),
});

export const directoryItem = z.object({
  pk: z.string(),
  sk: z.literal('DIRECTORY'),
  revision,
  sequence: z.int(),
  sha256: sha256Hex,
  pieces: z.int().check(z.minimum(1)),
});

export const headItem = z.object({ pk: z.string(), sk: z.literal('HEAD'), revision, sequence: z.int(), hash: sha256Hex });

export const noticeItem = z.object({
  pk: z.string(),
  sk: z.string().check(z.startsWith('NOTICE')),
  revision,
  claimedAt: instant,
  sent: z.boolean(),
});

/** A place in an agenda, derived from the dispatch and written with it; in no agenda while it has no `boxPk`. */
const agendaItem = { pk: z.string(), boxPk: z.string(), boxSk: z.string(), dispatchId };

/** A dispatch about which the clock will have something to do. */
export const clockItem = z.object({ ...agendaItem, sk: z.literal('CLOCK') });

/** A dispatch that waits for something, with what a list shows of it. */
export const dueItem = z.object({ ...agendaItem, sk: z.literal('DUE'), summary: z.object({ ...dispatchSummary.shape, due }) });

/** Marks that this refusal has its line of the day. */
export const refusalItem = z.object({ pk: z.string(), sk: z.string(), revision, expiresAt: z.int() });

export const keys = {
  dispatch: (id: string) => ({ pk: `DISPATCH#${id}`, sk: 'DISPATCH' as const }),
  document: (id: string, documentNumber: number) => ({ pk: `DISPATCH#${id}`, sk: `DOCUMENT#${String(documentNumber).padStart(4, '0')}` }),
  piece: (pk: string, index: number) => ({ pk, sk: `TEXT#${String(index).padStart(4, '0')}` }),
  announcement: (id: string) => ({ pk: `DISPATCH#${id}`, sk: 'ANNOUNCEMENT' }),
  reply: (id: string, replyId: string) => ({ pk: `DISPATCH#${id}`, sk: `REPLY#${replyId}` }),
  /** `about`: a reminder; nothing for the arrival. */
  notice: (id: string, about?: string) => ({ pk: `DISPATCH#${id}`, sk: about === undefined ? 'NOTICE' : `NOTICE#${about}` }),
  draft: (id: string) => ({ pk: `DRAFT#${id}`, sk: 'DRAFT' as const }),
  tally: (id: string) => ({ pk: `DISPATCH#${id}`, sk: 'TALLY' as const }),
  clock: (id: string) => ({ pk: `DISPATCH#${id}`, sk: 'CLOCK' as const }),
  due: (id: string) => ({ pk: `DISPATCH#${id}`, sk: 'DUE' as const }),
  access: (id: string, eventId: string) => ({ pk: `DISPATCH#${id}`, sk: `ACCESS#${eventId}` }),
  token: (tokenSha256: string) => ({ pk: `TOKEN#${tokenSha256}`, sk: 'TOKEN' as const }),
  directory: { pk: 'DIRECTORY', sk: 'DIRECTORY' as const },
  head: { pk: 'LEDGER', sk: 'HEAD' as const },
  keyAct: (eventId: string) => ({ pk: 'KEYS', sk: `ACT#${eventId}` }),
  refusal: (subjectSha256: string, code: string) => ({ pk: `REFUSAL#${subjectSha256}`, sk: code }),
} as const;

/** Dispatches sort by time within their box. */
export function boxKeys(box: 'in' | 'out', issuedAt: string, id: string) {
  return { boxPk: box === 'in' ? ('IN' as const) : ('OUT' as const), boxSk: `${issuedAt}#${id}` };
}
