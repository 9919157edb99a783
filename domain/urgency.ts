import * as z from 'zod/mini';
import { deadlineAfter, earliestReading, type WorkingCalendar } from './calendar.ts';
import type { Urgency } from './manifest.ts';

const hours = z.number().check(z.positive(), z.maximum(1000));

/** How long the addressee's people have, in working hours of their own calendar. A rule of the exchange, changed by configuration. */
export const responseTime = z
  .strictObject({
    /** After arrival: a reminder to the duty mailboxes. */
    remindAfter: hours,
    /** After arrival: the whole duty roster is told. */
    escalateAfter: hours,
    /** After arrival: the clock makes the negative receipt. */
    readWithin: hours,
    /** After the opening. */
    acknowledgeWithin: hours,
  })
  .check(
    z.refine(
      ({ remindAfter, escalateAfter, readWithin }) => remindAfter < escalateAfter && escalateAfter < readWithin,
      'remindAfter before escalateAfter before readWithin',
    ),
  );
export type ResponseTime = z.infer<typeof responseTime>;

export const responseTimes = z.strictObject({ routine: responseTime, urgent: responseTime, 'detention-pending': responseTime });
export type ResponseTimes = z.infer<typeof responseTimes>;

/** Proposals for a pilot: with offices of six hours four days, one day and two hours. No treaty was found that sets such times. */
export const proposedResponseTimes: ResponseTimes = {
  routine: { remindAfter: 12, escalateAfter: 18, readWithin: 24, acknowledgeWithin: 24 },
  urgent: { remindAfter: 2, escalateAfter: 4, readWithin: 6, acknowledgeWithin: 6 },
  'detention-pending': { remindAfter: 0.5, escalateAfter: 1, readWithin: 2, acknowledgeWithin: 2 },
};

/** The moments that matter once a dispatch has arrived. Written down then; whoever looks later compares with the clock alone. */
export interface Deadlines {
  readonly earliestReading: string;
  readonly remindAt: string;
  readonly escalateAt: string;
  readonly readBy: string;
}

/** Undefined where nobody works in the calendar for years: no clock runs then. */
export function deadlinesOf(times: ResponseTimes, urgency: Urgency, { calendar, arrivedAt }: Arrival): Deadlines | undefined {
  const { remindAfter, escalateAfter, readWithin } = times[urgency];
  const after = (workingHours: number): string | undefined => deadlineAfter(calendar, arrivedAt, workingHours)?.toISOString();
  const first = earliestReading(calendar, arrivedAt)?.toISOString();
  const [remindAt, escalateAt, readBy] = [after(remindAfter), after(escalateAfter), after(readWithin)];
  if (!first || !remindAt || !escalateAt || !readBy) return undefined;
  return { earliestReading: first, remindAt, escalateAt, readBy };
}

export interface Arrival {
  /** The addressee's. */
  readonly calendar: WorkingCalendar;
  readonly arrivedAt: Date;
}

/** What the clock has to do about a dispatch that nobody has opened. */
export type Due = 'nothing' | 'remind' | 'escalate' | 'expire';

export function dueAt({ remindAt, escalateAt, readBy }: Pick<Deadlines, 'remindAt' | 'escalateAt' | 'readBy'>, now: Date): Due {
  const isPast = (moment: string): boolean => Date.parse(moment) <= now.getTime();
  if (isPast(readBy)) return 'expire';
  if (isPast(escalateAt)) return 'escalate';
  return isPast(remindAt) ? 'remind' : 'nothing';
}
