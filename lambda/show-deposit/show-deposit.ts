import { type ForeignDoor, withDeposit } from '../desk/assertion.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { arrivedNumbers } from '../register/dispatch-record.ts';

/** Tells the sender's magistrate where the dispatch stands, which documents have arrived, and every receipt. */
export async function showDeposit(door: ForeignDoor, request: DeskRequest): Promise<Answer> {
  return withDeposit(door, request, async ({ record }) => ({
    status: 200,
    body: { state: record.dispatch.state, arrived: arrivedNumbers(record), receipts: record.receipts },
  }));
}
