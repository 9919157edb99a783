import type * as z from 'zod/mini';
import { listQuery } from '../../domain/desk-api.ts';
import { dispatchId, instant } from '../../domain/identifiers.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { dispatchIdOf, personOf } from '../http/parameters.ts';
import { parse } from '../http/request.ts';
import { agendaKey } from '../register/agenda.ts';
import { historyOf, requireDispatch } from '../register/dispatch-record.ts';
import { summaryOf } from '../register/dispatch-summary.ts';
import { type DispatchItem, dispatchItem, dueItem, keys } from '../register/items.ts';
import { type AgendaPage, type BoxPage, type ListingStore, read } from '../register/store.ts';

/** One page of the country's own inbox or outbox: all, newest first, or what waits for something, earliest limit first. */
export async function listDispatches(store: ListingStore, request: DeskRequest): Promise<Answer> {
  personOf(request);
  const query = parse(listQuery, request.query);
  return query.order === 'due' ? listDue(store, query) : listNewest(store, query);
}

async function listNewest(store: ListingStore, { box, limit, cursor }: ListQuery): Promise<Answer> {
  const boxPk = box === 'in' ? ('IN' as const) : ('OUT' as const);
  const after = cursor === undefined ? undefined : await placeOf(store, cursor, boxPk);
  const found = (await store.box({ boxPk, limit: limit + 1, after })).map((item) => dispatchItem.parse(item));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const further = found.length > limit && last ? { cursor: cursorOf(last) } : {};
  return { status: 200, body: { dispatches: page.map(summaryOf), ...further } };
}

async function listDue(store: ListingStore, { box, limit, cursor }: ListQuery): Promise<Answer> {
  const boxPk = box === 'in' ? ('DUE-IN' as const) : ('DUE-OUT' as const);
  const after = cursor === undefined ? undefined : duePlaceOf(cursor);
  const found = (await store.agenda({ boxPk, limit: limit + 1, after })).map((item) => dueItem.parse(item));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const further = found.length > limit && last ? { cursor: Buffer.from(last.boxSk).toString('base64url') } : {};
  return { status: 200, body: { dispatches: page.map(({ summary }) => summary), ...further } };
}

/** A moment and a dispatch: the list goes on there, also where that dispatch has left it meanwhile. */
function duePlaceOf(cursor: string): AgendaPage['after'] {
  const boxSk = Buffer.from(cursor, 'base64url').toString('utf8');
  const [at = '', id = ''] = boxSk.split('#');
  const isKey = instant.safeParse(at).success && dispatchId.safeParse(id).success && agendaKey(at, id) === boxSk;
  if (!isKey) throw new Refusal('InvalidInput', 'cursor');
  return { ...keys.due(id), boxSk };
}

/** One dispatch with its manifest and all receipts. A rejected one that lies in no box answers NotFound, as a missing one does. */
export async function showDispatch(store: ListingStore, request: DeskRequest): Promise<Answer> {
  personOf(request);
  const record = await requireDispatch(store, dispatchIdOf(request));
  if (record.dispatch.boxPk === undefined) throw new Refusal('NotFound');
  const { receipts, arrived } = await historyOf(store, record.dispatch.dispatchId);
  return { status: 200, body: { ...summaryOf(record.dispatch), manifest: record.manifestJws, receipts, arrived } };
}

type ListQuery = z.infer<typeof listQuery>;

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
