import * as z from 'zod/mini';
import { zoneOf } from './time-zone.ts';

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof weekdays)[number];
export const weekday = z.enum(weekdays);

const clockTime = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'HH:MM'));
/** Both on the same day, by the wall clock of the country. */
export const officeHours = z
  .strictObject({ from: clockTime, to: clockTime })
  .check(z.refine((hours) => hours.from < hours.to, 'from before to'));
export type OfficeHours = z.infer<typeof officeHours>;

const dates = { from: z.iso.date(), to: z.iso.date() };
interface Period {
  readonly from: string;
  readonly to: string;
}
const isInOrder = ({ from, to }: Period): boolean => from <= to;
const wanted = 'from no later than to';

/**
 * Exceptions to a country's week, as the country itself publishes them: dates, since feasts follow the moon and are announced. Both ends
 * belong to a period; where two hold for one day, the later in the list.
 */
export const calendarExceptions = z.strictObject({
  holidays: z._default(z.array(z.strictObject(dates).check(z.refine(isInOrder, wanted))).check(z.maxLength(200)), []),
  /** Other hours for a time, such as those of Ramadan. */
  otherHours: z._default(z.array(z.strictObject({ ...dates, officeHours }).check(z.refine(isInOrder, wanted))).check(z.maxLength(50)), []),
  /** Other hours on one day of the week, such as Saturday mornings: also where that day is of the weekend. */
  weekdayHours: z._default(z.array(z.strictObject({ weekday, officeHours })).check(z.maxLength(7)), []),
});
export type CalendarExceptions = z.infer<typeof calendarExceptions>;

/** A country's working time: what its entry in the directory says. */
export interface WorkingCalendar {
  readonly timeZone: string;
  readonly weekend: readonly Weekday[];
  readonly officeHours: OfficeHours;
  readonly exceptions?: CalendarExceptions;
}

/** From a moment until another; the end is not part of it. */
export interface Interval {
  readonly from: Date;
  readonly to: Date;
}

/** The office hours of one date (YYYY-MM-DD) in the country; undefined where nobody works. */
export function hoursOn({ weekend, officeHours: usual, exceptions }: WorkingCalendar, date: string): OfficeHours | undefined {
  const day = weekdayOf(date);
  const holds = ({ from, to }: Period): boolean => from <= date && date <= to;
  if (exceptions?.holidays.some(holds)) return undefined;
  const ownHours = exceptions?.weekdayHours.filter((one) => one.weekday === day).at(-1)?.officeHours;
  if (ownHours) return ownHours;
  if (weekend.includes(day)) return undefined;
  return exceptions?.otherHours.filter(holds).at(-1)?.officeHours ?? usual;
}

export function isWorkingAt(calendar: WorkingCalendar, at: Date): boolean {
  const [next] = workingTime(calendar, at);
  return next !== undefined && next.from.getTime() <= at.getTime();
}

/** The earliest moment at which a person of the country reads something that comes at `at`; undefined where nobody works for three years. */
export function earliestReading(calendar: WorkingCalendar, at: Date): Date | undefined {
  for (const { from } of workingTime(calendar, at)) return from;
  return undefined;
}

/**
 * The moment at which so many working hours have passed since `at`. It is a moment, to be written down when it is set: a holiday that is
 * announced afterwards changes the calendar and no deadline. Of a day's end and the next morning it is the day's end.
 * Undefined where the calendar does not hold so many hours within three years.
 */
export function deadlineAfter(calendar: WorkingCalendar, at: Date, workingHours: number): Date | undefined {
  let leftMs = workingHours * hourMs;
  if (leftMs <= 0) return earliestReading(calendar, at);
  for (const { from, to } of workingTime(calendar, at)) {
    const length = to.getTime() - from.getTime();
    if (length >= leftMs) return new Date(from.getTime() + leftMs);
    leftMs -= length;
  }
  return undefined;
}

/** Working hours between two moments; 0 where the second is the earlier. */
export function workingHoursBetween(calendar: WorkingCalendar, from: Date, to: Date): number {
  let passedMs = 0;
  for (const interval of workingTime(calendar, from)) {
    if (interval.from.getTime() >= to.getTime()) break;
    passedMs += Math.min(interval.to.getTime(), to.getTime()) - interval.from.getTime();
  }
  return passedMs / hourMs;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const horizonDays = 3 * 366;

/** Working time from a moment on, day by day, for three years. */
function* workingTime(calendar: WorkingCalendar, at: Date): Generator<Interval> {
  const zone = zoneOf(calendar.timeZone);
  const begun = zone.dateAt(at);
  for (let day = 0; day < horizonDays; day += 1) {
    const date = dateAfter(begun, day);
    const hours = hoursOn(calendar, date);
    if (!hours) continue;
    const [from, to] = [zone.instantOf(date, hours.from), zone.instantOf(date, hours.to)];
    if (to.getTime() > Math.max(at.getTime(), from.getTime())) yield { from: from.getTime() < at.getTime() ? at : from, to };
  }
}

/** A calendar date has no zone: UTC is as good as any to count in. */
function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

function weekdayOf(date: string): Weekday {
  return weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sunday';
}
