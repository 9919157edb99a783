import type { Finding, FindingCode } from '../finding.ts';
import type { LogFile, LogFileStanding } from '../log-file.ts';
import type { StoreIndex } from './store.ts';

export interface Plan {
  /** To be read now, by day, in portions that fit the memory; files of a portion are all verified or all pending. */
  readonly portions: readonly (readonly LogFile[])[];
  /** Parts of the store that stay. Pending ones go: their files are read again, with the standing that they have now. */
  readonly kept: StoreIndex['parts'];
  readonly findings: readonly Finding[];
}

const portionBytes = 400 * 1024 ** 2;
const portionFiles = 2000;

const refused: Readonly<Partial<Record<LogFileStanding, FindingCode>>> = {
  changed: 'FileChanged',
  missing: 'FileMissing',
  unvouched: 'FileUnvouched',
  unreadable: 'FileUnreadable',
  untrusted: 'FileUntrusted',
};

/** Files of which nothing is taken in or read, and why. */
export function refusedFiles(files: readonly LogFile[]): readonly Finding[] {
  return files.flatMap(({ bucket, key, standing }) => {
    const code = refused[standing];
    return code ? [{ code, bucket, key }] : [];
  });
}

/** What is to be done so that the store holds the files that verify, and what is to be said of the others. */
export function planIngestion(files: readonly LogFile[], index: StoreIndex): Plan {
  const kept = index.parts.filter((part) => part.files.every(({ standing }) => standing !== 'pending'));
  const known = new Map(kept.flatMap((part) => part.files.map((file) => [placeOf(file), file.sha256] as const)));
  const fresh: LogFile[] = [];
  const findings: Finding[] = [];
  for (const file of files) {
    const code = refused[file.standing];
    const before = known.get(placeOf(file));
    const about = { bucket: file.bucket, key: file.key };
    if (code) findings.push({ code, ...about });
    if (before === undefined) {
      if (!code) fresh.push(file);
    } else if (file.sha256 !== before) findings.push({ code: file.sha256 === null ? 'GoneSinceIngest' : 'ChangedSinceIngest', ...about });
    else if (code) findings.push({ code: 'GoneSinceIngest', ...about });
  }
  const seen = new Set(files.map(placeOf));
  for (const { bucket, key } of kept.flatMap((part) => part.files)) {
    if (!seen.has(placeOf({ bucket, key }))) findings.push({ code: 'GoneSinceIngest', bucket, key });
  }
  const verified = fresh.filter(({ standing }) => standing === 'verified');
  const pending = fresh.filter(({ standing }) => standing === 'pending');
  return { portions: [...portionsOf(verified), ...portionsOf(pending)], kept, findings };
}

function placeOf({ bucket, key }: Pick<LogFile, 'bucket' | 'key'>): string {
  return JSON.stringify([bucket, key]);
}

function portionsOf(files: readonly LogFile[]): readonly (readonly LogFile[])[] {
  const portions: LogFile[][] = [];
  let bytes = 0;
  for (const file of [...files].sort((one, other) => compare(dayIn(one.key), dayIn(other.key)) || compare(one.key, other.key))) {
    const last = portions.at(-1);
    if (last && bytes + file.sizeBytes <= portionBytes && last.length < portionFiles) last.push(file);
    else portions.push([file]);
    bytes = last === portions.at(-1) ? bytes + file.sizeBytes : file.sizeBytes;
  }
  return portions;
}

function dayIn(key: string): string {
  return /\/(\d{4}\/\d\d\/\d\d)\//.exec(key)?.[1] ?? '';
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
