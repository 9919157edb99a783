import type { HomeDesk } from '../../client/desk-client.ts';
import type { DispatchSummary } from '../../domain/desk-api.ts';
import { isOverdue } from '../../domain/due.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { momentIn, timeZoneOf } from '../moment.ts';
import { connectAs, type Run } from './run.ts';

export interface BoxOptions {
  readonly as: string;
  readonly box: 'in' | 'out';
  readonly limit?: number;
  /** Only what waits for something, earliest limit first. */
  readonly due: boolean;
}

/** Lists what came in or went out, as the home desk orders it; every page unless `limit` says otherwise. */
export async function listBox(run: Run, options: BoxOptions): Promise<ExitCode> {
  const { home, directory } = await connectAs(run, options.as);
  const dispatches = await allOf(home, options);
  run.output.result(
    { dispatches },
    dispatches.length === 0
      ? ['Nothing.']
      : dispatches.map((one) => lineOf(one, { now: run.host.now(), timeZone: timeZoneOf(directory, options.as) })),
  );
  return exitCodes.done;
}

const pageSize = 100;

async function allOf(home: HomeDesk, { box, due, limit = Number.POSITIVE_INFINITY }: BoxOptions): Promise<readonly DispatchSummary[]> {
  const found: DispatchSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await home.listDispatches({
      box,
      ...(due && { order: 'due' as const }),
      limit: Math.min(pageSize, limit - found.length),
      cursor,
    });
    found.push(...page.dispatches);
    cursor = page.cursor;
  } while (cursor && found.length < limit);
  return found.slice(0, limit);
}

interface Clock {
  readonly now: Date;
  readonly timeZone: string | undefined;
}

function lineOf(one: DispatchSummary, { now, timeZone }: Clock): string {
  const reply = one.inReplyTo ? ` in reply to ${one.inReplyTo}` : '';
  const due = one.due ? `  ${isOverdue(one.due, now) ? 'OVERDUE: ' : ''}${one.due.what} by ${momentIn(one.due.by, timeZone)}` : '';
  return `${one.dispatchId}  ${one.issuedAt}  ${one.from} to ${one.to}  ${one.case}  ${one.urgency}  ${one.state}  ${one.documents} documents, ${one.totalBytes} bytes${reply}${due}`;
}
