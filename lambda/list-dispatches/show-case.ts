import { type CaseEntry, type CaseQuery, caseQuery } from '../../domain/desk-api.ts';
import { momentsOf } from '../../domain/moments.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement } from '../../domain/statement.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { personOf } from '../http/parameters.ts';
import { summaryOf } from '../register/dispatch-summary.ts';
import { type DispatchItem, dispatchItem, keys, receiptItem, replyItem } from '../register/items.ts';
import { type ListingStore, read } from '../register/store.ts';

/** More dispatches than any case is known to have. */
const maxDispatches = 500;

/** Every dispatch of a case, both ways, oldest first. NotFound where the country has none. */
export async function showCase(store: ListingStore, request: DeskRequest): Promise<Answer> {
  personOf(request);
  const reference = await referenceOf(store, request.body(caseQuery));
  const begun = (await store.ofCase(reference, maxDispatches)).map((item) => dispatchItem.parse(item));
  if (begun.length === 0) throw new Refusal('NotFound');
  const { found, isWhole } = await linked(store, begun);
  const dispatches = found.sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
  return { status: 200, body: { case: reference, dispatches, isWhole } };
}

/** A dispatch belongs to the case of the one that began it: an answer may have a reference of its own. */
async function referenceOf(store: ListingStore, query: CaseQuery): Promise<string> {
  if ('case' in query) return query.case;
  let item = await inBox(store, query.dispatch);
  if (!item) throw new Refusal('NotFound');
  for (let steps = 0; item.inReplyTo && steps < maxDispatches; steps += 1) {
    const answered: DispatchItem | undefined = await inBox(store, item.inReplyTo);
    if (!answered) break;
    item = answered;
  }
  return item.case;
}

/** Follows replies in both directions, a generation at a time. */
async function linked(store: ListingStore, begun: readonly DispatchItem[]) {
  const seen = new Set(begun.map(({ dispatchId }) => dispatchId));
  const found: CaseEntry[] = [];
  let generation = begun;
  while (generation.length > 0 && found.length < maxDispatches) {
    const entries = await Promise.all(generation.map((item) => entryOf(store, item)));
    found.push(...entries.map(({ entry }) => entry));
    const next = [...new Set(entries.flatMap(({ neighbours }) => neighbours))].filter((id) => !seen.has(id));
    for (const id of next) seen.add(id);
    generation = (await Promise.all(next.map((id) => inBox(store, id)))).filter((item) => item !== undefined);
  }
  return { found: found.slice(0, maxDispatches), isWhole: generation.length === 0 && found.length < maxDispatches };
}

/** A dispatch, when what happened to it, and the ids of what it answers and what answers it. */
async function entryOf(store: ListingStore, item: DispatchItem) {
  // receipts and replies lie side by side: one question for both
  const beside = await store.below(keys.dispatch(item.dispatchId).pk, 'RE');
  const receipts = beside.flatMap((one) => receiptItem.safeParse(one).data ?? []);
  const replies = beside.flatMap((one) => replyItem.safeParse(one).data ?? []);
  const moments = momentsOf(
    item,
    receipts.map(({ receipt }) => peekStatement(receiptStatement, receipt)),
  );
  const answered = item.inReplyTo ? [item.inReplyTo] : [];
  return { entry: { ...summaryOf(item), ...moments }, neighbours: [...answered, ...replies.map(({ dispatchId }) => dispatchId)] };
}

async function inBox(store: ListingStore, id: string): Promise<DispatchItem | undefined> {
  const item = await read(store, keys.dispatch(id), dispatchItem);
  return item?.boxPk === undefined ? undefined : item;
}

function orderOf({ issuedAt, dispatchId }: CaseEntry): string {
  return `${issuedAt}#${dispatchId}`;
}
