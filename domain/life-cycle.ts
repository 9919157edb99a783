import type { ReceiptEvent } from './receipt.ts';

/** Where a dispatch stands. Receipts move it forward only: one that arrives late never overrules a later one. */
export type DispatchState = 'signed' | 'rejected' | 'accepted' | 'available' | 'opened' | 'acknowledged';

const rank: Readonly<Record<DispatchState, number>> = { signed: 0, rejected: 1, accepted: 2, available: 3, opened: 4, acknowledged: 5 };

const reached: Readonly<Record<ReceiptEvent, DispatchState>> = {
  SubmissionRejection: 'rejected',
  SubmissionAcceptance: 'accepted',
  ContentConsignment: 'available',
  ContentHandover: 'opened',
  Acknowledgement: 'acknowledged',
};

export function stateAfter(state: DispatchState, event: ReceiptEvent): DispatchState {
  const next = reached[event];
  return rank[next] > rank[state] ? next : state;
}
