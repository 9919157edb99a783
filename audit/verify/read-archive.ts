import { resolve } from 'node:path';
import { type ArchiveName, type DigestName, isDeceptive, parseArchiveName, sidecarSuffix } from './archive-names.ts';
import { type Finding, finding } from './finding.ts';
import type { FoundLog } from './found-log.ts';
import { type HashingOptions, startHashing } from './hash-files.ts';
import { chainsOf, type DigestChain } from './judge-chains.ts';
import { type DigestJudgement, judgeDigests, placeOf } from './judge-digests.ts';
import { type NamedFiles, namedFiles } from './judge-logs.ts';
import type { DigestKeys } from './public-keys.ts';
import { readDigest } from './read-digest.ts';
import { type ArchiveEntry, walkArchive } from './walk.ts';

/** What lies in a copy, read and hashed; its digests judged. */
export interface ArchiveReading {
  readonly logs: readonly FoundLog[];
  readonly digests: DigestJudgement;
  readonly chains: readonly DigestChain[];
  readonly named: NamedFiles;
  /** Places of the digests that are in the copy. */
  readonly present: ReadonlySet<string>;
  /** What has no business in an archive. */
  readonly findings: readonly Finding[];
}

export interface ReadArchiveProps extends HashingOptions {
  readonly folder: string;
  readonly keys: DigestKeys;
}

/** Log files are hashed while others are still looked for, and digests read and judged. Throws where the folder cannot be read. */
export async function readArchive({ folder, keys, ...options }: ReadArchiveProps): Promise<ArchiveReading> {
  const threads = startHashing(options);
  try {
    const sorted = sortOut(walkArchive(resolve(folder)), threads.add);
    const [hashed, judged] = await Promise.all([threads.done(), judgedDigests(sorted, options.maxInflatedBytes, keys)]);
    const logs = sorted.logs.flatMap((log, index): readonly FoundLog[] => {
      const file = hashed[index];
      return file === undefined ? [] : [Object.assign(file, log)];
    });
    return { logs, ...judged, present: new Set(sorted.digests.map(({ place }) => place)), findings: sorted.findings };
  } catch (error) {
    await threads.end();
    throw error;
  }
}

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

/** Tells log files, digests and sidecars apart, and names everything that is none of them. `tellLog` hears of every log file as soon as it is met. */
function sortOut(entries: readonly ArchiveEntry[], tellLog: (path: string) => void): Sorted {
  const places = new Set(entries.flatMap((entry) => (entry.kind === 'file' ? [placeOf({ entry })] : [])));
  const logs: Pick<FoundLog, 'entry' | 'name'>[] = [];
  const digests: Sorted['digests'][number][] = [];
  const findings: Finding[] = [];
  for (const entry of entries) {
    const name = kindOf(entry);
    const place = placeOf({ entry });
    if (name === undefined) findings.push(finding(entry.kind === 'closed' ? 'FolderUnread' : 'NotAFile', place));
    else if (name.kind === 'digest') digests.push({ place, entry, name, hasSidecar: places.has(`${place}${sidecarSuffix}`) });
    else if (name.kind === 'log' || (name.kind === 'strange' && name.amongLogs)) {
      logs.push({ entry, name });
      tellLog(entry.path);
    } else if (name.kind === 'strange') findings.push(finding(isDeceptive(place) ? 'StrangeName' : 'StrangeFile', place));
    else if (!places.has(`${entry.bucket}/${name.of}`)) findings.push(finding('SidecarAlone', place));
  }
  return { logs, digests, findings };
}

function kindOf({ bucket, key, kind }: ArchiveEntry): ArchiveName | undefined {
  if (kind !== 'file') return undefined;
  return bucket === '' ? { kind: 'strange', amongLogs: false } : parseArchiveName(key);
}

async function judgedDigests({ digests }: Sorted, maxInflatedBytes: number, keys: DigestKeys) {
  const read = digests.map((digest) => readDigest(digest, maxInflatedBytes));
  const judged = judgeDigests(read, keys);
  const chains = chainsOf(judged.digests);
  return { digests: judged, chains, named: namedFiles(chains) };
}
