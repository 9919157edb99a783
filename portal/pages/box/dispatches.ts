import { type Signal, signal } from '@preact/signals';
import type { Connection } from '../../../client/connection.ts';
import { bringReceipts } from '../../../client/receipts.ts';
import type { DispatchSummary } from '../../../domain/desk-api.ts';
import { atSigning, standingOf } from '../../../domain/life-cycle.ts';
import { isKnown } from '../../../domain/receipt.ts';

/** One box, fetched page by page; nothing is fetched twice. */
export interface Dispatches {
  readonly list: Signal<readonly DispatchSummary[]>;
  readonly isWhole: Signal<boolean>;
  readonly isWaiting: Signal<boolean>;
  readonly error: Signal<unknown>;
  /** Fetches the next page; all of them where `whole`. */
  readonly more: (whole?: boolean) => Promise<void>;
}

export function openBox({ home }: Connection, box: 'in' | 'out'): Dispatches {
  const list = signal<readonly DispatchSummary[]>([]);
  const isWhole = signal(false);
  const isWaiting = signal(false);
  const error = signal<unknown>(undefined);
  let cursor: string | undefined;
  const more = async (whole = false): Promise<void> => {
    if (isWaiting.value || isWhole.value) return;
    isWaiting.value = true;
    error.value = undefined;
    try {
      do {
        const page = await home.listDispatches({ box, limit: whole ? 100 : 50, ...(cursor && { cursor }) });
        list.value = [...list.value, ...page.dispatches];
        cursor = page.cursor;
        isWhole.value = cursor === undefined;
      } while (whole && !isWhole.value);
    } catch (cause) {
      error.value = cause;
    } finally {
      isWaiting.value = false;
    }
  };
  return { list, isWhole, isWaiting, error, more };
}

/**
 * Asks the addressees of the newest unsettled dispatches for receipts, so that the outbox shows where they stand and not where they stood
 * when somebody last looked. One desk that does not answer keeps nobody else waiting.
 */
export async function refreshStates({ list }: Dispatches, connection: Connection): Promise<void> {
  const unsettled = list.value.filter(({ state }) => !settled.has(state)).slice(0, maxRefreshed);
  for (const { dispatchId } of unsettled) {
    const receipts = await connection.home
      .showDispatch(dispatchId)
      .then((detail) => bringReceipts(detail, connection))
      .catch(() => []);
    list.value = list.value.map((one) => {
      if (one.dispatchId !== dispatchId) return one;
      const known = receipts.map(({ receipt }) => receipt).filter(isKnown);
      return one.state === 'unknown' ? one : { ...one, state: standingOf(known, { ...atSigning, state: one.state }).state };
    });
  }
}

const settled: ReadonlySet<DispatchSummary['state']> = new Set(['rejected', 'closed']);
const maxRefreshed = 20;
