import type { Connection } from '../../../client/connection.ts';
import { bringReceipts } from '../../../client/receipts.ts';
import type { DispatchSummary } from '../../../domain/desk-api.ts';
import { atSigning, standingOf } from '../../../domain/life-cycle.ts';
import { isKnown } from '../../../domain/receipt.ts';
import { dueOf, limitsAfter } from '../../../domain/time-limits.ts';
import type { Dispatches } from './dispatches.ts';

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
      if (one.state === 'unknown') return one;
      const { state, stateStep } = standingOf(known, { ...atSigning, state: one.state });
      return { ...one, state, due: dueOf(state, stateStep, known.reduce(limitsAfter, {})) };
    });
  }
}

const settled: ReadonlySet<DispatchSummary['state']> = new Set(['rejected', 'closed']);
const maxRefreshed = 20;
