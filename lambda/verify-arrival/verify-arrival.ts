import { isEnded, isOnItsWay } from '../../domain/life-cycle.ts';
import { fromObjectKey } from '../../domain/manifest.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import type { TimeLimits } from '../../domain/time-limits.ts';
import { type Deadlines, deadlinesOf, type TimeRules } from '../../domain/urgency.ts';
import type { Announce } from '../aws/bus.ts';
import type { SignStatement } from '../aws/kms-signer.ts';
import { objectCreated } from '../desk/events.ts';
import { documentChange } from '../desk/upload.ts';
import { type Books, perform } from '../register/books.ts';
import { ownCalendar } from '../register/directory-copy.ts';
import { type DispatchRecord, findDispatch, findDocument, historyOf, requireDispatch } from '../register/dispatch-record.ts';
import { type DispatchItem, type DocumentItem, keys } from '../register/items.ts';
import { filed, isFiled, issuedPlace, lineFor, movedOn, receiptBasis } from '../register/receipts.ts';
import { type ListingStore, putAnyway } from '../register/store.ts';

export interface ReceivingDesk extends Books {
  readonly store: ListingStore;
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  readonly eventSource: string;
  readonly sign: SignStatement;
  readonly announce: Announce;
  readonly times: TimeRules;
}

/**
 * Notes that a document lies in the own drop box, as S3 says it, and issues ContentConsignment with the last one. Events that are no such
 * thing, or about nothing that is expected, change nothing. Twice, late and out of order are fine. Throws only where trying again helps.
 */
export async function verifyArrival(desk: ReceivingDesk, event: unknown): Promise<void> {
  const arrival = arrivalOf(desk, event);
  if (!arrival) return desk.world.log({ event: 'ArrivalIgnored', reason: 'not an event of this drop box' });
  await noteArrival(desk, arrival);
}

/** Enters one document version that lies in the drop box, and does all that follows from it. */
export async function noteArrival(desk: ReceivingDesk, arrival: Arrival): Promise<ArrivalOutcome> {
  const { dispatchId } = arrival;
  const outcome = await arrive(desk, arrival);
  desk.world.log({ event: outcome, dispatchId, document: arrival.documentNumber });
  if (outcome !== 'Arrived') return outcome;
  await consign(desk, dispatchId);
  await announceOnce(desk, dispatchId);
  return outcome;
}

export interface Arrival {
  readonly dispatchId: string;
  readonly documentNumber: number;
  readonly sizeBytes: number;
  readonly versionId: string;
}

function arrivalOf({ bucket, account, region }: ReceivingDesk, event: unknown): Arrival | undefined {
  const parsed = objectCreated.safeParse(event);
  if (!parsed.success) return undefined;
  const { detail } = parsed.data;
  if (detail.bucket.name !== bucket || parsed.data.account !== account || parsed.data.region !== region) return undefined;
  const place = fromObjectKey(detail.object.key);
  return place && { ...place, sizeBytes: detail.object.size, versionId: detail.object['version-id'] };
}

export type ArrivalOutcome = 'Arrived' | 'ArrivalUnknown' | 'ArrivalDiffers';

/** The first version counts: the drop box takes no second one. */
async function arrive(desk: ReceivingDesk, arrival: Arrival): Promise<ArrivalOutcome> {
  const { dispatchId, documentNumber, sizeBytes, versionId } = arrival;
  return perform<ArrivalOutcome>(desk, async () => {
    const record = await findDispatch(desk.store, dispatchId);
    const entry = record?.manifest.documents.find(({ number }) => number === documentNumber);
    if (!record || !entry || record.dispatch.box !== 'in' || record.dispatch.state === 'rejected')
      return { changes: [], answer: 'ArrivalUnknown' };
    const item = await findDocument(desk.store, dispatchId, documentNumber);
    if (item?.arrived) return { changes: [], answer: item.arrived.versionId === versionId ? 'Arrived' : 'ArrivalDiffers' };
    if (entry.sizeBytes !== sizeBytes) return { changes: [], answer: 'ArrivalDiffers' };
    const arrived = { versionId, sizeBytes, at: desk.world.now().toISOString() };
    return { changes: [documentChange({ id: dispatchId, number: documentNumber }, item, { arrived })], answer: 'Arrived' };
  });
}

async function consign(desk: ReceivingDesk, id: string): Promise<void> {
  await perform(desk, async () => {
    const record = await requireDispatch(desk.store, id, 'in');
    const deadlines = await deadlinesFor(desk, record);
    const receipt = consignmentOf(desk, record, { documents: (await historyOf(desk.store, id)).documents, readBy: deadlines?.readBy });
    if (!receipt || (await isFiled(desk.store, receipt, issuedPlace(receipt)))) return { changes: [], answer: undefined };
    const jws = await desk.sign(receiptStatement, receipt);
    const changes = [filed(receipt, jws, issuedPlace(receipt)), ...movedOn(record.dispatch, receipt, remindersIn(deadlines))];
    return { changes, line: lineFor(receipt, jws), answer: undefined };
  });
}

/** Undefined while a document is missing. */
function consignmentOf({ world }: ReceivingDesk, record: DispatchRecord, { documents, readBy }: Consignment): Receipt | undefined {
  const { manifest, manifestJws } = record;
  const arrived = manifest.documents.flatMap(({ number, sizeBytes, sha256 }) => {
    const there = documents.find((item) => item.number === number)?.arrived;
    return there ? [{ number, sizeBytes, sha256, versionId: there.versionId }] : [];
  });
  if (arrived.length < manifest.documents.length) return undefined;
  return {
    ...receiptBasis(manifest, manifestJws, world.now()),
    event: 'ContentConsignment',
    documents: arrived,
    ...(readBy && { readBy }),
  };
}

interface Consignment {
  readonly documents: readonly DocumentItem[];
  readonly readBy?: string;
}

/** Set once, on this country's calendar as it stands now; undefined where the directory does not name it. */
async function deadlinesFor(desk: ReceivingDesk, { manifest }: DispatchRecord): Promise<Deadlines | undefined> {
  const calendar = await ownCalendar(desk);
  return calendar && deadlinesOf(desk.times.response, manifest.urgency, { calendar, arrivedAt: desk.world.now() });
}

function remindersIn(deadlines: Deadlines | undefined): TimeLimits {
  return deadlines ? { remindAt: deadlines.remindAt, escalateAt: deadlines.escalateAt } : {};
}

/** At least once: a crash before the mark announces again, and notify-duty bears it. */
async function announceOnce(desk: ReceivingDesk, id: string): Promise<void> {
  const { dispatch } = await requireDispatch(desk.store, id, 'in');
  const mark = keys.announcement(id);
  if (isOnItsWay(dispatch.state) || isEnded(dispatch.state) || (await desk.store.get(mark)) !== undefined) return;
  await announceConsignment(desk, dispatch);
  await perform(desk, async () => ({ changes: [putAnyway({ ...mark, at: desk.world.now().toISOString() })], answer: undefined }));
}

/** Starts notify-duty, which sends one mail however often it is told. */
export function announceConsignment(
  desk: ReceivingDesk,
  { dispatchId, urgency }: Pick<DispatchItem, 'dispatchId' | 'urgency'>,
): Promise<void> {
  return desk.announce({ source: desk.eventSource, detailType: 'ContentConsignment', detail: { dispatchId, urgency } });
}
