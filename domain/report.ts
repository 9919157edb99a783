import * as z from 'zod/mini';
import { countryCode, instant } from './identifiers.ts';
import type { Tally } from './tally.ts';

/** Fewer than this many dispatches could be recognised: such a count is not given, and nothing is computed from it. */
export const smallest = 5;

/** A count; `few` where it is 1 to 4. */
const count = z.union([z.literal('few'), z.int().check(z.minimum(0))]);
export type Count = z.infer<typeof count>;

/** Hours by the clock, to a tenth, over the dispatches that got so far; absent where they are few or none. */
const span = z.strictObject({ count, median: z.optional(z.number()), ninetieth: z.optional(z.number()) });
export type Span = z.infer<typeof span>;

export const spans = ['delivery', 'opening', 'acknowledgement', 'answer'] as const;
export type SpanName = (typeof spans)[number];

export const pairFigures = z.strictObject({
  from: countryCode,
  to: countryCode,
  dispatches: count,
  delivery: span,
  opening: span,
  acknowledgement: span,
  answer: span,
  /** Not opened, or not acknowledged, by its limit. */
  overdue: count,
});
export type PairFigures = z.infer<typeof pairFigures>;

const period = { from: z.iso.date(), to: z.iso.date() };
export const reportPeriod = z.strictObject(period).check(
  z.refine(({ from, to }) => from <= to, 'from no later than to'),
  z.refine(({ from, to }) => monthsOf({ from, to }).length <= 24, 'at most 24 months'),
);
export type ReportPeriod = z.infer<typeof reportPeriod>;

/** A country's own figures: JWS with `typ` `liaison-report+jws`. Its pairs alone; no case, no person, no small number. */
export const countryReport = z.strictObject({
  version: z.literal(1),
  country: countryCode,
  period: z.strictObject(period),
  issuedAt: instant,
  pairs: z.array(pairFigures).check(z.maxLength(500)),
});
export type CountryReport = z.infer<typeof countryReport>;

export interface Tallied {
  readonly from: string;
  readonly to: string;
  readonly tally: Tally;
}

/** Counts and medians per pair, of the dispatches that were signed in the period, both days included (UTC). */
export function figuresOf(tallied: Iterable<Tallied>, { from, to }: ReportPeriod, now: Date): readonly PairFigures[] {
  const [begins, ends] = [Date.parse(`${from}T00:00:00Z`) / 1000, Date.parse(`${to}T00:00:00Z`) / 1000 + 86_400];
  const pairs = new Map<string, Gathered>();
  for (const one of tallied) {
    const [signed] = one.tally;
    if (signed < begins || signed >= ends) continue;
    const key = `${one.from} ${one.to}`;
    const gathered = pairs.get(key) ?? emptyPair(one);
    pairs.set(key, gathered);
    gather(gathered, one.tally, now.getTime() / 1000);
  }
  return [...pairs.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, gathered]) => figuresIn(gathered));
}

/** `2026-01` to `2026-03`, both included. */
export function monthsOf({ from, to }: ReportPeriod): readonly string[] {
  const [first, last] = [from, to].map((day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1);
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    const month = first + index;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
  });
}

interface Gathered {
  readonly from: string;
  readonly to: string;
  dispatches: number;
  overdue: number;
  readonly seconds: Readonly<Record<SpanName, number[]>>;
}

function emptyPair({ from, to }: Tallied): Gathered {
  return { from, to, dispatches: 0, overdue: 0, seconds: { delivery: [], opening: [], acknowledgement: [], answer: [] } };
}

/** Every span counts from the signature: what the sender waited. */
function gather(pair: Gathered, [signed, delivered, opened, acknowledged, answered, readBy, acknowledgeBy]: Tally, now: number): void {
  pair.dispatches += 1;
  for (const [name, at] of [
    ['delivery', delivered],
    ['opening', opened],
    ['acknowledgement', acknowledged],
    ['answer', answered],
  ] as const)
    if (at >= 0) pair.seconds[name].push(Math.max(0, at - signed));
  const isLate = (at: number, limit: number): boolean => limit >= 0 && (at >= 0 ? at > limit : now > limit);
  if (isLate(opened, readBy) || isLate(acknowledged, acknowledgeBy)) pair.overdue += 1;
}

function figuresIn({ from, to, dispatches, overdue, seconds }: Gathered): PairFigures {
  const { delivery, opening, acknowledgement, answer } = seconds;
  return {
    from,
    to,
    dispatches: shown(dispatches),
    delivery: spanOf(delivery),
    opening: spanOf(opening),
    acknowledgement: spanOf(acknowledgement),
    answer: spanOf(answer),
    overdue: shown(overdue),
  };
}

function spanOf(seconds: number[]): Span {
  const counted = shown(seconds.length);
  if (counted === 'few' || counted === 0) return { count: counted };
  const sorted = Float64Array.from(seconds).sort();
  return { count: counted, median: hours(quantile(sorted, 0.5)), ninetieth: hours(quantile(sorted, 0.9)) };
}

function shown(number: number): Count {
  return number > 0 && number < smallest ? 'few' : number;
}

/** The smallest value that so large a share does not exceed. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function hours(seconds: number): number {
  return Math.round(seconds / 360) / 10;
}

export interface MergedPair extends PairFigures {
  /** Whose desk gave the figures: the addressee's where it reported, since it signs the receipts; else the sender's. */
  readonly source: string;
}

/** Puts the reports of several countries together. Each pair is taken once. */
export function mergedPairs(reports: readonly CountryReport[]): readonly MergedPair[] {
  const pairs = new Map<string, MergedPair>();
  for (const { country, pairs: own } of reports) {
    for (const pair of own) {
      const key = `${pair.from} ${pair.to}`;
      if (pair.to === country || !pairs.has(key)) pairs.set(key, { ...pair, source: country });
    }
  }
  return [...pairs.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, pair]) => pair);
}
