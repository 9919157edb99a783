import { join, relative, resolve, sep } from 'node:path';
import type { LogFile } from '../log-file.ts';
import { type Finding, finding } from './finding.ts';
import type { FoundLog } from './found-log.ts';
import { type DigestChain, judgeChain, judgeSuccession } from './judge-chains.ts';
import type { JudgedDigest } from './judge-digests.ts';
import { judgeLogs } from './judge-logs.ts';
import { judgeExpected, judgeTails } from './judge-tails.ts';
import type { DigestKeys } from './public-keys.ts';
import { readArchive } from './read-archive.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export interface VerifyArchiveProps {
  /** Holds one folder per bucket: `FOLDER/BUCKET/AWSLogs/...`. */
  readonly folder: string;
  readonly keys: DigestKeys;
  /** Until when digests must be there. @default what is missing at the end is found only where log files or other chains go on */
  readonly until?: Date;
  /** Since when digests must be there. @default from the beginning of every chain */
  readonly from?: Date;
  /** Accounts, or `ACCOUNT/REGION`, that must have digests. @default one that is missing wholly is not found */
  readonly expected?: readonly string[];
  /** Threads that inflate and hash. @default 2 */
  readonly workers?: number;
  /** Of one file; a larger one is refused. @default 128 MiB: CloudTrail's files are far smaller */
  readonly maxInflatedBytes?: number;
  /** Texts to look for in log files while they are hashed (audit/scan/needles.ts). @default none */
  readonly needles?: readonly string[];
  /** Whether to mark files that an engine must not be given whole. @default false */
  readonly findIrregular?: boolean;
}

/** What can be said of a copy of an archive. */
export interface Verification {
  readonly verdict: Verdict;
  /** Every log file that is in the copy or that a digest names, in the order of the paths. */
  readonly files: readonly LogFile[];
  readonly digests: readonly JudgedDigest[];
  readonly chains: readonly DigestChain[];
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** Paths of the log files that hold none of the needles that were looked for. */
  readonly passedOver: ReadonlySet<string>;
}

/** Verifies a plain copy of one or more archive buckets, offline. Throws where the folder cannot be read; whatever lies in it is a finding. */
export async function verifyArchive(props: VerifyArchiveProps): Promise<Verification> {
  const { folder, keys, workers = 2, maxInflatedBytes = 128 * 2 ** 20, findIrregular = false, needles } = props;
  const reading = await readArchive({ folder, keys, workers, maxInflatedBytes, findIrregular, ...(needles && { needles }) });
  const { logs, chains, named, digests, present } = reading;
  const outcome = judgeLogs({ logs, chains, named, maxInflatedBytes, pathOf: (bucket, key) => pathWithin(folder, bucket, key) });
  const question = { present, fromMs: props.from?.getTime() };
  const findings = [
    ...keyFindings(keys),
    ...reading.findings,
    ...digests.findings,
    ...chains.flatMap((chain) => judgeChain(chain, question)),
    ...judgeSuccession(chains, question.fromMs),
    ...judgeTails(chains, { untilMs: props.until?.getTime(), newestLogMs: (chain) => newestLogOf(logs, chain) }),
    ...judgeExpected(chains, props.expected ?? []),
    ...outcome.findings,
    ...(logs.length + present.size === 0 ? [finding('ArchiveEmpty', 'archive')] : []),
  ].sort((one, other) => ranks[one.severity] - ranks[other.severity]);
  const passedOver = new Set(logs.flatMap(({ mayHold, entry }) => (mayHold ? [] : [entry.path])));
  return { verdict: verdictOf(findings), files: outcome.files, digests: digests.digests, chains, findings, passedOver };
}

const ranks = { error: 0, warning: 1, notice: 2 } as const;

function keyFindings({ byFingerprint, malformed }: DigestKeys): readonly Finding[] {
  const rehearsal = [...byFingerprint.values()].filter(({ isRehearsal }) => isRehearsal);
  return [
    ...malformed.map((fingerprint) => finding('KeyMalformed', fingerprint)),
    ...rehearsal.map(({ fingerprint }) => finding('RehearsalKeys', fingerprint)),
  ];
}

function newestLogOf(logs: readonly FoundLog[], { account, region }: DigestChain): number {
  return logs.reduce((newest, { name }) => {
    const isHere = name.kind === 'log' && name.isTrailLog && name.account === account && name.region === region;
    return isHere ? Math.max(newest, name.deliveredMs) : newest;
  }, 0);
}

/** A digest may name anything: `../..` leads nowhere. */
function pathWithin(folder: string, bucket: string, key: string): string {
  const path = resolve(folder, join(bucket, key));
  const inside = relative(folder, path);
  return inside.startsWith('..') || inside.startsWith(sep) || key.includes('\0') ? '' : path;
}
