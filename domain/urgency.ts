import * as z from 'zod/mini';
import { deadlineAfter, earliestReading, type WorkingCalendar } from './calendar.ts';
import type { Urgency } from './manifest.ts';

const hours = z.number().check(z.positive(), z.maximum(1000));

/** How long the addressee's people have, in working hours of their own calendar. A rule of the exchange, set by its configuration: no treaty was found that sets such times. */
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

/** Every limit of time of an exchange, as `config/exchange.json` sets it. */
export const timeRules = z.strictObject({
  /** From the acceptance of a manifest until all its documents should lie in the drop box: by the clock, since lines know no office hours. */
  arriveWithinHours: z.number().check(z.positive(), z.maximum(8760)),
  /** How much longer the clock waits before it signs that something did not happen: records of it may still be on their way. */
  evidenceGraceMinutes: z.int().check(z.minimum(0), z.maximum(1440)),
  response: responseTimes,
  /** How long a draft is shown to the other side. */
  draftDays: z.int().check(z.minimum(1), z.maximum(365)),
});
export type TimeRules = z.infer<typeof timeRules>;

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

/** Until when somebody should take note of what was opened at `openedAt`; undefined where nobody works in the calendar for years. */
export function acknowledgeBy(times: ResponseTimes, urgency: Urgency, { calendar, openedAt }: Opening): string | undefined {
  return deadlineAfter(calendar, openedAt, times[urgency].acknowledgeWithin)?.toISOString();
}

export interface Opening {
  /** The addressee's. */
  readonly calendar: WorkingCalendar;
  readonly openedAt: Date;
}

/** Until when the documents of a manifest that was accepted at `acceptedAt` should have arrived. */
export function arriveBy({ arriveWithinHours }: Pick<TimeRules, 'arriveWithinHours'>, acceptedAt: Date): string {
  return new Date(acceptedAt.getTime() + arriveWithinHours * 3_600_000).toISOString();
}
