import type { Connection } from '../../../client/connection.ts';
import { proveManifest, statementSha256 } from '../../../client/evidence.ts';
import { bringReceipts, type KeptReceipt } from '../../../client/receipts.ts';
import type { DispatchDetail, ShownState } from '../../../domain/desk-api.ts';
import { atSigning, type Standing, standingOf } from '../../../domain/life-cycle.ts';
import type { Manifest } from '../../../domain/manifest.ts';
import { isKnown } from '../../../domain/receipt.ts';

/** A dispatch whose manifest and receipts verified against the directory. */
export interface ShownDispatch {
  readonly detail: DispatchDetail;
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  readonly receipts: readonly KeptReceipt[];
  readonly state: ShownState;
  /** What the receipts that this portal knows come to. */
  readonly standing: Standing;
  /** Why the addressee's desk could not be asked for new receipts; those at home are shown. */
  readonly stale?: unknown;
}

/** Throws SignatureInvalid or SignerUnknown where a statement does not verify, and the home desk's refusals. */
export async function loadDispatch(dispatchId: string, connection: Connection): Promise<ShownDispatch> {
  const detail = await connection.home.showDispatch(dispatchId);
  const { payload: manifest } = await proveManifest(detail.manifest, connection.directory);
  const { receipts, stale } = await bring(detail, connection);
  const known = receipts.map(({ receipt }) => receipt).filter(isKnown);
  const standing = standingOf(known, detail.state === 'unknown' ? atSigning : { ...atSigning, state: detail.state });
  // where a newer desk took a step, the home desk knows better than this portal where the dispatch stands, or neither does
  const state = known.length < receipts.length ? detail.state : standing.state;
  const manifestSha256 = await statementSha256(detail.manifest);
  return { detail, manifest, manifestSha256, receipts, state, standing, stale };
}

async function bring(detail: DispatchDetail, connection: Connection): Promise<Pick<ShownDispatch, 'receipts' | 'stale'>> {
  try {
    return { receipts: await bringReceipts(detail, connection) };
  } catch (stale) {
    // those kept at home need nobody else; where they are what does not verify, this throws again
    return { receipts: await bringReceipts({ ...detail, box: 'in' }, connection), stale };
  }
}
