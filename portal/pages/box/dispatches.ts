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
  let isAllWanted = false;
  const more = async (whole = false): Promise<void> => {
    // whoever searches while the first page is on its way gets the rest with it
    isAllWanted ||= whole;
    if (isWaiting.value || isWhole.value) return;
    isWaiting.value = true;
    error.value = undefined;
    // all of them come in many pages: shown as often as there are twice as many, since every showing filters and sorts what is there
    const fresh: DispatchSummary[] = [];
    const show = (): void => {
      list.value = [...list.value, ...fresh.splice(0)];
    };
    try {
      do {
        const page = await home.listDispatches({ box, order, limit: isAllWanted ? 100 : 50, ...(cursor && { cursor }) });
        fresh.push(...page.dispatches);
        cursor = page.cursor;
        isWhole.value = cursor === undefined;
        if (fresh.length >= list.value.length) show();
      } while (isAllWanted && !isWhole.value);
    } catch (cause) {
      error.value = cause;
    } finally {
      show();
      isWaiting.value = false;
    }
  };
  return { list, isWhole, isWaiting, error, more };
}
