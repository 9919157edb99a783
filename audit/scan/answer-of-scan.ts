import { type Answer, type AnswerRow, rowLimit } from '../answer/answer.ts';
import { shownColumns } from '../ask/ask.ts';
import type { Asked } from '../ask/asked.ts';
import type { Finding } from '../finding.ts';
import type { LogFile } from '../log-file.ts';
import type { Found, Scan } from './scan.ts';

export interface ScannedArchive {
  readonly files: readonly LogFile[];
  readonly isRehearsal: boolean;
  /** What makes the answer incomplete. */
  readonly findings: readonly Finding[];
}

/** The answer that a raw scan gives, in the form of those from a store: each row carries the same proof. */
export function answerOfScan(asked: Asked, { found, recordsRead, unread }: Scan, { files, isRehearsal, findings }: ScannedArchive): Answer {
  const read = files.filter(({ standing }) => standing === 'verified' || standing === 'pending');
  const pending = read.filter(({ standing }) => standing === 'pending').length;
  const rows = [...found].sort(inOrder).slice(0, rowLimit).map(rowOf);
  const lost = unread.map(({ bucket, key }): Finding => ({ code: 'FileUnreadable', bucket, key }));
  return {
    format: 'liaison-answer/1',
    question: asked.question.id,
    parameters: { ...asked.parameters },
    period: asked.period,
    basis: isRehearsal ? 'REHEARSAL' : pending > 0 ? 'verified and pending' : 'verified',
    store: { files: read.length, pending, events: recordsRead, findings: [...findings, ...lost] },
    columns: [...shownColumns],
    found: found.length,
    isWhole: found.length <= rowLimit,
    rows,
  };
}

/** As the engines order them: by time, those without one first, and by place. */
function inOrder(one: Found, other: Found): number {
  const [a, b] = [one, other].map(({ event, file }) => [event.event_time ?? '', file.bucket, file.key]);
  for (const [index, text] of (a ?? []).entries()) {
    const against = b?.[index] ?? '';
    if (text !== against) return text < against ? -1 : 1;
  }
  return one.ordinal - other.ordinal;
}

function rowOf({ event, file: { bucket, key, sha256, digest, standing }, ordinal }: Found): AnswerRow {
  return {
    values: shownColumns.map((name) => event[name]),
    proof: { logFile: { bucket, key }, sha256: sha256 ?? '', ordinal, digest, standing: standing === 'verified' ? 'verified' : 'pending' },
  };
}
