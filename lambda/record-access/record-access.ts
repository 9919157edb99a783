import { personId } from '../../domain/identifiers.ts';
import { isOnItsWay } from '../../domain/life-cycle.ts';
import { fromObjectKey } from '../../domain/manifest.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import { acknowledgeBy, type ResponseTimes } from '../../domain/urgency.ts';
import type { SignStatement } from '../aws/kms-signer.ts';
import { type ApiCall, apiCall } from '../desk/events.ts';
import { type Act, type Books, perform } from '../register/books.ts';
import { ownCalendar } from '../register/directory-copy.ts';
import { type DispatchRecord, findDispatch, findDocument } from '../register/dispatch-record.ts';
import { keys } from '../register/items.ts';
import { filed, isFiled, issuedPlace, lineFor, movedOn, receiptBasis } from '../register/receipts.ts';
import { putNew } from '../register/store.ts';

export interface WitnessingDesk extends Books {
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  readonly readerRoleArn: string;
  /** Who tells what stands in the log: the source of its events, which nobody else may use, and the account that it tells from. */
  readonly log: { readonly source: string; readonly account: string };
  readonly sign: SignStatement;
  readonly times: { readonly response: ResponseTimes };
}

/**
 * Turns CloudTrail's record of a read into evidence: ContentHandover once per document and person, and a ledger line per record. Only
 * successful reads of the own drop box by a person's session of the own reader role count, told by CloudTrail or found in the log. Twice, late and out of order are fine.
 */
export async function recordAccess(desk: WitnessingDesk, event: unknown): Promise<void> {
  const access = accessOf(desk, event);
  if (!access) return desk.world.log({ event: 'AccessIgnored', reason: 'not a read of this drop box by a person' });
  const { dispatchId, documentNumber } = access;
  const outcome = await perform<Outcome>(desk, () => decide(desk, access));
  desk.world.log({ event: outcome, dispatchId, document: documentNumber, cloudTrailEventId: access.eventId });
}

interface Access {
  readonly dispatchId: string;
  readonly documentNumber: number;
  readonly versionId?: string;
  readonly person: string;
  readonly at: string;
  readonly eventId: string;
}

type Outcome = 'AccessRecorded' | 'AccessKnown' | 'AccessUnknown';

/** From CloudTrail itself, or from the reader of the log: each by its own source, kind and account, and nobody else. */
function isFromTheLog({ log, account, region }: WitnessingDesk, told: ApiCall): boolean {
  const isFast = told.source === 'aws.s3' && told['detail-type'] === 'AWS API Call via CloudTrail' && told.account === account;
  const isRead = told.source === log.source && told['detail-type'] === 'Record In The Log' && told.account === log.account;
  return told.region === region && (isFast || (isRead && told.detail.awsRegion === region));
}

function accessOf(desk: WitnessingDesk, event: unknown): Access | undefined {
  const { bucket, account, readerRoleArn } = desk;
  const parsed = apiCall.safeParse(event);
  if (!parsed.success || !isFromTheLog(desk, parsed.data)) return undefined;
  const { errorCode, recipientAccountId, requestParameters, userIdentity, eventTime: at, eventID: eventId } = parsed.data.detail;
  const { type, accountId, sessionContext } = userIdentity;
  const isRead = errorCode === undefined && recipientAccountId === account && requestParameters.bucketName === bucket;
  const isReader = type === 'AssumedRole' && accountId === account && sessionContext?.sessionIssuer.arn === readerRoleArn;
  const person = personId.safeParse(sessionContext?.sourceIdentity);
  const place = fromObjectKey(requestParameters.key);
  if (!isRead || !isReader || !person.success || !place) return undefined;
  return { ...place, versionId: requestParameters.versionId, person: person.data, at, eventId };
}

async function decide(desk: WitnessingDesk, access: Access): Promise<Act<Outcome>> {
  const { dispatchId, documentNumber, person, eventId } = access;
  const record = await findDispatch(desk.store, dispatchId);
  if (!record || !(await isOfArrived(desk, record, access))) return { changes: [], answer: 'AccessUnknown' };
  const mark = keys.access(dispatchId, eventId);
  if ((await desk.store.get(mark)) !== undefined) return { changes: [], answer: 'AccessKnown' };
  const marked = putNew({ ...mark, document: documentNumber, person });
  const receipt = await handoverOf(desk, record, access);
  const isFirst = !(await isFiled(desk.store, receipt, issuedPlace(receipt)));
  if (!isFirst)
    return { changes: [marked], line: { kind: 'DocumentRead', dispatchId, person, remark: remarkOf(access) }, answer: 'AccessRecorded' };
  const jws = await desk.sign(receiptStatement, receipt);
  const changes = [marked, filed(receipt, jws, issuedPlace(receipt)), ...movedOn(record.dispatch, receipt)];
  return { changes, line: { ...lineFor(receipt, jws), remark: remarkOf(access) }, answer: 'AccessRecorded' };
}

/** Links are signed for consigned dispatches and their one version only: a read of anything else is not one of ours. */
async function isOfArrived({ store }: Books, { dispatch }: DispatchRecord, { documentNumber, versionId }: Access): Promise<boolean> {
  const arrived = (await findDocument(store, dispatch.dispatchId, documentNumber))?.arrived;
  const isConsigned = dispatch.box === 'in' && !isOnItsWay(dispatch.state);
  return isConsigned && arrived !== undefined && (versionId === undefined || versionId === arrived.versionId);
}

/** The first opening sets the limit of the acknowledgement, counted from the read itself. */
async function handoverOf(desk: WitnessingDesk, { dispatch, manifest, manifestJws }: DispatchRecord, access: Access): Promise<Receipt> {
  const { documentNumber, person, at, eventId } = access;
  const isFirst = dispatch.state === 'available' || dispatch.state === 'expired';
  const calendar = isFirst ? await ownCalendar(desk) : undefined;
  const by = calendar && acknowledgeBy(desk.times.response, dispatch.urgency, { calendar, openedAt: new Date(at) });
  const basis = receiptBasis(manifest, manifestJws, desk.world.now());
  const said = { documentNumber, by: person, at, cloudTrailEventId: eventId };
  return { ...basis, event: 'ContentHandover', ...said, ...(by !== undefined && { acknowledgeBy: by }) };
}

function remarkOf({ documentNumber, eventId }: Access): string {
  return `document ${documentNumber}, CloudTrail ${eventId}`;
}
