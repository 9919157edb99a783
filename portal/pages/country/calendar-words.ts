import { type Weekday, weekdays } from '../../../domain/calendar.ts';
import { locale } from '../../words/language.ts';

/** A calendar date, which has no time zone. */
export function day(date: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}

export function weekdayName(name: Weekday): string {
  // the fourth of January 1970 was a Sunday
  const at = new Date(Date.UTC(1970, 0, 4 + weekdays.indexOf(name)));
  return new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(at);
}

export function languageName(code: string): string {
  return new Intl.DisplayNames(locale(), { type: 'language' }).of(code) ?? code;
}
