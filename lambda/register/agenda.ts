import { turnsOf } from '../../domain/clock.ts';
import { dueOf } from '../../domain/time-limits.ts';
import { summaryOf } from './dispatch-summary.ts';
import { type DispatchItem, keys } from './items.ts';
import { putAnyway, type RegisterChange } from './store.ts';

/** The moment and the dispatch that a key of an agenda names. */
export function agendaKey(at: string, dispatchId: string): string {
  return `${new Date(at).toISOString()}#${dispatchId}`;
}

/**
 * The changes that keep the agendas in step with a dispatch; they belong into the commit that writes the dispatch, whose revision guards them.
 * Nothing where it was in no agenda and comes into none. A dispatch that leaves one keeps its entry without the keys of the index.
 */
export function agendaOf(before: DispatchItem | undefined, after: DispatchItem): readonly RegisterChange[] {
  const clock = [before && clockEntry(before), clockEntry(after)] as const;
  const due = [before && dueEntry(before), dueEntry(after)] as const;
  const { dispatchId } = after;
  return [
    ...entered(clock, { ...keys.clock(dispatchId), dispatchId }),
    ...entered(due, { ...keys.due(dispatchId), dispatchId, summary: summaryOf(after) }),
  ];
}

type Entry = { readonly boxPk: string; readonly boxSk: string } | undefined;

function entered([before, after]: readonly [Entry, Entry], item: RegisterChange['item']): readonly RegisterChange[] {
  return before || after ? [putAnyway({ ...item, ...after })] : [];
}

/** Only the addressee's desk says what did not happen at the addressee's. */
function clockEntry({ box, boxPk, state, limits, told, dispatchId }: DispatchItem): Entry {
  const [next] = box === 'in' && boxPk ? turnsOf(state, limits, told) : [];
  return next && { boxPk: 'CLOCK', boxSk: agendaKey(next.at, dispatchId) };
}

function dueEntry({ box, boxPk, state, stateStep, limits, dispatchId }: DispatchItem): Entry {
  const due = boxPk && dueOf(state, stateStep, limits);
  return due ? { boxPk: box === 'in' ? 'DUE-IN' : 'DUE-OUT', boxSk: agendaKey(due.by, dispatchId) } : undefined;
}
