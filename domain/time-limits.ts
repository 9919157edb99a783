import * as z from 'zod/mini';
import type { Due } from './due.ts';
import { instant } from './identifiers.ts';
import { type DispatchState, stateOf } from './life-cycle.ts';
import { calendarDate, isAct, type Receipt } from './receipt.ts';

/** Limits of time that hold for one dispatch, each as it was set: a moment that never moves, whatever becomes of calendars and rules. */
export const timeLimits = z.object({
  /** All documents should have arrived. */
  arriveBy: z.optional(instant),
  /** The addressee's duty magistrates are reminded. The addressee's desk alone knows it. */
  remindAt: z.optional(instant),
  /** The addressee's escalation roster is told. The addressee's desk alone knows it. */
  escalateAt: z.optional(instant),
  readBy: z.optional(instant),
  acknowledgeBy: z.optional(instant),
  /** The last day of a postponement or suspension, with the step that set it. */
  until: z.optional(z.object({ day: calendarDate, step: z.int() })),
});
export type TimeLimits = z.infer<typeof timeLimits>;

/** Limits with those that one more receipt sets. Like the state they come out the same in whatever order receipts are learnt. */
export function limitsAfter(limits: TimeLimits, receipt: Receipt): TimeLimits {
  if (receipt.event === 'SubmissionAcceptance') return withMoment(limits, 'arriveBy', receipt.arriveBy);
  if (receipt.event === 'ContentConsignment') return withMoment(limits, 'readBy', receipt.readBy);
  if (receipt.event === 'ContentHandover') return withMoment(limits, 'acknowledgeBy', receipt.acknowledgeBy);
  if (!isAct(receipt) || !('until' in receipt) || receipt.until === undefined) return limits;
  const set = { day: receipt.until, step: receipt.step };
  const known = limits.until;
  const isLater = !known || set.step > known.step || (set.step === known.step && set.day > known.day);
  return isLater ? { ...limits, until: set } : limits;
}

/** What a dispatch waits for now, and until when; undefined where nothing has a limit. */
export function dueOf(state: DispatchState, stateStep: number, limits: TimeLimits): Due | undefined {
  const { arriveBy, readBy, acknowledgeBy, until } = limits;
  if ((state === 'accepted' || state === 'undelivered') && arriveBy) return { what: 'arrival', by: arriveBy };
  if ((state === 'available' || state === 'expired') && readBy) return { what: 'reading', by: readBy };
  if (state === 'opened' && acknowledgeBy) return { what: 'acknowledgement', by: acknowledgeBy };
  // a further postponement without a day takes the day of an earlier one away
  if (paused.includes(state) && until?.step === stateStep) return { what: 'resumption', by: endOf(until.day) };
  return undefined;
}

const paused: readonly (DispatchState | undefined)[] = [stateOf('RequestPostponement'), stateOf('ExecutionSuspension')];

/** A calendar date ends, for a limit, with its last moment in UTC. */
function endOf(day: string): string {
  return `${day}T23:59:59.999Z`;
}

/** A desk that says a limit twice contradicts itself: the earlier counts, at both desks. */
function withMoment(limits: TimeLimits, name: 'arriveBy' | 'readBy' | 'acknowledgeBy', moment: string | undefined): TimeLimits {
  const known = limits[name];
  const isNews = moment !== undefined && (known === undefined || Date.parse(moment) < Date.parse(known));
  return isNews ? { ...limits, [name]: moment } : limits;
}
