import { type ForeignDoor, withDeposit } from '../desk/assertion.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { historyOf } from '../register/dispatch-record.ts';
import type { ListingStore } from '../register/store.ts';

export interface ShowingDoor extends ForeignDoor {
  readonly store: ListingStore;
}

/** Tells the sender's magistrate where the dispatch stands, which documents have arrived, and every receipt. */
export async function showDeposit(door: ShowingDoor, request: DeskRequest): Promise<Answer> {
  return withDeposit(door, request, async ({ record }) => {
    const { arrived, receipts } = await historyOf(door.store, record.dispatch.dispatchId);
    return { status: 200, body: { state: record.dispatch.state, arrived, receipts } };
  });
}
