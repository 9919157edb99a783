import { takeAct } from '../../client/act.ts';
import { Failure } from '../../client/failure.ts';
import { type ActBody, actBody } from '../../domain/acts.ts';
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

/** Takes a step about a dispatch as a person of either country, and says what was signed and whether the other desk knows. */
export async function act(run: Run, options: ActOptions): Promise<ExitCode> {
  const dispatchId = requireDispatchId(options.dispatch);
  const body = bodyOf(options);
  const connection = await connectAs(run, options.as);
  const { jws, receipt, isInformed, isTold } = await takeAct(dispatchId, body, connection);
  if (!isInformed) run.output.note('The other desk did not answer: decided on what is known here.');
  run.output.result({ dispatchId, receipt, jws, told: isTold }, [
    `Dispatch ${dispatchId}: ${receipt.event}, ${receipt.issuedAt}.`,
    clerkSentence(receipt, { directory: connection.directory, language: run.output.language, country: options.as }),
    ...(isTold ? [] : ['The other desk has not been told yet: run the command receipts later.']),
  ]);
  return exitCodes.done;
}

function bodyOf({ do: name, reason, until, authority, supplement, answer, to }: ActOptions): ActBody {
  const given = { act: name, grounds: reason, until, authority, supplement, answer, assignee: to };
  const parsed = actBody.safeParse(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  if (parsed.success) return parsed.data;
  throw new Failure('InvalidArguments', parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
