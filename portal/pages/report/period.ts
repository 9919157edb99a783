import { type ReportPeriod, reportPeriod } from '../../../domain/report.ts';

/** A month, both numbers as the lists give them. */
export interface Month {
  readonly year: number;
  readonly month: number;
}

/** From the first day of one month to the last of another; undefined where the desk would refuse it: turned round, or too long. */
export function periodOf(first: Month, last: Month): ReportPeriod | undefined {
  const from = `${first.year}-${two(first.month)}-01`;
  const lastDay = new Date(Date.UTC(last.year, last.month, 0)).getUTCDate();
  return reportPeriod.safeParse({ from, to: `${last.year}-${two(last.month)}-${two(lastDay)}` }).data;
}

/** The twelve whole months before this one. */
export function lastYear(now: Date): readonly [Month, Month] {
  const month = now.getUTCFullYear() * 12 + now.getUTCMonth();
  return [monthNumber(month - 12), monthNumber(month - 1)];
}

function monthNumber(count: number): Month {
  return { year: Math.floor(count / 12), month: (count % 12) + 1 };
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
