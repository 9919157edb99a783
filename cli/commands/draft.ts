import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { listDrafts, readDraft } from '../../client/drafts.ts';
import { Failure } from '../../client/failure.ts';
import { citedToday } from '../../client/instruments.ts';
import { type DraftNotice, draftForComment, remarkBody } from '../../domain/draft-check.ts';
import { peekStatement } from '../../domain/statement.ts';
import { draftStatement } from '../../domain/statement-kinds.ts';
import { parseArguments } from '../arguments.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { connectAs, type DispatchOptions, type Run, requireDispatchId } from './run.ts';

export interface ShowDraftOptions {
  readonly as: string;
  readonly to: string;
  readonly case: string;
  readonly basis: string;
  readonly urgency: string;
  readonly file: string;
}

/** Shows the text of a draft to another country. Nothing is transmitted: no document, no receipt, no time that runs. */
export async function showDraft(run: Run, options: ShowDraftOptions): Promise<ExitCode> {
  const draft = parseArguments(draftForComment, {
    to: options.to,
    case: options.case,
    legalBasis: citedToday({ instrument: options.basis }, run.host.now()),
    urgency: options.urgency,
    text: await textOf(resolve(run.host.cwd, options.file)),
  });
  const { home, deskOf } = await connectAs(run, options.as);
  const foreign = deskOf(draft.to);
  const signed = (await home.signDraft(draft)).draft;
  await foreign.takeDraft(signed);
  const notice = peekStatement(draftStatement, signed);
  run.output.result({ draft: notice, jws: signed }, [banner, ...headOf(notice)]);
  return exitCodes.done;
}

export interface ListDraftsOptions {
  readonly as: string;
  readonly box: 'in' | 'out';
}

export async function listDraftsOf(run: Run, { as, box }: ListDraftsOptions): Promise<ExitCode> {
  const drafts = await listDrafts(await connectAs(run, as), box);
  run.output.result({ drafts }, drafts.length === 0 ? ['No drafts.'] : [banner, ...drafts.flatMap(headOf)]);
  return exitCodes.done;
}

/** The text and every remark. Whoever showed it gets the remarks from the other country's desk. */
export async function readDraftOf(run: Run, { as, dispatch }: DispatchOptions): Promise<ExitCode> {
  const { notice, remarks } = await readDraft(await connectAs(run, as), requireDispatchId(dispatch));
  run.output.result({ draft: notice, remarks }, [
    banner,
    ...headOf(notice),
    '',
    ...notice.text.split('\n'),
    '',
    ...remarks.flatMap(({ issuer, by, issuedAt, text }) => [
      `Remark of ${by}, ${issuer}, ${issuedAt}:`,
      ...text.split('\n').map((line) => `  ${line}`),
    ]),
    ...(remarks.length === 0 ? ['No remarks yet.'] : []),
  ]);
  return exitCodes.done;
}

export interface RemarkOptions extends DispatchOptions {
  readonly text: string;
}

export async function remarkOn(run: Run, { as, dispatch, text }: RemarkOptions): Promise<ExitCode> {
  const draftId = requireDispatchId(dispatch);
  const said = parseArguments(remarkBody, { text });
  const { home } = await connectAs(run, as);
  const { remark } = await home.remarkOnDraft(draftId, said.text);
  run.output.result({ draftId, jws: remark }, [
    `Your remark on the draft ${draftId} is there. The other side reads it when it next looks.`,
  ]);
  return exitCodes.done;
}

const banner = 'DRAFT FOR COMMENT: NOT A TRANSMISSION. No time runs and no receipt is given.';

function headOf({ draftId, from, to, case: reference, sentBy, issuedAt, expiresAt, urgency, legalBasis }: DraftNotice): readonly string[] {
  const basis = `${legalBasis.instrument}${legalBasis.version ? ` (version ${legalBasis.version})` : ''}`;
  return [`${draftId}  ${from} to ${to}  ${reference}  ${urgency}  ${basis}  by ${sentBy}, ${issuedAt}; shown until ${expiresAt}`];
}

async function textOf(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)).replaceAll('\r\n', '\n');
  } catch (cause) {
    throw new Failure('FileUnreadable', 'wanted a text in UTF-8', { cause });
  }
}
