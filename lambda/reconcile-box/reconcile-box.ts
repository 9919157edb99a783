import { isEnded, isOnItsWay } from '../../domain/life-cycle.ts';
import { fromObjectKey } from '../../domain/manifest.ts';
import type { ListVersions } from '../aws/versions.ts';
import { historyOf } from '../register/dispatch-record.ts';
import { type DispatchItem, dispatchItem, keys, noticeItem } from '../register/items.ts';
import { type BoxPage, read } from '../register/store.ts';
import { announceConsignment, noteArrival, type ReceivingDesk } from '../verify-arrival/verify-arrival.ts';

export interface ReconcilingDesk extends ReceivingDesk {
  readonly listVersions: ListVersions;
  /** Events of younger dispatches may still be on their way. */
  readonly patienceSeconds: number;
  /** Older dispatches are left alone: S3 has dropped what was never completed. */
  readonly lookBackDays: number;
}

const dayMs = 24 * 3_600_000;
const pageSize = 100;

/**
 * Finds and repairs what events never told: documents that lie in the drop box while the register waits for them, and arrivals of which
 * nobody was notified. Does nothing that an event would not have done, so it may run at any time and as often as it likes. One dispatch that
 * cannot be repaired does not stand in the way of the others. Throws at the end where one could not.
 */
export async function reconcileBox(desk: ReconcilingDesk): Promise<void> {
  const now = desk.world.now().getTime();
  let [looked, repaired, failed] = [0, 0, 0];
  for await (const dispatch of inbox(desk, now - desk.lookBackDays * dayMs)) {
    if (Date.parse(dispatch.issuedAt) > now - desk.patienceSeconds * 1000) continue;
    looked += 1;
    try {
      if (await isRepaired(desk, dispatch)) repaired += 1;
    } catch (error) {
      failed += 1;
      desk.world.log({ event: 'NotReconciled', dispatchId: dispatch.dispatchId, code: error instanceof Error ? error.name : 'Unknown' });
    }
  }
  desk.world.log({ event: 'Reconciled', looked, repaired, failed });
  if (failed > 0) throw new Error(`${failed} dispatches could not be reconciled`);
}

async function* inbox({ store }: ReconcilingDesk, sinceMs: number): AsyncGenerator<DispatchItem> {
  let after: BoxPage['after'];
  for (;;) {
    const page = (await store.box({ boxPk: 'IN', limit: pageSize, after })).map((item) => dispatchItem.parse(item));
    for (const dispatch of page) {
      if (Date.parse(dispatch.issuedAt) < sinceMs) return;
      yield dispatch;
    }
    const last = page.at(-1);
    if (page.length < pageSize || last?.boxSk === undefined) return;
    after = { pk: last.pk, sk: last.sk, boxSk: last.boxSk };
  }
}

/** Whether something was missing. */
async function isRepaired(desk: ReconcilingDesk, dispatch: DispatchItem): Promise<boolean> {
  const { dispatchId, state } = dispatch;
  if (state === 'accepted' || state === 'undelivered') return isArrivalNoted(desk, dispatchId);
  if (isOnItsWay(state) || isEnded(state)) return false;
  const notice = await read(desk.store, keys.notice(dispatchId), noticeItem);
  if (notice?.sent) return false;
  await announceConsignment(desk, dispatch);
  return true;
}

async function isArrivalNoted(desk: ReconcilingDesk, dispatchId: string): Promise<boolean> {
  const known = (await historyOf(desk.store, dispatchId)).arrived;
  let isNews = false;
  for (const { key, versionId, sizeBytes } of await desk.listVersions(`${dispatchId}/`)) {
    const place = fromObjectKey(key);
    if (place?.dispatchId !== dispatchId) continue;
    const outcome = await noteArrival(desk, { ...place, versionId, sizeBytes });
    isNews ||= outcome === 'Arrived' && !known.includes(place.documentNumber);
  }
  return isNews;
}
