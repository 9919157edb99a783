import { proveReceiptOf } from '../../client/evidence.ts';
import { Failure } from '../../client/failure.ts';
import { acknowledgeBody } from '../../domain/desk-api.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { clerkSentence } from '../proof-words.ts';
import { connectAs, type DispatchOptions, type Run, requireDispatchId } from './run.ts';

export interface AcknowledgeOptions extends DispatchOptions {
  readonly fileNumber?: string;
}

/** Takes note of a dispatch as a person: the desk answers with the signed Acknowledgement, which is verified. */
export async function acknowledge(run: Run, options: AcknowledgeOptions): Promise<ExitCode> {
  const dispatchId = requireDispatchId(options.dispatch);
  if (!acknowledgeBody.safeParse({ fileNumber: options.fileNumber }).success) {
    throw new Failure('InvalidArguments', 'a file number has at most 64 capital letters, digits and . _ / -');
  }
  const { home, directory } = await connectAs(run, options.as);
  const { manifest } = await home.showDispatch(dispatchId);
  const { receipt: jws } = await home.acknowledge(dispatchId, options.fileNumber);
  const { payload } = await proveReceiptOf(jws, manifest, directory);
  run.output.result({ dispatchId, receipt: payload, jws }, [
    `Dispatch ${dispatchId}: ${payload.event}, ${payload.issuedAt}.`,
    clerkSentence(payload, { directory, language: run.output.language, country: options.as }),
  ]);
  return exitCodes.done;
}
