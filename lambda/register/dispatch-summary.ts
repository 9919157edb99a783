import type { DispatchSummary } from '../../domain/desk-api.ts';
import { dueOf } from '../../domain/time-limits.ts';
import type { DispatchItem } from './items.ts';

/** What clients see of a dispatch in a list. */
export function summaryOf(item: DispatchItem): DispatchSummary {
  const { dispatchId, box, from, to, case: reference, urgency, sentBy, issuedAt, state, documents, totalBytes, inReplyTo } = item;
  const due = dueOf(state, item.stateStep, item.limits);
  return {
    dispatchId,
    box,
    from,
    to,
    case: reference,
    urgency,
    sentBy,
    issuedAt,
    state,
    documents,
    totalBytes,
    ...(inReplyTo && { inReplyTo }),
    ...(due && { due }),
  };
}
