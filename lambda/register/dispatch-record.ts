import type { DispatchSummary } from '../../domain/desk-api.ts';
import type { DocumentEntry, Manifest } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import { manifestStatement, peekStatement } from '../../domain/statement.ts';
import { sha256Hex } from '../hash.ts';
import { chunksOf, textOf } from './chunks.ts';
import { boxKeys, type DispatchItem, type DocumentItem, dispatchItem, documentItem, keys, receiptItem } from './items.ts';
import { putNew, type RegisterChange, type Store } from './store.ts';

/** All that the register holds of one dispatch. */
export interface DispatchRecord {
  readonly dispatch: DispatchItem;
  /** As it was signed. It verified before it was written here. */
  readonly manifestJws: string;
  readonly manifest: Manifest;
  readonly documents: readonly DocumentItem[];
  /** Compact JWS, oldest first. */
  readonly receipts: readonly string[];
}

/** Throws NotFound where there is no dispatch of that id in that box. */
export async function requireDispatch(store: Store, id: string, box?: 'in' | 'out'): Promise<DispatchRecord> {
  const record = await findDispatch(store, id);
  if (!record || (box && record.dispatch.box !== box)) throw new Refusal('NotFound');
  return record;
}

export async function findDispatch(store: Store, id: string): Promise<DispatchRecord | undefined> {
  const items = await store.list(keys.dispatch(id).pk);
  const dispatch = items.map((item) => dispatchItem.safeParse(item)).find((parsed) => parsed.success)?.data;
  if (!dispatch) return undefined;
  const manifestJws = textOf(items);
  return {
    dispatch,
    manifestJws,
    manifest: peekStatement(manifestStatement, manifestJws),
    documents: items.flatMap((item) => documentItem.safeParse(item).data ?? []),
    receipts: items
      .flatMap((item) => receiptItem.safeParse(item).data ?? [])
      .sort((one, other) => Date.parse(one.issuedAt) - Date.parse(other.issuedAt))
      .map((item) => item.receipt),
  };
}

/** Throws NotFound where the manifest names no such document. */
export function requireDocument(record: DispatchRecord, documentNumber: number): DocumentEntry {
  const entry = record.manifest.documents.find((candidate) => candidate.number === documentNumber);
  if (!entry) throw new Refusal('NotFound');
  return entry;
}

export function documentOf(record: DispatchRecord, documentNumber: number): DocumentItem | undefined {
  return record.documents.find((candidate) => candidate.number === documentNumber);
}

/** Numbers of the documents that lie in the drop box. */
export function arrivedNumbers(record: DispatchRecord): number[] {
  return record.documents.filter((item) => item.arrived).map((item) => item.number);
}

/** The changes that enter a dispatch. A rejected one is kept as evidence, but lies in no box. */
export function entered(manifest: Manifest, manifestJws: string, as: Pick<DispatchItem, 'box' | 'state'>): readonly RegisterChange[] {
  const { dispatchId, from, to, case: reference, urgency, sentBy, issuedAt, inReplyTo, documents } = manifest;
  const key = keys.dispatch(dispatchId);
  const item: DispatchItem = {
    ...key,
    revision: 1,
    ...(as.state !== 'rejected' && boxKeys(as.box, issuedAt, dispatchId)),
    dispatchId,
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
  };
  return [putNew(item), ...chunksOf(key.pk, manifestJws)];
}

/** What clients see of a dispatch in a list. */
export function summaryOf(item: DispatchItem): DispatchSummary {
  const { dispatchId, box, from, to, case: reference, urgency, sentBy, issuedAt, state, documents, totalBytes, inReplyTo } = item;
  return {
    dispatchId,
    box,
    from,
    to,
    case: reference,
    urgency,
    sentBy,
    issuedAt,
    state,
    documents,
    totalBytes,
    ...(inReplyTo && { inReplyTo }),
  };
}
