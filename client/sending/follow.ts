import type * as z from 'zod/mini';
import type { depositState } from '../../domain/desk-api.ts';
import { isOnItsWay } from '../../domain/life-cycle.ts';
import type { ForeignDesk } from '../desk-client.ts';
import { type Clock, delayMs, type Pause } from '../retry.ts';
import type { Deposited } from './deposit.ts';

export type DepositState = z.infer<typeof depositState>;

/** Asks the addressee's desk until the whole dispatch has arrived (ContentConsignment) or the wait is over; gives the last answer. */
export async function waitForArrival(
  deposited: Deposited,
  foreign: ForeignDesk,
  how: Pause & Clock & { readonly waitSeconds: number },
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
  return state === 'unknown' || !isOnItsWay(state);
}

const pollPlan = { attempts: Number.POSITIVE_INFINITY, firstMs: 50, longestMs: 5_000 };
