import { type LogEvent, timePattern } from '../record.ts';

export interface OfficeHours {
  readonly timeZone: string;
  /** 1 Monday to 7 Sunday, with commas between. */
  readonly weekend: string;
  /** `HH:MM`, and up to but not including. */
  readonly opens: string;
  readonly closes: string;
}

/** Whether the office was open when the event happened; an event without a readable time never was in it. */
export function isOpenAt({ event_time }: Pick<LogEvent, 'event_time'>, { timeZone, weekend, opens, closes }: OfficeHours): boolean {
  const at = event_time !== null && timePattern.test(event_time) ? Date.parse(event_time) : Number.NaN;
  if (Number.isNaN(at)) return false;
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value] as const),
  );
  const weekday = weekdays.indexOf(parts.get('weekday') ?? '') + 1;
  const clock = `${parts.get('hour')}:${parts.get('minute')}`;
  return !weekend.split(',').includes(String(weekday)) && clock >= opens && clock < closes;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clocks.set(timeZone, made);
  return made;
}
