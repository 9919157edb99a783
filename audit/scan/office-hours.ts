import { type LogEvent, timePattern } from '../record.ts';

export interface OfficeHours {
  readonly timeZone: string;
  /** As domain/office-rules.ts writes them. */
  readonly rules: string;
}

/** Whether the office was open when the event happened; an event without a readable time never was in it. */
export function isOpenAt({ event_time }: Pick<LogEvent, 'event_time'>, { timeZone, rules }: OfficeHours): boolean {
  const at = event_time !== null && timePattern.test(event_time) ? Date.parse(event_time) : Number.NaN;
  // 30 February is no day, though Date counts on
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== event_time?.slice(0, 10)) return false;
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value] as const),
  );
  const weekday = weekdays.indexOf(parts.get('weekday') ?? '') + 1;
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  const clock = `${parts.get('hour')}:${parts.get('minute')}`;
  const [, , , opens = '-', closes = '-'] =
    rulesIn(rules).findLast(([first = '', last = '', days = '']) => date >= first && date <= last && days.includes(String(weekday))) ?? [];
  return opens !== '-' && clock >= opens && clock < closes;
}

const read = new Map<string, readonly (readonly string[])[]>();

function rulesIn(text: string): readonly (readonly string[])[] {
  const known = read.get(text);
  if (known) return known;
  const rules = text.split(',').map((rule) => rule.split('/'));
  read.set(text, rules);
  return rules;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...date,
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(timeZone, made);
  return made;
}
