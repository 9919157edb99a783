import type * as z from 'zod';
import type { depositState } from '../../domain/desk-api.ts';
import type { Directory } from '../../domain/directory.ts';
import type { Receipt } from '../../domain/receipt.ts';
import type { ForeignDesk, HomeDesk } from '../desk-client.ts';
import { proveReceiptOf } from '../evidence.ts';
import type { Host } from '../host.ts';
import { delayMs } from '../retry.ts';
import type { Deposited } from './deposit.ts';

export type DepositState = z.infer<typeof depositState>;

/** Asks the addressee's desk until the whole dispatch has arrived (ContentConsignment) or the wait is over; gives the last answer. */
export async function waitForArrival(
  deposited: Deposited,
  foreign: ForeignDesk,
  how: Host & { readonly waitSeconds: number },
): Promise<DepositState> {
  const deadline = how.now().getTime() + how.waitSeconds * 1000;
  for (let attempt = 1; ; attempt++) {
    const state = await foreign.showDeposit(deposited.dispatchId, await deposited.assertion());
    if (isSettled(state)) return state;
    const pauseMs = delayMs(attempt, { ...pollPlan, random: how.random });
    if (how.now().getTime() + pauseMs > deadline) return state;
    await how.sleep(pauseMs);
  }
}

/** True once the dispatch is available to the addressee, or further. */
export function isSettled({ state }: Pick<DepositState, 'state'>): boolean {
  return state === 'available' || state === 'opened' || state === 'acknowledged';
}

const pollPlan = { attempts: Number.POSITIVE_INFINITY, firstMs: 100, longestMs: 5_000 };

export interface ReceiptsToKeep {
  readonly dispatchId: string;
  readonly manifest: string;
  readonly receipts: readonly string[];
  readonly home: HomeDesk;
  readonly directory: Directory;
}

export interface KeptReceipt {
  readonly jws: string;
  readonly receipt: Receipt;
}

/** Verifies receipts and stores them at the home desk. Throws SignatureInvalid or SignerUnknown before anything is stored. */
export async function keepReceipts({ dispatchId, manifest, receipts, home, directory }: ReceiptsToKeep): Promise<readonly KeptReceipt[]> {
  const kept: KeptReceipt[] = [];
  for (const jws of receipts) kept.push({ jws, receipt: (await proveReceiptOf(jws, manifest, directory)).payload });
  for (const { jws } of kept) await home.storeReceipt(dispatchId, jws);
  return kept;
}
