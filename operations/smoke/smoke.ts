import type { Connection } from '../../client/connection.ts';
import { DeskRefusal } from '../../client/desk-refusal.ts';
import { Failure } from '../../client/failure.ts';
import type { Clock, Pause } from '../../client/retry.ts';
import { StorageAnswer, storageFailure } from '../../client/sending/storage-answer.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Pair } from './pairs.ts';
import { closeSynthetic, NotArrived, OtherBytes, readSynthetic, sendSynthetic, syntheticPrefix } from './synthetic.ts';

export interface SmokeProps {
  readonly pairs: readonly Pair[];
  /** A magistrate of the country; undefined where nobody signs in for it, and then its desk is not asked to read. */
  readonly personOf: (country: string) => Connection | undefined;
  readonly host: Pause & Clock;
  readonly waitSeconds: number;
  /** Random bytes of the document. */
  readonly bytes: () => Uint8Array;
  readonly onDone?: (outcome: PairOutcome) => void;
}

/** How one dispatch went; times in milliseconds. */
export interface PairOutcome extends Pair {
  readonly reference: string;
  readonly dispatchId?: string;
  readonly sentMs?: number;
  /** Absent where nobody signed in for the addressee. */
  readonly readMs?: number;
  readonly closedMs?: number;
  /** Which step failed, and the code of why; absent where all went well. */
  readonly failed?: { readonly step: Step; readonly code: string; readonly detail?: string };
}

type Step = 'send' | 'read' | 'close';

/** One synthetic dispatch for each pair, one after the other. A pair that fails does not stop the others; what was sent is closed all the same. */
export async function smoke(props: SmokeProps): Promise<readonly PairOutcome[]> {
  const outcomes: PairOutcome[] = [];
  for (const pair of props.pairs) {
    const outcome = await tryPair(props, pair);
    props.onDone?.(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** `SMOKE-20261128T125901-EG-MA`: when, from whom, to whom. */
export function referenceOf({ from, to }: Pair, at: Date): string {
  return `${syntheticPrefix}${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}-${from}-${to}`;
}

async function tryPair(props: SmokeProps, pair: Pair): Promise<PairOutcome> {
  const { personOf, host, waitSeconds } = props;
  const reference = referenceOf(pair, host.now());
  const connection = personOf(pair.from);
  if (!connection) throw new Error(`nobody signs in for ${pair.from}`);
  const begun = { ...pair, reference };
  const bytes = [props.bytes()];
  const sent = await timed(host, 'send', () => sendSynthetic({ ...begun, bytes }, { connection, host, waitSeconds }));
  if ('failed' in sent) return { ...begun, failed: sent.failed };
  const { dispatchId } = sent.result;
  const reader = personOf(pair.to);
  const read = reader && (await timed(host, 'read', () => readSynthetic(reader.home, dispatchId, bytes)));
  const closed = await timed(host, 'close', () => closeSynthetic(connection, dispatchId));
  const failed = read && 'failed' in read ? read.failed : 'failed' in closed ? closed.failed : undefined;
  return {
    ...begun,
    dispatchId,
    sentMs: sent.milliseconds,
    ...(read && 'milliseconds' in read && { readMs: read.milliseconds }),
    ...('milliseconds' in closed && { closedMs: closed.milliseconds }),
    ...(failed && { failed }),
  };
}

type Timed<Result> = { readonly result: Result; readonly milliseconds: number } | { readonly failed: NonNullable<PairOutcome['failed']> };

async function timed<Result>(host: Clock, step: Step, act: () => Promise<Result>): Promise<Timed<Result>> {
  const begun = host.now().getTime();
  try {
    const result = await act();
    return { result, milliseconds: host.now().getTime() - begun };
  } catch (error) {
    return { failed: { step, ...reasonOf(error) } };
  }
}

/** A stable code for what a table shows; what is no expected "no" is thrown on. */
function reasonOf(thrown: unknown): { readonly code: string; readonly detail?: string } {
  const error = storageFailure(thrown);
  if (error instanceof DeskRefusal) return { code: error.body.code };
  if (error instanceof Refusal) return { code: error.code };
  if (error instanceof Failure) return { code: error.code, ...(error.detail && { detail: error.detail }) };
  if (error instanceof NotArrived) return { code: 'NotConfirmed', detail: error.message };
  if (error instanceof OtherBytes) return { code: 'DownloadDiffers', detail: error.message };
  if (error instanceof StorageAnswer) return { code: error.code };
  throw thrown;
}
