import * as z from 'zod/mini';
import { type Reminder, reminders } from '../../domain/clock.ts';
import { dispatchId } from '../../domain/identifiers.ts';
import { type DispatchState, isEnded, isOnItsWay } from '../../domain/life-cycle.ts';
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
  /** Told as well when nobody on duty acts in time. */
  readonly escalation: readonly string[];
  readonly portalUrl: string;
  readonly sendMail: SendMail;
}

const occasion = z.discriminatedUnion('detail-type', [
  z.object({ source: z.string(), 'detail-type': z.literal('ContentConsignment'), detail: z.object({ dispatchId }) }),
  z.object({
    source: z.string(),
    'detail-type': z.literal('DeadlineReminder'),
    detail: z.object({ dispatchId, about: z.enum(reminders) }),
  }),
]);

/** A claim older than this belongs to an attempt that died: one mail too many is better than none. */
const claimMs = 2 * 60 * 1000;

/**
 * Tells the duty magistrates once per dispatch that something has arrived, and once more at each step of the clock until somebody acts. The
 * register says whether it is true and how urgent; an event that it does not bear out changes nothing. Throws Busy while another attempt is under way, so that this one is tried again later.
 */
export async function notifyDuty(desk: NotifyingDesk, event: unknown): Promise<void> {
  const parsed = occasion.safeParse(event);
  if (!parsed.success || parsed.data.source !== desk.eventSource) {
    return desk.world.log({ event: 'NoticeIgnored', reason: 'not an event of this desk' });
  }
  const { dispatchId: id, about } = { about: undefined, ...parsed.data.detail };
  const dispatch = await read(desk.store, keys.dispatch(id), dispatchItem);
  if (dispatch?.box !== 'in' || !isTrue(dispatch.state, about)) {
    return desk.world.log({ event: 'NoticeIgnored', reason: about ? 'no longer so' : 'not available' });
  }
  const key = keys.notice(id, about);
  if (!(await isClaimed(desk, key))) return desk.world.log({ event: 'NoticeKnown', dispatchId: id });
  const notice = writeNotice({ dispatchId: id, urgency: dispatch.urgency, about: about ?? 'arrival', portalUrl: desk.portalUrl });
  for (const to of rostersFor(desk, about)) await desk.sendMail({ from: desk.from, to, ...notice });
  await settle(desk, key);
  desk.world.log({ event: 'Notified', dispatchId: id, about: about ?? 'arrival' });
}

function isTrue(state: DispatchState, about: Reminder | undefined): boolean {
  if (about === undefined) return !isOnItsWay(state) && !isEnded(state);
  return state === { remind: 'available', escalate: 'available', miss: 'expired', chase: 'opened' }[about];
}

/** One mail for each roster: a mail takes at most 50 addresses (docs: Amazon SES quotas). */
function rostersFor({ mailboxes, escalation }: NotifyingDesk, about: Reminder | undefined): readonly (readonly string[])[] {
  return about === undefined || about === 'remind' ? [mailboxes] : [mailboxes, escalation];
}

type NoticeKey = ReturnType<typeof keys.notice>;

/** False where the mail went out before. */
async function isClaimed(desk: NotifyingDesk, key: NoticeKey): Promise<boolean> {
  return perform(desk, async () => {
    const now = desk.world.now();
    const notice = await read(desk.store, key, noticeItem);
    if (notice?.sent) return { changes: [], answer: false };
    if (notice && now.getTime() - Date.parse(notice.claimedAt) < claimMs) throw new Refusal('Busy');
    const claimedAt = now.toISOString();
    const claim = notice ? replace(notice, { claimedAt }) : putNew({ ...key, revision: 1, claimedAt, sent: false });
    return { changes: [claim], answer: true };
  });
}

async function settle(desk: NotifyingDesk, key: NoticeKey): Promise<void> {
  await perform(desk, async () => {
    const notice = await read(desk.store, key, noticeItem);
    return { changes: notice ? [replace(notice, { sent: true })] : [], answer: undefined };
  });
}
