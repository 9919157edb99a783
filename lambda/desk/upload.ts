import { type DocumentEntry, objectKey } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Multipart, Upload } from '../aws/multipart.ts';
import type { Credentials } from '../aws/presign.ts';
import type { DeskRequest } from '../http/edge.ts';
import { documentNumberOf } from '../http/parameters.ts';
import { perform } from '../register/books.ts';
import { type DispatchRecord, findDocument, requireDocument } from '../register/dispatch-record.ts';
import { type DocumentItem, keys } from '../register/items.ts';
import { putNew, type RegisterChange, replace } from '../register/store.ts';
import { type AssertedDeposit, type ForeignDoor, withDeposit } from './assertion.ts';
import { type DepositPort, depositSession } from './deposit-links.ts';

/** A desk that takes documents, also in parts. */
export interface UploadDesk extends ForeignDoor {
  readonly deposits: DepositPort;
  readonly multipart: Multipart;
}

/** One document that is expected, and the session in which its sender may send it. */
export interface ExpectedDocument {
  readonly record: DispatchRecord;
  readonly entry: DocumentEntry;
  readonly item?: DocumentItem;
  readonly session: () => Promise<Credentials>;
}

/**
 * Does something with a document that has yet to arrive. On top of what `withDeposit` refuses: NotFound for a rejected dispatch and for a
 * number that the manifest does not have, AlreadyArrived for a document that lies in the drop box.
 */
export async function withExpectedDocument<Answer>(
  desk: UploadDesk,
  request: DeskRequest,
  act: (expected: ExpectedDocument) => Promise<Answer>,
): Promise<Answer> {
  return withDeposit(desk, request, async ({ record, person }: AssertedDeposit) => {
    const number = documentNumberOf(request);
    const { state } = record.dispatch;
    if (state === 'rejected') throw new Refusal('NotFound');
    if (state === 'withdrawn' || state === 'closed') throw new Refusal(state === 'closed' ? 'CaseClosed' : 'RequestWithdrawn');
    const entry = requireDocument(record, number);
    const item = await findDocument(desk.store, record.dispatch.dispatchId, number);
    if (item?.arrived) throw new Refusal('AlreadyArrived', `document ${number}`);
    const session = () => depositSession(desk.deposits, record.dispatch.dispatchId, person);
    return act({ record, entry, item, session });
  });
}

/** The one upload of a document: begun at the first asking; of two who ask at once, the second to write gives way and aborts its own. */
export async function uploadOf(desk: UploadDesk, { record, entry, item }: ExpectedDocument, credentials: Credentials): Promise<Upload> {
  const id = record.dispatch.dispatchId;
  const key = objectKey(id, entry.number);
  if (item?.uploadId) return { key, uploadId: item.uploadId };
  const created = await desk.multipart.create(key, credentials);
  const uploadId = await noted(desk, { id, number: entry.number, created });
  if (uploadId !== created) await desk.multipart.abort({ key, uploadId: created }, credentials);
  return { key, uploadId };
}

async function noted(
  desk: UploadDesk,
  { id, number, created }: { readonly id: string; readonly number: number; readonly created: string },
): Promise<string> {
  return perform(desk, async () => {
    const item = await findDocument(desk.store, id, number);
    if (item?.uploadId) return { changes: [], answer: item.uploadId };
    return { changes: [documentChange({ id, number }, item, { uploadId: created })], answer: created };
  });
}

/** Forgets an upload that S3 no longer knows, so that the next asking begins a new one. */
export async function forgetUpload(desk: UploadDesk, { record, entry }: ExpectedDocument, uploadId: string): Promise<void> {
  const id = record.dispatch.dispatchId;
  await perform(desk, async () => {
    const item = await findDocument(desk.store, id, entry.number);
    const isStill = item?.uploadId === uploadId && !item.arrived;
    return { changes: isStill ? [replace(item, { uploadId: undefined, completingSince: undefined })] : [], answer: undefined };
  });
}

/** Writes something about a document, whether or not anything was written about it before. */
export function documentChange(of: DocumentPlace, item: DocumentItem | undefined, changed: Partial<DocumentItem>): RegisterChange {
  return item ? replace(item, changed) : putNew({ ...keys.document(of.id, of.number), revision: 1, number: of.number, ...changed });
}

export interface DocumentPlace {
  readonly id: string;
  readonly number: number;
}
