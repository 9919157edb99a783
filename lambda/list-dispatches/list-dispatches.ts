import { listQuery } from '../../domain/desk-api.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { dispatchIdOf, personOf } from '../http/parameters.ts';
import { parse } from '../http/request.ts';
import { historyOf, requireDispatch, summaryOf } from '../register/dispatch-record.ts';
import { type DispatchItem, dispatchItem, keys } from '../register/items.ts';
import { type BoxPage, type ListingStore, read } from '../register/store.ts';

/** One page of the country's own inbox or outbox, newest first. */
export async function listDispatches(store: ListingStore, request: DeskRequest): Promise<Answer> {
  personOf(request);
  const { box, limit, cursor } = parse(listQuery, request.query);
  const boxPk = box === 'in' ? ('IN' as const) : ('OUT' as const);
  const after = cursor === undefined ? undefined : await placeOf(store, cursor, boxPk);
  const found = (await store.box({ boxPk, limit: limit + 1, after })).map((item) => dispatchItem.parse(item));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const further = found.length > limit && last ? { cursor: cursorOf(last) } : {};
  return { status: 200, body: { dispatches: page.map(summaryOf), ...further } };
}

/** One dispatch with its manifest and all receipts. A rejected one that lies in no box answers NotFound, as a missing one does. */
export async function showDispatch(store: ListingStore, request: DeskRequest): Promise<Answer> {
  personOf(request);
  const record = await requireDispatch(store, dispatchIdOf(request));
  if (record.dispatch.boxPk === undefined) throw new Refusal('NotFound');
  const { receipts, arrived } = await historyOf(store, record.dispatch.dispatchId);
  return { status: 200, body: { ...summaryOf(record.dispatch), manifest: record.manifestJws, receipts, arrived } };
}

function cursorOf({ dispatchId }: DispatchItem): string {
  return Buffer.from(dispatchId).toString('base64url');
}

/** A cursor names the last dispatch of the page before; one that names none in this box was made up. */
async function placeOf(store: ListingStore, cursor: string, boxPk: 'IN' | 'OUT'): Promise<BoxPage['after']> {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  const isWhole = Buffer.from(id).toString('base64url') === cursor;
  const item = isWhole ? await read(store, keys.dispatch(id), dispatchItem) : undefined;
  if (item?.boxPk !== boxPk || item.boxSk === undefined) throw new Refusal('InvalidInput', 'cursor');
  return { pk: item.pk, sk: item.sk, boxSk: item.boxSk };
}
