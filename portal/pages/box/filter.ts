import { type Signal, signal } from '@preact/signals';
import type { DispatchSummary } from '../../../domain/desk-api.ts';
import type { DispatchState } from '../../../domain/life-cycle.ts';
import { onSessionEnd } from '../../session/session.ts';
import { folded } from '../../words/digits.ts';
import { isUnread, nextAction } from './next-action.ts';

/** What the person wants to see of a box. */
export interface Filter {
  readonly search: string;
  readonly country: string;
  readonly show: 'all' | 'due' | 'mine' | 'unread' | 'pressing';
  /** Empty for every state. */
  readonly state: DispatchState | '';
}

export const noFilter: Filter = { search: '', country: '', show: 'all', state: '' };

/** What each box was last filtered by: a look at one dispatch does not undo it, signing out does. */
export const filters: Readonly<Record<'in' | 'out', Signal<Filter>>> = { in: signal(noFilter), out: signal(noFilter) };
onSessionEnd(() => {
  for (const filter of Object.values(filters)) filter.value = noFilter;
});

export function isFiltered(filter: Filter): boolean {
  return filter.search.trim() !== '' || filter.country !== '' || filter.show !== 'all' || filter.state !== '';
}

/** Those that pass, unread first, then the newest; of what is due the earliest limit first. Digits of any script find the Latin ones of references. */
export function chosen(all: readonly DispatchSummary[], filter: Filter): readonly DispatchSummary[] {
  const wanted = folded(filter.search.trim());
  return all.filter((one) => passes(one, filter, wanted)).sort(filter.show === 'due' ? earliestFirst : unreadFirst);
}

/** The other country of a dispatch. */
export function otherCountry({ box, from, to }: DispatchSummary): string {
  return box === 'in' ? from : to;
}

function passes(one: DispatchSummary, { country, show, state }: Filter, wanted: string): boolean {
  if (country !== '' && otherCountry(one) !== country) return false;
  if (state !== '' && one.state !== state) return false;
  if (show === 'due' && !one.due) return false;
  if (show === 'mine' && !nextAction(one).isMine) return false;
  if (show === 'unread' && !isUnread(one)) return false;
  if (show === 'pressing' && one.urgency === 'routine') return false;
  return wanted === '' || folded(one.case).includes(wanted) || one.dispatchId.startsWith(wanted);
}

function unreadFirst(one: DispatchSummary, other: DispatchSummary): number {
  return Number(isUnread(other)) - Number(isUnread(one)) || Date.parse(other.issuedAt) - Date.parse(one.issuedAt);
}

function earliestFirst(one: DispatchSummary, other: DispatchSummary): number {
  return Date.parse(one.due?.by ?? '') - Date.parse(other.due?.by ?? '');
}
