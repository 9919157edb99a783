import { join, relative, resolve, sep } from 'node:path';
import type { LogFile } from '../log-file.ts';
import { type ArchiveName, type DigestName, isDeceptive, parseArchiveName, sidecarSuffix } from './archive-names.ts';
import { type Finding, finding } from './finding.ts';
import type { FoundLog } from './found-log.ts';
import { hashFiles } from './hash-files.ts';
import { chainsOf, type DigestChain, judgeChain } from './judge-chains.ts';
import { type JudgedDigest, judgeDigests } from './judge-digests.ts';
import { judgeLogs } from './judge-logs.ts';
import { judgeTails } from './judge-tails.ts';
import type { DigestKeys } from './public-keys.ts';
import { type ReadDigest, readDigest, type UnreadDigest } from './read-digest.ts';
import { type Verdict, verdictOf } from './verdict.ts';
import { type ArchiveEntry, walkArchive } from './walk.ts';

export interface VerifyArchiveProps {
  /** Holds one folder per bucket: `FOLDER/BUCKET/AWSLogs/...`. */
  readonly folder: string;
  readonly keys: DigestKeys;
  /** Until when digests must be there. @default what is missing at the end is found only where log files or other chains go on */
  readonly until?: Date;
  /** Since when digests must be there. @default from the beginning of every chain */
  readonly from?: Date;
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
  const maxInflatedBytes = props.maxInflatedBytes ?? 128 * 2 ** 20;
  const sorted = sortOut(await walkArchive(props.folder));
  const [hashed, read] = await Promise.all([
    hashFiles(
      sorted.logs.map(({ entry }) => entry.path),
      {
        workers: props.workers ?? 2,
        maxInflatedBytes,
        findIrregular: props.findIrregular ?? false,
        ...(props.needles && { needles: props.needles }),
      },
    ),
    readDigests(sorted, maxInflatedBytes),
  ]);
  const judged = judgeDigests(read, props.keys);
  const chains = chainsOf(judged.digests);
  const logs = sorted.logs.flatMap((log, index): readonly FoundLog[] => {
    const file = hashed[index];
    return file === undefined ? [] : [{ ...log, ...file }];
  });
  const outcome = judgeLogs({ logs, chains, maxInflatedBytes, pathOf: (bucket, key) => pathWithin(props.folder, bucket, key) });
  const question = { present: new Set(sorted.digests.map(({ place }) => place)), fromMs: props.from?.getTime() };
  const findings = [
    ...keyFindings(props.keys),
    ...sorted.findings,
    ...judged.findings,
    ...chains.flatMap((chain) => judgeChain(chain, question)),
    ...judgeTails(chains, { untilMs: props.until?.getTime(), newestLogMs: (chain) => newestLogOf(logs, chain) }),
    ...outcome.findings,
    ...(logs.length + sorted.digests.length === 0 ? [finding('ArchiveEmpty', 'archive')] : []),
  ].sort((one, other) => ranks[one.severity] - ranks[other.severity]);
  const passedOver = new Set(logs.flatMap(({ mayHold, entry }) => (mayHold ? [] : [entry.path])));
  return { verdict: verdictOf(findings), files: outcome.files, digests: judged.digests, chains, findings, passedOver };
}

const ranks = { error: 0, warning: 1, notice: 2 } as const;

interface Sorted {
  readonly logs: readonly Pick<FoundLog, 'entry' | 'name'>[];
  readonly digests: readonly {
    readonly place: string;
    readonly entry: ArchiveEntry;
    readonly name: DigestName;
    readonly hasSidecar: boolean;
  }[];
  readonly findings: readonly Finding[];
}

/** Tells log files, digests and sidecars apart, and names everything that is none of them. */
function sortOut(entries: readonly ArchiveEntry[]): Sorted {
  const named = entries.map((entry) => ({ entry, place: `${entry.bucket}/${entry.key}`, name: kindOf(entry) }));
  const places = new Set(named.map(({ place }) => place));
  const logs: Pick<FoundLog, 'entry' | 'name'>[] = [];
  const digests: Sorted['digests'][number][] = [];
  const findings: Finding[] = [];
  for (const { entry, place, name } of named) {
    if (name === undefined) findings.push(finding('NotAFile', place));
    else if (name.kind === 'digest') digests.push({ place, entry, name, hasSidecar: places.has(`${place}${sidecarSuffix}`) });
    else if (name.kind === 'log' || (name.kind === 'strange' && name.amongLogs)) logs.push({ entry, name });
    else if (name.kind === 'strange') findings.push(finding(isDeceptive(place) ? 'StrangeName' : 'StrangeFile', place));
    else if (!places.has(`${entry.bucket}/${name.of}`)) findings.push(finding('SidecarAlone', place));
  }
  return { logs, digests, findings };
}

function kindOf({ bucket, key, isFile }: ArchiveEntry): ArchiveName | undefined {
  if (!isFile) return undefined;
  return bucket === '' ? { kind: 'strange', amongLogs: false } : parseArchiveName(key);
}

async function readDigests({ digests }: Sorted, maxInflatedBytes: number): Promise<readonly (ReadDigest | UnreadDigest)[]> {
  const read: (ReadDigest | UnreadDigest)[] = [];
  for (const digest of digests) read.push(await readDigest(digest, maxInflatedBytes));
  return read;
}

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
