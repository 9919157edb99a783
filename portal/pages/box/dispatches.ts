import { type Signal, signal } from '@preact/signals';
import type { Connection } from '../../../client/connection.ts';
import type { DispatchSummary } from '../../../domain/desk-api.ts';

/** One box, fetched page by page; nothing is fetched twice. */
export interface Dispatches {
  readonly list: Signal<readonly DispatchSummary[]>;
  readonly isWhole: Signal<boolean>;
  readonly isWaiting: Signal<boolean>;
  readonly error: Signal<unknown>;
  /** Fetches the next page; all of them where `whole`. */
  readonly more: (whole?: boolean) => Promise<void>;
}

export function openBox({ home }: Connection, box: 'in' | 'out', order: 'newest' | 'due' = 'newest'): Dispatches {
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
        const page = await home.listDispatches({ box, order, limit: whole ? 100 : 50, ...(cursor && { cursor }) });
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
