import { atSigning } from '../../domain/life-cycle.ts';
import type { DocumentEntry, Manifest } from '../../domain/manifest.ts';
import { deliveryOrder, isAct } from '../../domain/receipt.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement } from '../../domain/statement.ts';
import { manifestStatement, receiptStatement } from '../../domain/statement-kinds.ts';
import { sha256Hex } from '../hash.ts';
import { agendaOf } from './agenda.ts';
import { boxKeys, type DispatchItem, type DocumentItem, dispatchItem, documentItem, keys, type ReceiptItem, receiptItem } from './items.ts';
import { piecesOf, textOf } from './pieces.ts';
import { type ListingStore, putAnyway, putNew, type RegisterChange, read, type Store } from './store.ts';
import { tallyEntry } from './tallies.ts';

/** A dispatch as the register holds it, with its manifest as it was signed: it verified before it was written here. */
export interface DispatchRecord {
  readonly dispatch: DispatchItem;
  readonly manifestJws: string;
  readonly manifest: Manifest;
}

/** Throws NotFound where there is no dispatch of that id in that box. */
export async function requireDispatch(store: Store, id: string, box?: 'in' | 'out'): Promise<DispatchRecord> {
  const record = await findDispatch(store, id);
  if (!record || (box && record.dispatch.box !== box)) throw new Refusal('NotFound');
  return record;
}

export async function findDispatch(store: Store, id: string): Promise<DispatchRecord | undefined> {
  const dispatch = await read(store, keys.dispatch(id), dispatchItem);
  if (!dispatch) return undefined;
  const manifestJws = await textOf(store, dispatch.pk, dispatch.manifestPieces);
  return { dispatch, manifestJws, manifest: peekStatement(manifestStatement, manifestJws) };
}

/** What became of a document; undefined where nothing has yet. */
export function findDocument(store: Store, id: string, documentNumber: number): Promise<DocumentItem | undefined> {
  return read(store, keys.document(id, documentNumber), documentItem);
}

/** What happened to a dispatch. */
export interface History {
  readonly documents: readonly DocumentItem[];
  /** Numbers of the documents that lie in the drop box. */
  readonly arrived: readonly number[];
  /** Compact JWS, oldest first. */
  readonly receipts: readonly string[];
}

export async function historyOf(store: ListingStore, id: string): Promise<History> {
  const items = await store.list(keys.dispatch(id).pk);
  const documents = items.flatMap((item) => documentItem.safeParse(item).data ?? []);
  return {
    documents,
    arrived: documents.filter((item) => item.arrived).map((item) => item.number),
    receipts: items
      .flatMap((item) => receiptItem.safeParse(item).data ?? [])
      .sort(byTimeAndStep)
      .map((item) => item.receipt),
  };
}

/** Within one millisecond the order of the steps decides. */
function byTimeAndStep(one: ReceiptItem, other: ReceiptItem): number {
  return Date.parse(one.issuedAt) - Date.parse(other.issuedAt) || orderOf(one) - orderOf(other);
}

function orderOf({ receipt: jws }: ReceiptItem): number {
  const receipt = peekStatement(receiptStatement, jws);
  return isAct(receipt) ? deliveryOrder.length + receipt.step : deliveryOrder.indexOf(receipt.event);
}

/** Throws NotFound where the manifest names no such document. */
export function requireDocument(record: DispatchRecord, documentNumber: number): DocumentEntry {
  const entry = record.manifest.documents.find((candidate) => candidate.number === documentNumber);
  if (!entry) throw new Refusal('NotFound');
  return entry;
}

/** The changes that enter a dispatch. A rejected one is kept as evidence, but lies in no box. */
export function entered(
  manifest: Manifest,
  manifestJws: string,
  as: Pick<DispatchItem, 'box' | 'state'> & Partial<Pick<DispatchItem, 'limits'>>,
): readonly RegisterChange[] {
  const { dispatchId, from, to, case: reference, urgency, sentBy, issuedAt, inReplyTo, documents } = manifest;
  const key = keys.dispatch(dispatchId);
  const pieces = piecesOf(key.pk, manifestJws);
  const item: DispatchItem = {
    ...key,
    revision: 1,
    ...(as.state !== 'rejected' && boxKeys(as.box, issuedAt, dispatchId)),
    dispatchId,
    ...atSigning,
    limits: {},
    milestones: {},
    ...as,
    from,
    to,
    case: reference,
    urgency,
    sentBy,
    issuedAt,
    documents: documents.length,
    totalBytes: documents.reduce((sum, entry) => sum + entry.sizeBytes, 0),
    ...(inReplyTo && { inReplyTo }),
    manifestSha256: sha256Hex(manifestJws),
    manifestPieces: pieces.length,
  };
  const reply = inReplyTo && as.state !== 'rejected' ? [putAnyway({ ...keys.reply(inReplyTo, dispatchId), dispatchId })] : [];
  return [putNew(item), ...agendaOf(undefined, item), ...tallyEntry(item), ...pieces, ...reply];
}
