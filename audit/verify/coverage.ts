import { groupBy } from './group-by.ts';
import type { DigestChain } from './judge-chains.ts';

/** Which times the digests of an account and Region cover. */
export interface Coverage {
  /** End of the newest digest; of the one that lags behind where several trails are at work. Undefined where there is no digest. */
  readonly lastMs: number | undefined;
  /** The time without a digest in which the instant lies; undefined where a digest covers it. */
  readonly gapAt: (ms: number) => Span | undefined;
}

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** By account and Region. Backfill digests cover no time: they name what came late. */
export function coverageOf(chains: readonly DigestChain[]): (account: string, region: string) => Coverage {
  const places = groupBy(
    chains.filter(({ isBackfill, lastMs }) => !isBackfill && lastMs > 0),
    ({ account, region }) => `${account} ${region}`,
  );
  const known = new Map([...places].map(([place, group]) => [place, coverageOfPlace(group)] as const));
  return (account, region) => known.get(`${account} ${region}`) ?? none;
}

const none: Coverage = { lastMs: undefined, gapAt: () => undefined };
const liveMs = 2 * 3_600_000;

function coverageOfPlace(chains: readonly DigestChain[]): Coverage {
  const newestMs = Math.max(...chains.map(({ lastMs }) => lastMs));
  const live = chains.filter(({ lastMs }) => newestMs - lastMs < liveMs);
  const believed = chains.flatMap(({ digests }) => digests.filter(({ standing }) => standing !== 'refused'));
  const gaps = gapsBetween(believed.map(({ startMs, endMs }) => ({ fromMs: startMs, untilMs: endMs })));
  return {
    lastMs: Math.min(...live.map(({ lastMs }) => lastMs)),
    gapAt: (ms) => gaps.find(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs),
  };
}

/** What the spans leave out, from the beginning of time to its end. */
function gapsBetween(spans: readonly Span[]): readonly Span[] {
  const gaps: Span[] = [];
  let reachedMs = Number.NEGATIVE_INFINITY;
  for (const { fromMs, untilMs } of [...spans].sort((one, other) => one.fromMs - other.fromMs)) {
    if (fromMs > reachedMs) gaps.push({ fromMs: reachedMs, untilMs: fromMs });
    reachedMs = Math.max(reachedMs, untilMs);
  }
  return [...gaps, { fromMs: reachedMs, untilMs: Number.POSITIVE_INFINITY }];
}
