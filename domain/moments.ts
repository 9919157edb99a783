import { atSigning, standingAfter, standingOf } from './life-cycle.ts';
import type { Receipt } from './receipt.ts';

/** When what happened to a dispatch, as far as its receipts tell. */
export interface Moments {
  /** Of the receipt that brought its state; of the signature where none did. */
  readonly since: string;
  readonly arrivedAt?: string;
  /** Until when somebody should have opened it. */
  readonly readBy?: string;
  /** Of the first opening. */
  readonly openedAt?: string;
  readonly acknowledgedAt?: string;
}

/** Reads the moments off the receipts of one dispatch, in whatever order they come. */
export function momentsOf({ issuedAt }: { readonly issuedAt: string }, receipts: readonly Receipt[]): Moments {
  const consignment = receipts.find(({ event }) => event === 'ContentConsignment');
  const arrivedAt = firstOf(receipts, 'ContentConsignment');
  const openedAt = firstOf(receipts, 'ContentHandover');
  const acknowledgedAt = firstOf(receipts, 'Acknowledgement');
  return {
    since: sinceOf(receipts) ?? issuedAt,
    ...(arrivedAt && { arrivedAt }),
    ...(consignment && 'readBy' in consignment && consignment.readBy !== undefined && { readBy: consignment.readBy }),
    ...(openedAt && { openedAt }),
    ...(acknowledgedAt && { acknowledgedAt }),
  };
}

function firstOf(receipts: readonly Receipt[], event: Receipt['event']): string | undefined {
  return earliest(receipts.filter((receipt) => receipt.event === event));
}

/** The receipts that alone would bring the same state by the same step. */
function sinceOf(receipts: readonly Receipt[]): string | undefined {
  const { state, stateStep } = standingOf(receipts);
  return earliest(
    receipts.filter((receipt) => {
      const alone = standingAfter(atSigning, receipt);
      return alone.state === state && alone.stateStep === stateStep;
    }),
  );
}

/** Of a read the moment of the read, not that of the receipt about it, which may come much later. */
function earliest(receipts: readonly Receipt[]): string | undefined {
  const moments = receipts.map((receipt) => ('at' in receipt ? receipt.at : receipt.issuedAt));
  return moments.sort((one, other) => Date.parse(one) - Date.parse(other))[0];
}
