import { type Standing, standingAfter } from '../../domain/life-cycle.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { isAct, type Receipt } from '../../domain/receipt.ts';
import { milestonesAfter } from '../../domain/tally.ts';
import { limitsAfter, type TimeLimits } from '../../domain/time-limits.ts';
import { sha256Hex } from '../hash.ts';
import { agendaOf } from './agenda.ts';
import type { Line } from './books.ts';
import { type DispatchItem, keys, receiptItem } from './items.ts';
import { putNew, type RegisterChange, read, replace, type Store } from './store.ts';
import { tallyEntry } from './tallies.ts';

/** What every receipt of the addressee's desk about one manifest says, whatever happened. */
export function receiptBasis(manifest: Manifest, manifestJws: string, issuedAt: Date) {
  const { dispatchId, from, to } = manifest;
  return {
    version: 1 as const,
    dispatchId,
    from,
    to,
    issuer: to,
    issuedAt: issuedAt.toISOString(),
    manifestSha256: sha256Hex(manifestJws),
  };
}

/** Where a receipt that this desk issues lies: each step has one place, so that it is issued once. */
export function issuedPlace(receipt: Receipt): string {
  if (isAct(receipt)) return `RECEIPT#${receipt.event}#${String(receipt.step).padStart(7, '0')}`;
  if (receipt.event !== 'ContentHandover') return `RECEIPT#${receipt.event}`;
  return `RECEIPT#${receipt.event}#${String(receipt.documentNumber).padStart(4, '0')}#${receipt.by}`;
}

/** Where a received receipt lies: two that differ are both kept, since a desk that contradicts itself leaves evidence. */
export function receivedPlace(receipt: Receipt, jws: string): string {
  return `RECEIPT#${receipt.event}#${sha256Hex(jws)}`;
}

/** Lays a receipt beside its dispatch, once; `place` is its sort key. */
export function filed(receipt: Receipt, jws: string, place: string): RegisterChange {
  return putNew({ pk: keys.dispatch(receipt.dispatchId).pk, sk: place, receipt: jws, issuedAt: receipt.issuedAt });
}

/** The receipt of a step that happens once, as it was issued here. */
export async function issuedReceipt(store: Store, dispatchId: string, event: Receipt['event']): Promise<string | undefined> {
  return (await read(store, { pk: keys.dispatch(dispatchId).pk, sk: `RECEIPT#${event}` }, receiptItem))?.receipt;
}

export async function isFiled(store: Store, { dispatchId }: Pick<Receipt, 'dispatchId'>, place: string): Promise<boolean> {
  return (await store.get({ pk: keys.dispatch(dispatchId).pk, sk: place })) !== undefined;
}

/** Moves the dispatch forward; nothing where it is there already. `set`: limits that this desk sets for itself alone. */
export function movedOn(dispatch: DispatchItem, receipt: Receipt, set: TimeLimits = {}): readonly RegisterChange[] {
  const standing = standingAfter(standingIn(dispatch), receipt);
  const { state, stateStep, lastStep, holders } = standing;
  const isSame = state === dispatch.state && stateStep === dispatch.stateStep && lastStep === dispatch.lastStep;
  const limits = limitsAfter({ ...dispatch.limits, ...set }, receipt);
  const isSameLimits = JSON.stringify(limits) === JSON.stringify(dispatch.limits);
  const milestones = milestonesAfter(dispatch.milestones, receipt);
  const isNothingNew = isSame && isSameLimits && holders === dispatch.holders && milestones === dispatch.milestones;
  return isNothingNew ? [] : rewritten(dispatch, { ...standing, limits, milestones });
}

/** A dispatch with something changed, in its register and its agendas. */
export function rewritten(dispatch: DispatchItem, changed: Partial<DispatchItem>): readonly RegisterChange[] {
  const after = { ...dispatch, ...changed };
  return [replace(dispatch, changed), ...agendaOf(dispatch, after), ...tallyEntry(after)];
}

export function standingIn({ state, stateStep, lastStep, holders }: DispatchItem): Standing {
  return { state, stateStep, lastStep, holders };
}

/** The ledger's line for a receipt issued here. */
export function lineFor(receipt: Receipt, jws: string): Line {
  const person = 'by' in receipt ? { person: receipt.by } : {};
  const remark = 'reason' in receipt ? { remark: receipt.reason } : {};
  return { kind: receipt.event, dispatchId: receipt.dispatchId, statementSha256: sha256Hex(jws), ...person, ...remark };
}
