import * as z from 'zod/mini';
import { dispatchId } from '../../domain/identifiers.ts';
import { isEnded, isOnItsWay } from '../../domain/life-cycle.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { SendMail } from '../aws/mail.ts';
import { type Books, perform } from '../register/books.ts';
import { dispatchItem, keys, noticeItem } from '../register/items.ts';
import { putNew, read, replace } from '../register/store.ts';
import { writeNotice } from './notice.ts';

export interface NotifyingDesk extends Books {
  readonly eventSource: string;
  readonly from: string;
  readonly mailboxes: readonly string[];
  readonly portalUrl: string;
  readonly sendMail: SendMail;
}

const consigned = z.object({
  source: z.string(),
  'detail-type': z.literal('ContentConsignment'),
  detail: z.object({ dispatchId }),
});

/** A claim older than this belongs to an attempt that died: one mail too many is better than none. */
const claimMs = 2 * 60 * 1000;

/**
 * Tells the duty magistrates once per dispatch that something has arrived. The register says whether it is true and how urgent; an event
 * that it does not bear out changes nothing. Throws Busy while another attempt is under way, so that this one is tried again later.
 */
export async function notifyDuty(desk: NotifyingDesk, event: unknown): Promise<void> {
  const parsed = consigned.safeParse(event);
  if (!parsed.success || parsed.data.source !== desk.eventSource) {
    return desk.world.log({ event: 'NoticeIgnored', reason: 'not an event of this desk' });
  }
  const id = parsed.data.detail.dispatchId;
  const dispatch = await read(desk.store, keys.dispatch(id), dispatchItem);
  if (dispatch?.box !== 'in' || isOnItsWay(dispatch.state) || isEnded(dispatch.state)) {
    return desk.world.log({ event: 'NoticeIgnored', reason: 'not available' });
  }
  if (!(await isClaimed(desk, id))) return desk.world.log({ event: 'NoticeKnown', dispatchId: id });
  const notice = writeNotice({ dispatchId: id, urgency: dispatch.urgency, portalUrl: desk.portalUrl });
  await desk.sendMail({ from: desk.from, to: desk.mailboxes, ...notice });
  await settle(desk, id);
  desk.world.log({ event: 'Notified', dispatchId: id });
}

/** False where the mail went out before. */
async function isClaimed(desk: NotifyingDesk, id: string): Promise<boolean> {
  return perform(desk, async () => {
    const now = desk.world.now();
    const notice = await read(desk.store, keys.notice(id), noticeItem);
    if (notice?.sent) return { changes: [], answer: false };
    if (notice && now.getTime() - Date.parse(notice.claimedAt) < claimMs) throw new Refusal('Busy');
    const claimedAt = now.toISOString();
    const claim = notice ? replace(notice, { claimedAt }) : putNew({ ...keys.notice(id), revision: 1, claimedAt, sent: false });
    return { changes: [claim], answer: true };
  });
}

async function settle(desk: NotifyingDesk, id: string): Promise<void> {
  await perform(desk, async () => {
    const notice = await read(desk.store, keys.notice(id), noticeItem);
    return { changes: notice ? [replace(notice, { sent: true })] : [], answer: undefined };
  });
}
