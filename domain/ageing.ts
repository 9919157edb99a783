import { type WorkingCalendar, workingHoursBetween } from './calendar.ts';
import type { CaseEntry } from './desk-api.ts';
import { isOnItsWay } from './life-cycle.ts';

/** How long a dispatch has been waiting, in the time in which its addressee works. */
export interface Ageing {
  /** Since it was signed. */
  readonly workingHours: number;
  /** Since it came to stand where it stands. */
  readonly workingHoursInState: number;
  /** Working hours of a usual day there: to count in days of work. */
  readonly hoursPerDay: number;
  /** Nobody opened it by the moment that its receipt of arrival names. */
  readonly isUnreadInTime: boolean;
}

export function ageingOf(
  entry: Pick<CaseEntry, 'issuedAt' | 'since' | 'state' | 'readBy' | 'openedAt' | 'acknowledgedAt'>,
  calendar: WorkingCalendar,
  now: Date,
): Ageing {
  const workingSince = (moment: string): number => rounded(workingHoursBetween(calendar, new Date(moment), now));
  const { from, to } = calendar.officeHours;
  const isStillUnread = entry.openedAt === undefined && entry.acknowledgedAt === undefined;
  const isWaiting = entry.state !== 'unknown' && entry.state !== 'withdrawn' && !isOnItsWay(entry.state);
  return {
    workingHours: workingSince(entry.issuedAt),
    workingHoursInState: workingSince(entry.since),
    hoursPerDay: (minutesOf(to) - minutesOf(from)) / 60,
    isUnreadInTime: isWaiting && isStillUnread && entry.readBy !== undefined && Date.parse(entry.readBy) <= now.getTime(),
  };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function rounded(hours: number): number {
  return Math.round(hours * 10) / 10;
}
