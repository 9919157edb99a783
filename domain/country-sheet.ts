import { type CalendarExceptions, earliestReading, isWorkingAt, type OfficeHours, type Weekday, weekdays } from './calendar.ts';
import type { ContactPoint, DirectoryEntry } from './directory.ts';

/** What a sender needs to know of a country, as its own signed entry says it and as it stands at one moment. */
export interface CountrySheet {
  readonly country: string;
  readonly names: DirectoryEntry['profile']['names'];
  readonly languages: DirectoryEntry['profile']['languages'];
  readonly locale: string;
  readonly calendar: {
    readonly timeZone: string;
    readonly workingDays: readonly Weekday[];
    readonly officeHours: OfficeHours;
    readonly isOpen: boolean;
    /** Absent while the office is open, and where nobody works for years. */
    readonly opensAt?: string;
  };
  readonly weekdayHours: CalendarExceptions['weekdayHours'];
  /** Those that are not over. */
  readonly otherHours: CalendarExceptions['otherHours'];
  /** Those that are not over. */
  readonly holidays: CalendarExceptions['holidays'];
  readonly contacts: readonly ContactPoint[];
  readonly desk: string;
  /** Of the entry. */
  readonly issuedAt: string;
}

export function countrySheet({ country, profile, desk, issuedAt }: DirectoryEntry, now: Date): CountrySheet {
  const { names, languages, locale, timeZone, weekend, officeHours, exceptions, contacts = [] } = profile;
  const isOpen = isWorkingAt(profile, now);
  const opensAt = isOpen ? undefined : earliestReading(profile, now)?.toISOString();
  const today = now.toISOString().slice(0, 10);
  const isAhead = ({ to }: { readonly to: string }): boolean => to >= today;
  return {
    country,
    names,
    languages,
    locale,
    calendar: {
      timeZone,
      workingDays: weekdays.filter((day) => !weekend.includes(day)),
      officeHours,
      isOpen,
      ...(opensAt && { opensAt }),
    },
    weekdayHours: exceptions?.weekdayHours ?? [],
    otherHours: (exceptions?.otherHours ?? []).filter(isAhead),
    holidays: (exceptions?.holidays ?? []).filter(isAhead).sort((one, other) => (one.from < other.from ? -1 : 1)),
    contacts,
    desk,
    issuedAt,
  };
}
