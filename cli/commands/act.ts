import { DeskRefusal } from '../../client/desk-refusal.ts';
import { proveReceiptOf } from '../../client/evidence.ts';
import { Failure } from '../../client/failure.ts';
import { bringReceipts } from '../../client/receipts.ts';
import { type ActBody, actBody } from '../../domain/acts.ts';
import type { DispatchDetail } from '../../domain/desk-api.ts';
import type { OwnConnection } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { clerkSentence } from '../proof-words.ts';
import { connectAs, type DispatchOptions, type Run, requireDispatchId } from './run.ts';

export interface ActOptions extends DispatchOptions {
  readonly do: string;
  readonly reason?: string;
  readonly until?: string;
  readonly authority?: string;
  readonly supplement?: string;
  readonly answer?: string;
  readonly to?: string;
}

/**
 * Takes a step about a dispatch as a person of either country. The sender first learns what the addressee did, so that the step is decided
 * on what both know, and brings the addressee the receipt. Where that desk cannot be reached, the step stands and `receipts` brings it later.
 */
export async function act(run: Run, options: ActOptions): Promise<ExitCode> {
  const dispatchId = requireDispatchId(options.dispatch);
  const body = bodyOf(options);
  const connection = await connectAs(run, options.as);
  const { home, directory } = connection;
  const before = await home.showDispatch(dispatchId);
  if (!(await isExchanged(before, connection))) run.output.note('The other desk does not answer: decided on what is known here.');
  const { receipt: jws } = await home.act(dispatchId, body);
  const { payload } = await proveReceiptOf(jws, before.manifest, directory);
  const isTold = before.box === 'in' || (await isExchanged(await home.showDispatch(dispatchId), connection));
  run.output.result({ dispatchId, receipt: payload, jws, told: isTold }, [
    `Dispatch ${dispatchId}: ${payload.event}, ${payload.issuedAt}.`,
    clerkSentence(payload, directory, run.output.language),
    ...(isTold ? [] : ['The other desk has not been told yet: run the command receipts later.']),
  ]);
  return exitCodes.done;
}

/** False where the other desk does not answer or says no; a statement that does not verify ends the command. */
async function isExchanged(detail: DispatchDetail, connection: OwnConnection): Promise<boolean> {
  try {
    await bringReceipts(detail, connection);
    return true;
  } catch (error) {
    const isAbsent = error instanceof DeskRefusal || (error instanceof Failure && error.code === 'Unreachable');
    if (!isAbsent) throw error;
    return false;
  }
}

function bodyOf({ do: name, reason, until, authority, supplement, answer, to }: ActOptions): ActBody {
  const given = { act: name, grounds: reason, until, authority, supplement, answer, assignee: to };
  const parsed = actBody.safeParse(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  if (parsed.success) return parsed.data;
  throw new Failure('InvalidArguments', parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
