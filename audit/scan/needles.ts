import type { QuestionId } from '../../domain/audit-questions.ts';
import type { Asked } from '../ask/asked.ts';

/**
 * Texts of which a log file must hold one for any of its records to answer, as they stand in JSON; undefined where every record must be
 * read, as for questions about what is absent. It follows from audit/scan/judges.ts: a file without any of them is passed over. Where a file may write
 * them in another way, the threads see that (audit/verify/inflate-worker.mjs).
 */
export function needlesOf({ question, parameters }: Asked): readonly string[] | undefined {
  return needles[question.id]?.(parameters).map((text) => JSON.stringify(text).slice(1, -1));
}

type Needles = (parameters: Readonly<Record<string, string>>) => readonly string[];

const ofBox: Needles = ({ country = '' }) => [`-dropbox-${country.toLowerCase()}-`];

const needles: Readonly<Partial<Record<QuestionId, Needles>>> = {
  WhoOpenedADocument: ({ object_key = '' }) => [object_key],
  EverythingAPersonDid: ({ person = '' }) => [person],
  RefusedAttempts: () => ['errorCode', 'errorMessage'],
  ReadsOfABox: ofBox,
  ReadsByOthers: ofBox,
  ReadsOutsideOfficeHours: ofBox,
  TimelineOfACase: ({ dispatches = '' }) => dispatches.split(','),
};
