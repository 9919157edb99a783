import { recordId } from '../answer/answer.ts';
import type { Asked } from '../ask/asked.ts';
import type { LogFile } from '../log-file.ts';
import { readRaw, recordsIn } from '../raw-file.ts';
import { eventOf, isObject, type LogEvent } from '../record.ts';
import { judges } from './judges.ts';

/** A record that answers, found by reading the archive itself. */
export interface Found {
  readonly id: string;
  readonly file: LogFile;
  readonly ordinal: number;
  readonly event: LogEvent;
}

export interface Scan {
  readonly found: readonly Found[];
  readonly recordsRead: number;
  /** Files that could not be read, or whose bytes are no longer those that were verified: their records are in no scan. */
  readonly unread: readonly LogFile[];
}

/** A verified archive: its files, and those that verification saw to hold nothing of what is asked. */
export interface Archive {
  readonly files: readonly LogFile[];
  /** @default none */
  readonly passedOver?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** Answers a question from the raw log files: no index, no SQL, one file in memory at a time. Only verified and pending files are read. */
export async function scan({ files, passedOver = none }: Archive, { question, parameters, period }: Asked): Promise<Scan> {
  const read = files.filter(({ standing, path }) => (standing === 'verified' || standing === 'pending') && !passedOver.has(path));
  const judge = judges[question.id](parameters);
  const { note } = judge;
  if (note) await walk(read, (event) => note(event));
  const found: Found[] = [];
  const walked = await walk(read, (event, file, ordinal) => {
    const isInPeriod = event.event_day === 'unknown' || (event.event_day >= period.from && event.event_day <= period.to);
    if (isInPeriod && judge.answers(event)) found.push({ id: recordId({ logFile: file, ordinal }), file, ordinal, event });
  });
  return { found, ...walked };
}

type Visit = (event: LogEvent, file: LogFile, ordinal: number) => void;

async function walk(files: readonly LogFile[], visit: Visit): Promise<Omit<Scan, 'found'>> {
  let recordsRead = 0;
  const unread: LogFile[] = [];
  for (const file of files) {
    const raw = await readRaw(file.path);
    const records = raw.kind === 'read' && raw.sha256 === file.sha256 ? recordsIn(raw.bytes) : undefined;
    if (!records) unread.push(file);
    records?.forEach((record, ordinal) => {
      if (!isObject(record)) return;
      recordsRead += 1;
      visit(eventOf(record), file, ordinal);
    });
  }
  return { recordsRead, unread };
}
