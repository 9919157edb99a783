import * as z from 'zod/mini';
import { instant } from './identifiers.ts';
import { isAct, type Receipt } from './receipt.ts';
import type { TimeLimits } from './time-limits.ts';

/** When what first happened to a dispatch, as its receipts tell. */
export const milestones = z.object({
  deliveredAt: z.optional(instant),
  openedAt: z.optional(instant),
  acknowledgedAt: z.optional(instant),
  /** Results were returned, or the request was refused. */
  answeredAt: z.optional(instant),
});
export type Milestones = z.infer<typeof milestones>;

/** Milestones with those of one more receipt; the same in whatever order receipts are learnt. */
export function milestonesAfter(known: Milestones, receipt: Receipt): Milestones {
  const reached = reachedBy(receipt);
  if (!reached) return known;
  const before = known[reached.name];
  return before !== undefined && Date.parse(before) <= Date.parse(reached.at) ? known : { ...known, [reached.name]: reached.at };
}

/**
 * What a report needs of one dispatch: seconds since 1970 of its signature, delivery, opening, acknowledgement and answer, then of the limits of
 * opening and acknowledgement; -1 for what is not.
 */
export const tally = z.tuple([z.int(), z.int(), z.int(), z.int(), z.int(), z.int(), z.int()]);
export type Tally = z.infer<typeof tally>;

export function tallyOf(issuedAt: string, { deliveredAt, openedAt, acknowledgedAt, answeredAt }: Milestones, limits: TimeLimits): Tally {
  const [signed, delivered, opened, acknowledged, answered, readBy, acknowledgeBy] = [
    issuedAt,
    deliveredAt,
    openedAt,
    acknowledgedAt,
    answeredAt,
    limits.readBy,
    limits.acknowledgeBy,
  ].map(secondsOf);
  return [signed ?? -1, delivered ?? -1, opened ?? -1, acknowledged ?? -1, answered ?? -1, readBy ?? -1, acknowledgeBy ?? -1];
}

function secondsOf(moment: string | undefined): number {
  return moment === undefined ? -1 : Math.floor(Date.parse(moment) / 1000);
}

function reachedBy(receipt: Receipt): { readonly name: keyof Milestones; readonly at: string } | undefined {
  if (receipt.event === 'ContentConsignment') return { name: 'deliveredAt', at: receipt.issuedAt };
  if (receipt.event === 'ContentHandover') return { name: 'openedAt', at: receipt.at };
  if (receipt.event === 'Acknowledgement') return { name: 'acknowledgedAt', at: receipt.issuedAt };
  const isAnswer = isAct(receipt) && (receipt.event === 'ResultsReturn' || receipt.event === 'RequestRefusal');
  return isAnswer ? { name: 'answeredAt', at: receipt.issuedAt } : undefined;
}
