import type { Connection } from '../../../client/connection.ts';
import { proveManifest } from '../../../client/evidence.ts';
import { bringReceipts, type KeptReceipt } from '../../../client/receipts.ts';
import type { DispatchDetail } from '../../../domain/desk-api.ts';
import { type DispatchState, stateAfter } from '../../../domain/life-cycle.ts';
import type { Manifest } from '../../../domain/manifest.ts';

/** A dispatch whose manifest and receipts verified against the directory. */
export interface ShownDispatch {
  readonly detail: DispatchDetail;
  readonly manifest: Manifest;
  readonly receipts: readonly KeptReceipt[];
  readonly state: DispatchState;
  /** Why the addressee's desk could not be asked for new receipts; those at home are shown. */
  readonly stale?: unknown;
}

/** Throws SignatureInvalid or SignerUnknown where a statement does not verify, and the home desk's refusals. */
export async function loadDispatch(dispatchId: string, connection: Connection): Promise<ShownDispatch> {
  const detail = await connection.home.showDispatch(dispatchId);
  const { payload: manifest } = await proveManifest(detail.manifest, connection.directory);
  const { receipts, stale } = await bring(detail, connection);
  const state = receipts.reduce((reached, { receipt }) => stateAfter(reached, receipt.event), detail.state);
  return { detail, manifest, receipts, state, stale };
}

async function bring(detail: DispatchDetail, connection: Connection): Promise<Pick<ShownDispatch, 'receipts' | 'stale'>> {
  try {
    return { receipts: await bringReceipts(detail, connection) };
  } catch (stale) {
    // those kept at home need nobody else; where they are what does not verify, this throws again
    return { receipts: await bringReceipts({ ...detail, box: 'in' }, connection), stale };
  }
}
