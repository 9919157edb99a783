import type { LogFile, LogFileStanding } from '../log-file.ts';
import { coverageOf } from './coverage.ts';
import { type Finding, finding } from './finding.ts';
import { type FoundLog, judged } from './found-log.ts';
import type { DigestChain } from './judge-chains.ts';
import { type JudgedDigest, placeOf } from './judge-digests.ts';
import { judgeUnnamed } from './judge-unnamed.ts';

export interface LogQuestion {
  readonly logs: readonly FoundLog[];
  readonly chains: readonly DigestChain[];
  /** What the digests of the chains name. */
  readonly named: NamedFiles;
  /** Of a file that the copy does not have; empty where the name leads out of the copy. */
  readonly pathOf: (bucket: string, key: string) => string;
  readonly maxInflatedBytes: number;
}

export interface LogJudgement {
  readonly files: readonly LogFile[];
  readonly findings: readonly Finding[];
}

/** Holds every log file against the digest that names it, and asks of every other one why none does. */
export function judgeLogs(question: LogQuestion): LogJudgement {
  const findings: Finding[] = [...question.named.findings];
  const named = new Map(question.named.byPlace);
  const files: LogFile[] = [];
  const unnamed: FoundLog[] = [];
  for (const log of question.logs) {
    const place = placeOf(log);
    const naming = named.get(place);
    if (log.problem !== null) findings.push(finding(problemCodes[log.problem], place, { limit: question.maxInflatedBytes }));
    if (naming === undefined) unnamed.push(log);
    else files.push(judgeNamed(log, naming, findings));
    named.delete(place);
  }
  for (const naming of named.values()) if (naming.digest.standing !== 'refused') files.push(missing(naming, question.pathOf));
  for (const { standing, bucket, key } of files) if (standing === 'missing') findings.push(finding('LogFileMissing', `${bucket}/${key}`));
  const rest = judgeUnnamed(unnamed, coverageOf(question.chains));
  const all = [...files, ...rest.files].sort((one, other) => (one.path < other.path ? -1 : 1));
  return { files: all, findings: [...findings, ...rest.findings] };
}

/** What a digest says of a log file. */
interface Naming {
  readonly bucket: string;
  readonly key: string;
  readonly sha256: string;
  readonly digest: JudgedDigest;
  /** The newest of its chain, whose signature a plain copy has lost. */
  readonly isNewest: boolean;
}

/** Log files by their place, as digests name them. */
export interface NamedFiles {
  readonly byPlace: ReadonlyMap<string, Naming>;
  readonly findings: readonly Finding[];
}

/** Where several digests name a file, as after a redelivery, the one that proves most is taken. */
export function namedFiles(chains: readonly DigestChain[]): NamedFiles {
  const findings: Finding[] = [];
  const named = new Map<string, Naming>();
  for (const chain of chains) {
    const newest = chain.digests.at(-1);
    for (const digest of chain.digests) {
      for (const { s3Bucket: bucket, s3Object: key, hashValue: sha256 } of digest.body.logFiles) {
        const place = `${bucket}/${key}`;
        const known = named.get(place);
        const naming = { bucket, key, sha256, digest, isNewest: digest === newest };
        if (known !== undefined && known.sha256 !== sha256 && bothBelieved(known, naming)) findings.push(finding('DigestsDisagree', place));
        if (known === undefined || weight(naming) > weight(known)) named.set(place, naming);
      }
    }
  }
  return { byPlace: named, findings };
}

const weights = { signed: 2, unsigned: 1, refused: 0 } as const;

function weight({ digest }: Naming): number {
  return weights[digest.standing];
}

function bothBelieved(one: Naming, other: Naming): boolean {
  return weight(one) > 0 && weight(other) > 0;
}

function judgeNamed(log: FoundLog, naming: Naming, findings: Finding[]): LogFile {
  const { sha256, digest } = naming;
  const isDifferent = log.sha256 !== null && log.sha256 !== sha256;
  // what a refused digest wants proves nothing either way
  if (isDifferent && digest.standing !== 'refused') {
    findings.push(finding('LogFileChanged', placeOf(log), { got: log.sha256 ?? '', wanted: sha256 }));
  }
  return judged(log, standingOf(log, naming), { bucket: digest.entry.bucket, key: digest.entry.key });
}

function standingOf({ sha256, problem }: FoundLog, naming: Naming): LogFileStanding {
  if (sha256 === null) return 'unreadable';
  if (naming.digest.standing === 'refused') return 'untrusted';
  if (sha256 !== naming.sha256 || problem !== null) return 'changed';
  if (naming.digest.standing === 'signed') return 'verified';
  return naming.isNewest ? 'pending' : 'untrusted';
}

function missing({ bucket, key, digest }: Naming, pathOf: LogQuestion['pathOf']): LogFile {
  const named = { bucket: digest.entry.bucket, key: digest.entry.key };
  return { bucket, key, path: pathOf(bucket, key), sha256: null, sizeBytes: 0, inflatedBytes: 0, standing: 'missing', digest: named };
}

const problemCodes = {
  cut: 'LogFileCut',
  gzip: 'LogFileNotGzip',
  file: 'LogFileUnopened',
  trailing: 'LogFileTrailing',
  large: 'LogFileTooLarge',
} as const;
