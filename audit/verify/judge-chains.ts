import { type Finding, finding } from './finding.ts';
import { groupBy } from './group-by.ts';
import { type JudgedDigest, placeOf } from './judge-digests.ts';
import { second } from './time-text.ts';

/** The digests of one trail in one account and Region, in the order of time. Backfill digests are a chain of their own. */
export interface DigestChain {
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly isBackfill: boolean;
  readonly digests: readonly JudgedDigest[];
  /** Until when digests that can be believed go; 0 where there is none. An unsigned one counts for the hour that a digest covers. */
  readonly lastMs: number;
}

/** What the chain is held against. */
export interface ChainQuestion {
  /** Everything that the copy has under a name of a digest, readable or not: `bucket/key`. */
  readonly present: ReadonlySet<string>;
  readonly fromMs: number | undefined;
}

const hourMs = 3_600_000;

export function chainsOf(digests: readonly JudgedDigest[]): readonly DigestChain[] {
  const groups = groupBy(digests, ({ name }) => [name.account, name.region, name.homeRegion, name.trail, name.isBackfill].join(' '));
  return [...groups.values()].flatMap((group) => {
    const sorted = [...group].sort((one, other) => one.endMs - other.endMs);
    const last = sorted.at(-1);
    if (last === undefined) return [];
    const { account, region, trail, isBackfill } = last.name;
    return [{ account, region, trail, isBackfill, digests: sorted, lastMs: lastOf(sorted) }];
  });
}

function lastOf(digests: readonly JudgedDigest[]): number {
  return digests.reduce((last, { standing, startMs, endMs }) => {
    if (standing === 'refused') return last;
    return Math.max(last, standing === 'signed' ? endMs : Math.min(endMs, startMs + hourMs));
  }, 0);
}

/** Finds what is missing inside a chain and before it, and where it was begun anew. */
export function judgeChain(chain: DigestChain, question: ChainQuestion): readonly Finding[] {
  return [
    ...chain.digests.flatMap((digest, index) => judgeLink(digest, chain.digests[index - 1], { chain, ...question })),
    ...unsignedIn(chain),
  ];
}

/**
 * Finds the times between a trail that ended and one of another name that follows it in the same account and Region: nothing else tells whether there was
 * none, or whether the end of the first was taken out.
 */
export function judgeSuccession(chains: readonly DigestChain[], fromMs = Number.NEGATIVE_INFINITY): readonly Finding[] {
  const places = groupBy(
    chains.filter(({ isBackfill }) => !isBackfill),
    ({ account, region }) => `${account} ${region}`,
  );
  return [...places.values()].flatMap((group) =>
    group.flatMap((chain) => {
      const [first] = chain.digests;
      if (first === undefined || first.body.previousDigestS3Object !== null || first.standing === 'refused') return [];
      const others = group.filter((each) => each !== chain);
      const reachedMs = reachBefore(others, first.startMs);
      return reachedMs !== undefined && reachedMs < first.startMs && first.startMs > fromMs ? restartedAt(first, reachedMs) : [];
    }),
  );
}

/** How far the digests of these chains go that begin before the instant; undefined where none does. */
function reachBefore(chains: readonly DigestChain[], ms: number): number | undefined {
  const before = chains.flatMap(({ digests }) => digests.filter(({ standing, startMs }) => standing !== 'refused' && startMs <= ms));
  return before.reduce<number | undefined>((reached, { endMs }) => Math.max(reached ?? endMs, endMs), undefined);
}

/** The newest digest of a chain has its signature in its metadata alone, as does the last one before a restart. */
function unsignedIn({ digests }: DigestChain): readonly Finding[] {
  const newest = digests.at(-1);
  return digests
    .filter(({ standing }) => standing === 'unsigned')
    .map((digest) =>
      finding(digest === newest ? 'NewestDigestUnsigned' : 'DigestUnsigned', placeOf(digest), { count: digest.body.logFiles.length }),
    );
}

function judgeLink(
  digest: JudgedDigest,
  before: JudgedDigest | undefined,
  question: ChainQuestion & { readonly chain: DigestChain },
): readonly Finding[] {
  const { previousDigestS3Object: key, previousDigestS3Bucket: bucket } = digest.body;
  const place = placeOf(digest);
  // a digest that is refused may say anything of what came before it
  if (digest.standing === 'refused') return [];
  if (key === null || bucket === null) return before === undefined ? [] : restarted(digest, before);
  const previous = `${bucket}/${key}`;
  if (question.present.has(previous)) {
    const isBefore = before !== undefined && before.standing !== 'refused' && placeOf(before) === previous;
    return isBefore && !digest.name.isBackfill ? timesOf(digest, before) : overlapOf(digest, before);
  }
  if (before === undefined) return [missingHead(digest, previous, question.fromMs)];
  const missing = [finding('DigestMissing', previous)];
  const gapMs = digest.startMs - before.endMs;
  if (digest.name.isBackfill || gapMs < 2 * hourMs) return missing;
  // one hour of the gap is the digest's that is named
  const count = Math.round(gapMs / hourMs) - 1;
  return [...missing, finding('DigestSpanMissing', place, { from: second(before.endMs), until: second(digest.startMs - hourMs), count })];
}

function missingHead(digest: JudgedDigest, previous: string, fromMs: number | undefined): Finding {
  const from = second(digest.startMs);
  return fromMs !== undefined && digest.startMs <= fromMs
    ? finding('HeadNotAsked', placeOf(digest), { from })
    : finding('HeadMissing', previous, { from });
}

function restarted(digest: JudgedDigest, before: JudgedDigest): readonly Finding[] {
  // every backfill digest may stand alone
  return digest.name.isBackfill ? [] : restartedAt(digest, before.endMs);
}

function restartedAt(digest: JudgedDigest, sinceMs: number): readonly Finding[] {
  return [finding('ChainRestarted', placeOf(digest), { from: second(sinceMs), until: second(digest.startMs) })];
}

function timesOf(digest: JudgedDigest, before: JudgedDigest): readonly Finding[] {
  const times = { from: second(before.endMs), until: second(digest.startMs) };
  return digest.startMs > before.endMs ? [finding('ChainGap', placeOf(digest), times)] : overlapOf(digest, before);
}

function overlapOf(digest: JudgedDigest, before: JudgedDigest | undefined): readonly Finding[] {
  if (before === undefined || before.standing === 'refused') return [];
  if (digest.name.isBackfill || digest.startMs >= before.endMs) return [];
  return [finding('ChainOverlaps', placeOf(digest), { from: second(digest.startMs), until: second(before.endMs) })];
}
