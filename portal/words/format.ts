import { language, locale, place } from './language.ts';

/** A moment as people of the country write it, in the country's own time. */
export function moment(instant: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'short', ...clock() }).format(new Date(instant));
}

/** The time of a moment that is near. */
export function timeOfDay(instant: string): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'short', ...clock() }).format(new Date(instant));
}

/** The same moment in ISO 8601 with its offset, for whoever compares it with another document: `2026-11-23 14:05 +02:00`. */
export function isoMoment(instant: string): string {
  const at = new Date(instant);
  const parts = new Map(
    isoFormat()
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} ${offset}`;
}

/** How long ago: `3 days ago` in the page's language, in the largest unit that fits. */
export function ago(instant: string, now: Date): string {
  const seconds = (Date.parse(instant) - now.getTime()) / 1000;
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(Math.round(seconds / length), unit);
}

/** Days, months and years of the Gregorian calendar by their number, for lists to choose a date from. */
export function dayNumber(day: number): string {
  return new Intl.NumberFormat(locale()).format(day);
}

export function monthName(month: number): string {
  return new Intl.DateTimeFormat(locale(), { month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2000, month - 1, 1)));
}

export function yearNumber(year: number): string {
  return new Intl.NumberFormat(locale(), { useGrouping: false }).format(year);
}

/** A text with the country's own digits, such as the year in the name of a convention. */
export function localDigits(text: string): string {
  const digits = new Intl.NumberFormat(locale());
  return text.replace(/\d/g, (digit) => digits.format(Number(digit)));
}

export function wholeNumber(count: number): string {
  return new Intl.NumberFormat(locale()).format(count);
}

/** Hours to one decimal, as reports give them. */
export function hoursNumber(hours: number): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(hours);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** `4.2 MB`, in decimal units as file managers show them. */
export function size(bytes: number): string {
  const [unit, length] = sizes.find(([, from]) => bytes >= from) ?? (['byte', 1] as const);
  const maximumFractionDigits = unit === 'byte' ? 0 : 1;
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits,
  }).format(bytes / length);
}

export function rate(bytesPerSecond: number): string {
  const unit = 'megabyte-per-second';
  const maximumFractionDigits = bytesPerSecond < 10e6 ? 1 : 0;
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(bytesPerSecond / 1e6);
}

/** `12 min`, `40 sec`: rounded up, because a person waits. */
export function duration(seconds: number): string {
  const [unit, length] = spans.find(([, from]) => seconds >= from) ?? (['second', 1] as const);
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'short' }).format(Math.ceil(seconds / length));
}

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;
const sizes = [
  ['terabyte', 1e12],
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const;
const spans = [
  ['hour', 7200],
  ['minute', 90],
] as const;

/** French is written with 24 hours in all eight countries, whatever the tables say of some. */
function clock(): Intl.DateTimeFormatOptions {
  return { timeZone: zone(), ...(language.value === 'fr' && { hourCycle: 'h23' }) };
}

/** Of the country in whose name somebody is here. */
export function zone(): string {
  return place.value?.timeZone ?? 'UTC';
}

function isoFormat(): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone(),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZoneName: 'longOffset',
  });
}
