import { type ReadonlySignal, signal } from '@preact/signals';
import type { Connection } from '../../client/connection.ts';
import { Failure } from '../../client/failure.ts';
import { keepReceipts } from '../../client/receipts.ts';
import type { Clock, Pause } from '../../client/retry.ts';
import { deposit, type HashedDocument } from '../../client/sending/deposit.ts';
import { isSettled, waitForArrival } from '../../client/sending/follow.ts';
import type { Cover } from '../../domain/manifest.ts';
import { browserBytes, requireSame } from './browser-bytes.ts';
import { identityOf, keepUnfinished, type Owner, removeUnfinished, type UnfinishedSend, unlessElsewhere } from './journal.ts';
import { type Meter, makeMeter } from './meter.ts';
import { Stopped } from './worker-port.ts';

export interface Send {
  readonly connection: Connection;
  readonly owner: Owner;
  readonly cover: Cover;
  readonly documents: readonly HashedDocument[];
  /** In the order of the documents. */
  readonly files: readonly File[];
  readonly host: Pause & Clock;
  /** An interrupted send to go on with. @default - a new one */
  readonly unfinished?: UnfinishedSend;
}

export type Phase = 'signing' | 'sending' | 'confirming' | 'paused' | 'failed' | 'elsewhere' | 'done';

/** A dispatch on its way. */
export interface Sending extends Omit<Meter, 'add' | 'begin'> {
  readonly from: string;
  readonly cover: Cover;
  readonly phase: ReadonlySignal<Phase>;
  readonly error: ReadonlySignal<unknown>;
  /** As soon as its manifest is signed. */
  readonly dispatchId: ReadonlySignal<string | undefined>;
  /** The addressee signed that every byte arrived. */
  readonly isConfirmed: ReadonlySignal<boolean>;
  readonly pause: () => void;
  /** After a pause or a failure: goes on where it stopped. */
  readonly resume: () => void;
}

/** Begins to send. What it has reached is written down after every step that must not be done twice. */
export function startSend(send: Send): Sending {
  const meter = makeMeter();
  const phase = signal<Phase>('signing');
  const error = signal<unknown>(undefined);
  const dispatchId = signal<string | undefined>(send.unfinished?.signed?.dispatchId);
  const isConfirmed = signal(false);
  let kept: UnfinishedSend = send.unfinished ?? begun(send);
  let stop = new AbortController();
  let isChecked = send.unfinished === undefined;

  const run = async (): Promise<void> => {
    const { signal: stopped } = stop;
    const bytes = browserBytes({ ...send, signal: stopped, onBytes: meter.add });
    if (!isChecked) await requireSame({ ...send, signal: stopped });
    isChecked = true;
    await keepUnfinished(kept);
    const deposited = await deposit(
      {
        ...send,
        signed: kept.signed,
        bytes,
        journal: {
          keep: async (signed) => {
            kept = { ...kept, signed };
            dispatchId.value = signed.dispatchId;
            await keepUnfinished(kept);
          },
          forget: () => removeUnfinished(kept.id),
        },
        isPaused: () => stopped.aborted,
        progress: (totalBytes) => {
          phase.value = 'sending';
          meter.begin(totalBytes);
          // the worker counts while bytes move; the engine's own count would come a part late
          return { advance: () => {}, end: () => {} };
        },
      },
      send.host,
    );
    if (stopped.aborted) throw new Stopped();
    dispatchId.value = deposited.dispatchId;
    phase.value = 'confirming';
    const foreign = send.connection.deskOf(send.cover.to);
    const state = await waitForArrival(deposited, foreign, { ...send.host, waitSeconds: confirmationSeconds });
    const { receipts } = state;
    await keepReceipts({ ...send.connection, ...deposited, receipts });
    await removeUnfinished(kept.id);
    isConfirmed.value = isSettled(state);
    phase.value = 'done';
  };

  const start = (): void => {
    stop = new AbortController();
    error.value = undefined;
    phase.value = 'signing';
    unlessElsewhere(kept.id, run).then(
      (outcome) => {
        if (outcome === 'elsewhere') phase.value = 'elsewhere';
      },
      (cause: unknown) => {
        const isPause = cause instanceof Stopped || stop.signal.aborted;
        error.value = isPause ? undefined : cause;
        phase.value = isPause ? 'paused' : 'failed';
        if (!isPause && cause instanceof Failure && cause.code === 'Unreachable') addEventListener('online', resume, { once: true });
      },
    );
  };
  const resume = (): void => {
    removeEventListener('online', resume);
    if (phase.value === 'paused' || phase.value === 'failed') start();
  };
  const pause = (): void => {
    // a line that comes back ends no pause
    removeEventListener('online', resume);
    stop.abort();
  };
  start();
  return { ...meter, from: send.connection.member.country, cover: send.cover, phase, error, dispatchId, isConfirmed, pause, resume };
}

const confirmationSeconds = 60;

function begun({ owner, cover, documents, files, host }: Send): UnfinishedSend {
  return { id: crypto.randomUUID(), ...owner, begunAt: host.now().toISOString(), cover, documents, files: files.map(identityOf) };
}
