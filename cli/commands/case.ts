import { bringCase } from '../../client/case-file.ts';
import { requireMember } from '../../client/directory.ts';
import { Failure } from '../../client/failure.ts';
import { type Ageing, ageingOf } from '../../domain/ageing.ts';
import { type CaseEntry, caseQuery } from '../../domain/desk-api.ts';
import { type NextActionName, nextStep } from '../../domain/next-action.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { momentIn, timeZoneOf } from '../moment.ts';
import { nameOfError } from '../output.ts';
import { connectAs, type Run } from './run.ts';

export interface CaseOptions {
  readonly as: string;
  /** The reference, or the id of a dispatch of the case. */
  readonly case: string;
}

/** All dispatches of a case, both ways and oldest first: where each stands, whose turn it is, how long it has waited in its addressee's calendar. */
export async function showCaseFile(run: Run, { as, case: given }: CaseOptions): Promise<ExitCode> {
  const query = queryOf(given);
  const connection = await connectAs(run, as);
  const { file, stale } = await bringCase(query, connection);
  const now = run.host.now();
  const listed = file.dispatches.map((entry) => {
    const ageing = ageingOf(entry, requireMember(connection.directory, entry.to).profile, now);
    return { ...entry, next: nextStep(entry), ageing };
  });
  for (const { dispatchId, error } of stale) run.output.note(`${dispatchId}: not brought up to date: ${nameOfError(error)}`);
  run.output.result(
    {
      case: file.case,
      isWhole: file.isWhole,
      dispatches: listed,
      stale: stale.map(({ dispatchId, error }) => ({ dispatchId, code: nameOfError(error) })),
    },
    [
      `Case ${file.case}, ${listed.length} ${listed.length === 1 ? 'dispatch' : 'dispatches'}${file.isWhole ? '' : ', and more that are not shown'}`,
      ...listed.flatMap((entry, index) => linesOf(entry, { index, listed, timeZone: timeZoneOf(connection.directory, as) })),
    ],
  );
  return exitCodes.done;
}

/** A dispatch id is small letters and digits, a reference has none but capitals. Throws InvalidArguments. */
export function queryOf(given: string) {
  const byReference = caseQuery.safeParse({ case: given });
  const parsed = byReference.success ? byReference : caseQuery.safeParse({ dispatch: given });
  if (!parsed.success)
    throw new Failure('InvalidArguments', 'a case reference such as EG-2026-000123, or the id of a dispatch, was wanted');
  return parsed.data;
}

interface Listed extends CaseEntry {
  readonly next: ReturnType<typeof nextStep>;
  readonly ageing: Ageing;
}

interface Place {
  readonly index: number;
  readonly listed: readonly Listed[];
  readonly timeZone: string | undefined;
}

function linesOf(entry: Listed, { index, listed, timeZone }: Place): readonly string[] {
  const { dispatchId, from, to, urgency, state, issuedAt, since, inReplyTo, next, ageing } = entry;
  const answered = listed.findIndex((one) => one.dispatchId === inReplyTo);
  const reply = inReplyTo === undefined ? '' : `, in reply to ${answered < 0 ? inReplyTo : `no. ${answered + 1}`}`;
  const reference = entry.case === listed[0]?.case ? '' : `, their reference ${entry.case}`;
  const late =
    ageing.isUnreadInTime && entry.readBy !== undefined ? `; should have been opened by ${momentIn(entry.readBy, timeZone)}` : '';
  return [
    `${index + 1}. ${issuedAt}  ${from} to ${to}  ${dispatchId}  ${urgency}${reply}${reference}`,
    `   ${state} since ${since}: ${days(ageing.workingHoursInState, ageing)} in ${to}; ${days(ageing.workingHours, ageing)} since it was sent`,
    `   next: ${nextWords[next.name]}${next.isMine ? ' (your turn)' : ''}${late}`,
  ];
}

function days(hours: number, { hoursPerDay }: Ageing): string {
  const count = Math.round((hours / hoursPerDay) * 10) / 10;
  return `${count} working ${count === 1 ? 'day' : 'days'} (${hours} h)`;
}

const nextWords: Readonly<Record<NextActionName, string>> = {
  'await-documents': 'documents are arriving',
  open: 'open and read',
  acknowledge: 'acknowledge',
  decide: 'decide on the request',
  execute: 'execute the request',
  'return-results': 'return the results',
  'await-supplement': 'wait for the clarification',
  'await-closing': 'wait until the sender takes note of the results',
  'finish-sending': 'finish sending',
  'read-reason': 'read the reason',
  'await-opening': 'wait until somebody opens it',
  'await-acknowledgement': 'wait for the acknowledgement',
  'await-decision': 'wait for the decision',
  'await-results': 'wait for the results',
  supplement: 'answer the question',
  'acknowledge-results': 'take note of the results',
  'await-authority': 'it is with another authority',
  'await-date': 'postponed: decide in due time',
  resume: 'resume the execution when possible',
  close: 'close the case',
  none: 'nothing',
};
