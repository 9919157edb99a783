import { type Answer, type AnswerRow, recordId } from '../answer/answer.ts';
import { shownColumns } from '../ask/ask.ts';
import { askedOf } from '../ask/asked.ts';
import type { LogFile } from '../log-file.ts';
import { readRaw, recordsIn } from '../raw-file.ts';
import { eventOf, isObject, timePattern } from '../record.ts';
import { shownOf } from '../scan/cross-check.ts';
import { judges } from '../scan/judges.ts';
import type { Verdict as ArchiveVerdict } from '../verify/verdict.ts';

/**
 * What a row of an answer is worth now. `holds`: its record stands in a file that verified, says what the row says, and answers the
 * question. `pending`: the same, but no digest vouches for the file yet.
 */
export type Verdict =
  | 'holds'
  | 'pending'
  | 'fileNotFound'
  | 'fileNotVerified'
  | 'fileDiffers'
  | 'recordNotFound'
  | 'recordDiffers'
  | 'recordIsNoAnswer'
  | 'digestDiffers'
  | 'doubled';

export interface ProvenRow {
  readonly id: string;
  readonly verdict: Verdict;
}

export const verdictSentences: Readonly<Record<Verdict, string>> = {
  holds: 'the record stands in a verified log file and says what the row says',
  pending: 'the record says what the row says; no digest vouches for its file yet',
  fileNotFound: 'the archive has no such log file',
  fileNotVerified: 'the log file does not verify',
  fileDiffers: 'the log file is not the one that the row names by its hash',
  recordNotFound: 'the log file has no record of that ordinal',
  recordDiffers: 'the record says something else than the row',
  recordIsNoAnswer: 'the record says what the row says, but does not answer the question',
  digestDiffers: 'another digest than the row names vouches for the file',
  doubled: 'the row names the same record as an earlier one',
};

/** Re-reads the raw record of every row of an answer, from files as verification found them now. Trusts nothing of the answer itself. */
export async function proveAnswer(answer: Answer, files: readonly LogFile[]): Promise<readonly ProvenRow[]> {
  const byPlace = new Map<string, LogFile>(files.map((file) => [`${file.bucket}/${file.key}`, file]));
  const answersAlone = judgeAlone(answer);
  const seen = new Set<string>();
  const verdicts = new Map<AnswerRow, Verdict>();
  for (const [place, rows] of groupsOf(answer.rows)) {
    const records = await recordsOf(byPlace.get(place));
    for (const row of rows) verdicts.set(row, verdictOf(row, { file: byPlace.get(place), records, columns: answer.columns, answersAlone }));
  }
  return answer.rows.map((row) => {
    const id = recordId(row.proof);
    const isDoubled = seen.has(id);
    seen.add(id);
    return { id, verdict: isDoubled ? 'doubled' : (verdicts.get(row) ?? 'fileNotFound') };
  });
}

/** What is wrong with an answer as a whole, whatever its rows are worth: it was not written so. */
export type AnswerFault = keyof typeof faultSentences;

export const faultSentences = {
  columnsDiffer: 'the answer shows other columns than answers do: something was taken out, or put in',
  parametersDiffer: 'the answer names values that its question does not ask for',
  orderDiffers: 'the rows are not in the order of time',
  basisDiffers: 'the answer claims to rest on more than the archive bears out',
} as const;

/** `keys`: whose the archive's are, as its verification found now. */
export function faultsOf(answer: Answer, keys: ArchiveVerdict['keys'] = 'listed'): readonly AnswerFault[] {
  const { question, parameters, period, columns, rows, basis } = answer;
  const isOverstated = basis.startsWith('verified') && keys === 'rehearsal';
  const asked = askedOf(question, parameters, period);
  const times = rows.map(({ values }) => values[columns.indexOf('event_time')] ?? '').filter((time) => timePattern.test(time));
  return [
    ...(columns.join() === shownColumns.join() ? [] : ['columnsDiffer' as const]),
    ...(Object.keys(parameters).every((name) => Object.hasOwn(asked.parameters, name)) ? [] : ['parametersDiffer' as const]),
    ...(times.every((time, index) => index === 0 || (times[index - 1] ?? '') <= time) ? [] : ['orderDiffers' as const]),
    ...(isOverstated ? ['basisDiffers' as const] : []),
  ];
}

/** Whether the answer as a whole holds: every row does, none is left out by a limit, and it stands as it was written. */
export function isProven(answer: Answer, rows: readonly ProvenRow[]): boolean {
  if (faultsOf(answer).length > 0) return false;
  return answer.isWhole && answer.found === answer.rows.length && rows.every(({ verdict }) => verdict === 'holds' || verdict === 'pending');
}

interface Evidence {
  readonly file: LogFile | undefined;
  readonly records: readonly unknown[] | undefined;
  readonly columns: readonly string[];
  readonly answersAlone: (record: unknown) => boolean;
}

function verdictOf({ values, proof }: AnswerRow, { file, records, columns, answersAlone }: Evidence): Verdict {
  if (!file || file.standing === 'missing') return 'fileNotFound';
  if (file.standing !== 'verified' && file.standing !== 'pending') return 'fileNotVerified';
  if (file.sha256 !== proof.sha256 || !records) return 'fileDiffers';
  // a row that was pending when it was asked may have its digest by now
  if (proof.digest && (proof.digest.bucket !== file.digest?.bucket || proof.digest.key !== file.digest.key)) return 'digestDiffers';
  const record = records[proof.ordinal];
  if (!isObject(record)) return 'recordNotFound';
  if (shownOf(columns, eventOf(record)) !== JSON.stringify(values)) return 'recordDiffers';
  if (!answersAlone(record)) return 'recordIsNoAnswer';
  return file.standing === 'verified' ? 'holds' : 'pending';
}

/** Read again and hashed again: what verification saw may have been replaced since. */
async function recordsOf(file: LogFile | undefined): Promise<readonly unknown[] | undefined> {
  if (!file) return undefined;
  const raw = await readRaw(file.path);
  return raw.kind === 'read' && raw.sha256 === file.sha256 ? recordsIn(raw.bytes) : undefined;
}

/** Questions about the absence of other records are not decided by one record: the cross-check decides them. */
function judgeAlone({ question, parameters, period }: Answer): (record: unknown) => boolean {
  const asked = askedOf(question, parameters, period);
  const judge = judges[asked.question.id](asked.parameters);
  return (record) => {
    const event = eventOf(record);
    const isInPeriod = event.event_day === 'unknown' || (event.event_day >= asked.period.from && event.event_day <= asked.period.to);
    return isInPeriod && judge.answers(event);
  };
}

function groupsOf(rows: readonly AnswerRow[]): ReadonlyMap<string, readonly AnswerRow[]> {
  const groups = new Map<string, AnswerRow[]>();
  for (const row of rows) {
    const place = `${row.proof.logFile.bucket}/${row.proof.logFile.key}`;
    const group = groups.get(place);
    if (group) group.push(row);
    else groups.set(place, [row]);
  }
  return groups;
}
