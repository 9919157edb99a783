import type { ActBody } from '../domain/acts.ts';
import type { DispatchDetail } from '../domain/desk-api.ts';
import type { ReadableReceipt } from '../domain/receipt.ts';
import type { Connection } from './connection.ts';
import { DeskRefusal } from './desk-refusal.ts';
import { proveReceiptOf } from './evidence.ts';
import { Failure } from './failure.ts';
import { bringReceipts } from './receipts.ts';

/** A step that was taken, with its receipt, which verified. */
export interface TakenAct {
  readonly jws: string;
  readonly receipt: ReadableReceipt;
  /** The other desk could be asked first: the step was decided on what both know. */
  readonly isInformed: boolean;
  /** The other side can see it: always where its addressee acted, since the sender asks there. */
  readonly isTold: boolean;
}

/**
 * Takes a step about a dispatch as a person of either country. The sender first learns what the addressee did, so that the step is decided
 * on what both know, and brings the addressee the receipt. Where that desk cannot be reached, the step stands, and `bringReceipts` brings it
 * whenever somebody next looks. Throws the home desk's refusals, and what a statement throws that does not verify.
 */
export async function takeAct(dispatchId: string, body: ActBody, connection: Connection): Promise<TakenAct> {
  const { home, directory } = connection;
  const before = await home.showDispatch(dispatchId);
  const isInformed = await isExchanged(before, connection);
  const { receipt: jws } = await home.act(dispatchId, body);
  const { payload: receipt } = await proveReceiptOf(jws, before.manifest, directory);
  const isTold = before.box === 'in' || (await isExchanged(await home.showDispatch(dispatchId), connection));
  return { jws, receipt, isInformed, isTold };
}

/** False where the other desk does not answer or says no. */
async function isExchanged(detail: DispatchDetail, connection: Connection): Promise<boolean> {
  try {
    await bringReceipts(detail, connection);
    return true;
  } catch (error) {
    const isAbsent = error instanceof DeskRefusal || (error instanceof Failure && error.code === 'Unreachable');
    if (!isAbsent) throw error;
    return false;
  }
}
