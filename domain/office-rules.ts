import { type CalendarExceptions, type OfficeHours, type Weekday, type WorkingCalendar, weekdays } from './calendar.ts';

/**
 * A country's calendar as one text that a query can be given: rules `FIRST-DAY/LAST-DAY/WEEKDAYS/FROM/UNTIL` with commas between, days of the
 * week from 1 Monday to 7 Sunday. The last rule that matches a day decides; `-` instead of times: closed. The same order as in `hoursOn`.
 */
export function officeRules({ weekend, officeHours, exceptions = none }: WorkingCalendar): string {
  const ownHours = new Set(exceptions.weekdayHours.map(({ weekday }) => weekday));
  const usualDays = weekdays.filter((day) => !weekend.includes(day) && !ownHours.has(day));
  const rules: readonly Rule[] = [
    { ...always, days: usualDays, hours: officeHours },
    ...exceptions.otherHours.map(({ from, to, officeHours: hours }) => ({ from, to, days: usualDays, hours })),
    ...exceptions.weekdayHours.map(({ weekday, officeHours: hours }) => ({ ...always, days: [weekday], hours })),
    ...exceptions.holidays.map(({ from, to }) => ({ from, to, days: weekdays })),
  ];
  const written = rules.filter(({ days }) => days.length > 0).map(textOf);
  // a country that works on no day at all is closed on every one
  return written.length > 0 ? written.join(',') : textOf({ ...always, days: weekdays });
}

/** What `officeRules` writes. */
export const officeRulesForm =
  /^\d{4}-\d\d-\d\d\/\d{4}-\d\d-\d\d\/[1-7]{1,7}\/(?:[0-2]\d:[0-5]\d\/[0-2]\d:[0-5]\d|-\/-)(?:,\d{4}-\d\d-\d\d\/\d{4}-\d\d-\d\d\/[1-7]{1,7}\/(?:[0-2]\d:[0-5]\d\/[0-2]\d:[0-5]\d|-\/-)){0,299}$/;

interface Rule {
  readonly from: string;
  readonly to: string;
  readonly days: readonly Weekday[];
  /** Closed where there are none. */
  readonly hours?: OfficeHours;
}

const none: CalendarExceptions = { holidays: [], otherHours: [], weekdayHours: [] };
const always = { from: '0000-01-01', to: '9999-12-31' };

function textOf({ from, to, days, hours }: Rule): string {
  const numbers = days.map((day) => weekdays.indexOf(day) || 7).sort();
  return [from, to, numbers.join(''), hours?.from ?? '-', hours?.to ?? '-'].join('/');
}
