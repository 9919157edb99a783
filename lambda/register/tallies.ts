import type { Tallied } from '../../domain/report.ts';
import { type Tally, tallyOf } from '../../domain/tally.ts';
import { type DispatchItem, keys } from './items.ts';
import { type ListingStore, putAnyway, type RegisterChange } from './store.ts';

/** What the figures of a month need of each dispatch that was signed in it; derived from the dispatch and written in its commit. */
export function tallyEntry(item: DispatchItem): readonly RegisterChange[] {
  if (item.boxPk === undefined) return [];
  const { from, to, issuedAt, milestones, limits, dispatchId: id } = item;
  // one text instead of a list: a report reads very many
  const tally = [from, to, ...tallyOf(issuedAt, milestones, limits)].join(' ');
  return [putAnyway({ ...keys.tally(id), dispatchId: id, boxPk: tallyPk(issuedAt.slice(0, 7)), boxSk: id, tally })];
}

export async function talliedIn(store: ListingStore, month: string): Promise<readonly Tallied[]> {
  return (await store.tallies(tallyPk(month))).map(talliedOf);
}

function tallyPk(month: string): string {
  return `TALLY#${month}`;
}

function talliedOf(text: string): Tallied {
  const [from = '', to = '', ...numbers] = text.split(' ');
  const [signed = -1, delivered = -1, opened = -1, acknowledged = -1, answered = -1, readBy = -1, acknowledgeBy = -1] = numbers.map(Number);
  const tally: Tally = [signed, delivered, opened, acknowledged, answered, readBy, acknowledgeBy];
  return { from, to, tally };
}
