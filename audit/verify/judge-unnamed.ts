import type { LogFile, LogFileStanding } from '../log-file.ts';
import { isDeceptive, type LogName } from './archive-names.ts';
import type { Coverage, Span } from './coverage.ts';
import { type Finding, finding } from './finding.ts';
import { type FoundLog, judged } from './found-log.ts';
import { groupBy } from './group-by.ts';
import { placeOf } from './judge-digests.ts';
import { second } from './time-text.ts';

/** Says of every log file that no digest names why that is: newer than the last digest, in a gap of the digests, or added. */
export function judgeUnnamed(
  logs: readonly FoundLog[],
  coverageOf: (account: string, region: string) => Coverage,
): { readonly files: readonly LogFile[]; readonly findings: readonly Finding[] } {
  const told = logs.map((log) => ({ log, reason: reasonOf(log, coverageOf) }));
  const files = told.map(({ log, reason }) => judged(log, standingOf(log, reason), null));
  const findings = [...groupBy(told, ({ log, reason }) => groupOf(log, reason)).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [findingOf(first, group.length)];
  });
  return { files, findings };
}

type Reason =
  | { readonly is: 'strange' }
  | { readonly is: 'unvouched' }
  | { readonly is: 'other kind'; readonly place: string }
  | { readonly is: 'no digest'; readonly place: string }
  | { readonly is: 'pending'; readonly place: string; readonly last: string }
  | { readonly is: 'gap'; readonly place: string; readonly span: Span };

interface Told {
  readonly log: FoundLog;
  readonly reason: Reason;
}

/**
 * The name tells the minute of writing, and delivery takes about five minutes (CloudTrail: "How CloudTrail works"): a file named shortly
 * before the end of one digest may stand in the next.
 */
const deliveryMs = 5 * 60_000;

function reasonOf({ name, entry }: FoundLog, coverageOf: (account: string, region: string) => Coverage): Reason {
  if (name.kind === 'strange' || isDeceptive(entry.key)) return { is: 'strange' };
  const place = `${name.account} ${name.region}`;
  if (!name.isTrailLog) return { is: 'other kind', place };
  return timely(name, place, coverageOf(name.account, name.region));
}

function timely({ deliveredMs }: LogName, place: string, { lastMs, gapAt }: Coverage): Reason {
  if (lastMs === undefined) return { is: 'no digest', place };
  if (deliveredMs + deliveryMs > lastMs) return { is: 'pending', place, last: second(lastMs) };
  const span = gapAt(deliveredMs) ?? gapAt(deliveredMs + deliveryMs);
  return span === undefined ? { is: 'unvouched' } : { is: 'gap', place, span };
}

function standingOf({ sha256 }: FoundLog, { is }: Reason): LogFileStanding {
  if (sha256 === null) return 'unreadable';
  if (is === 'pending') return 'pending';
  return is === 'gap' ? 'untrusted' : 'unvouched';
}

/** One finding for each added file; one for all those of a place that share an innocent reason. */
function groupOf(log: FoundLog, reason: Reason): string {
  if (reason.is === 'strange' || reason.is === 'unvouched') return placeOf(log);
  return `${reason.is} ${reason.place} ${reason.is === 'gap' ? reason.span.fromMs : ''}`;
}

function findingOf({ log, reason }: Told, count: number): Finding {
  switch (reason.is) {
    case 'strange':
      return finding('StrangeName', placeOf(log));
    case 'unvouched':
      return finding('LogFileUnvouched', placeOf(log));
    case 'other kind':
      return finding('KindNotDigested', reason.place, { count });
    case 'no digest':
      return finding('NoDigest', reason.place, { count });
    case 'pending':
      return finding('LogFilesPending', reason.place, { count, last: reason.last });
    case 'gap':
      return finding('LogFilesUncovered', reason.place, {
        count,
        from: timeText(reason.span.fromMs),
        until: timeText(reason.span.untilMs),
      });
  }
}

function timeText(ms: number): string {
  return Number.isFinite(ms) ? second(ms) : '…';
}
