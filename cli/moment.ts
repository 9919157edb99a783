import type { Directory } from '../domain/directory.ts';

/** A moment by a country's clock, and in UTC beside it; in UTC alone where nobody's clock is known. */
export function momentIn(instant: string, timeZone: string | undefined): string {
  if (timeZone === undefined) return instant;
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short', timeStyle: 'short', hour12: false });
  return `${parts.format(new Date(instant)).replace(',', '')} ${timeZone} (${instant})`;
}

/** Where a country's clock is; undefined of one that is no member. */
export function timeZoneOf({ members }: Pick<Directory, 'members'>, country: string): string | undefined {
  return members.find((member) => member.country === country)?.profile.timeZone;
}
