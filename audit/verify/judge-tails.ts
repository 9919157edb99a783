import { type Finding, finding } from './finding.ts';
import type { DigestChain } from './judge-chains.ts';
import { second } from './time-text.ts';

/** What the ends of the chains are held against. */
export interface TailQuestion {
  /** `--until`: what the auditor knows that the copy should reach. */
  readonly untilMs: number | undefined;
  /** Newest delivery of a log file, by account and Region. */
  readonly newestLogMs: (of: DigestChain) => number;
}

/**
 * Finds digests that were removed at the end. A chain has no end of its own, so this needs another witness: the time that the auditor names,
 * log files that go on for more than an hour after the last digest, or the other chains of the copy.
 */
export function judgeTails(chains: readonly DigestChain[], question: TailQuestion): readonly Finding[] {
  const live = chains.filter(({ isBackfill, lastMs }) => !isBackfill && lastMs > 0);
  const tails = lastOfEachPlace(live);
  const newestMs = Math.max(...tails.map(({ lastMs }) => lastMs));
  const findings = [...tails.flatMap((tail) => judgeTail(tail, { ...question, newestMs })), ...judgeBeside(live)];
  return question.untilMs === undefined && tails.length > 0 ? [...findings, finding('TailUnchecked', 'archive')] : findings;
}

/** Finds accounts (`ACCOUNT`), or single Regions of them (`ACCOUNT/REGION`), of which everything was removed: nothing else in a copy speaks of them. */
export function judgeExpected(chains: readonly DigestChain[], expected: readonly string[]): readonly Finding[] {
  const live = chains.filter(({ isBackfill, lastMs }) => !isBackfill && lastMs > 0);
  const places = new Set(live.flatMap(({ account, region }) => [account, `${account}/${region}`]));
  return expected.filter((place) => !places.has(place)).map((place) => finding('PlaceMissing', place));
}

const hourMs = 3_600_000;

/** A trail that another one of the account and Region ran beside and outlasted: one that is replaced ends about when the next begins, and is not meant. */
function judgeBeside(chains: readonly DigestChain[]): readonly Finding[] {
  return chains.flatMap((chain) => {
    const place = tailPlace(chain);
    const beside = chains.find((other) => {
      const began = other.digests[0]?.startMs ?? Number.POSITIVE_INFINITY;
      return tailPlace(other) === place && began < chain.lastMs - hourMs && other.lastMs - chain.lastMs >= 2 * hourMs;
    });
    return beside ? [finding('TailUneven', `${place} ${chain.trail}`, { last: second(chain.lastMs), newest: second(beside.lastMs) })] : [];
  });
}

/** A trail may be replaced by another one: what counts is how far the digests of an account and Region go. */
function lastOfEachPlace(chains: readonly DigestChain[]): readonly DigestChain[] {
  const last = new Map<string, DigestChain>();
  for (const chain of chains) {
    const place = tailPlace(chain);
    const known = last.get(place);
    if (known === undefined || known.lastMs < chain.lastMs) last.set(place, chain);
  }
  return [...last.values()];
}

function judgeTail(tail: DigestChain, question: TailQuestion & { readonly newestMs: number }): readonly Finding[] {
  const { untilMs, newestMs } = question;
  const where = tailPlace(tail);
  const last = second(tail.lastMs);
  // a digest ends every hour: one that would end at `until` itself is wanted too
  const wanted = untilMs === undefined ? 0 : Math.floor((untilMs - tail.lastMs) / hourMs);
  if (untilMs !== undefined && wanted > 0) return [finding('TailTruncated', where, { last, until: second(untilMs), count: wanted })];
  const newestLogMs = question.newestLogMs(tail);
  const overdue = Math.floor((newestLogMs - tail.lastMs) / hourMs);
  if (overdue > 1) return [finding('DigestOverdue', where, { last, newest: second(newestLogMs), count: overdue })];
  const isUneven = untilMs === undefined && newestMs - tail.lastMs >= 2 * hourMs;
  return isUneven ? [finding('TailUneven', where, { last, newest: second(newestMs) })] : [];
}

function tailPlace({ account, region }: DigestChain): string {
  return `${account} ${region}`;
}
