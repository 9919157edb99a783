import type { DispatchSummary } from '../../../domain/desk-api.ts';
import { folded } from '../../words/format.ts';
import { isUnread, nextAction } from './next-action.ts';

/** What the person wants to see of a box. */
export interface Filter {
  readonly search: string;
  readonly country: string;
  readonly show: 'all' | 'mine' | 'unread' | 'pressing';
}

export const noFilter: Filter = { search: '', country: '', show: 'all' };

export function isFiltered(filter: Filter): boolean {
  return filter.search.trim() !== '' || filter.country !== '' || filter.show !== 'all';
}

/** Those that pass, unread first, then the newest. Digits of any script find the Latin ones of references. */
export function chosen(all: readonly DispatchSummary[], filter: Filter): readonly DispatchSummary[] {
  const wanted = folded(filter.search.trim());
  return all.filter((one) => passes(one, filter, wanted)).sort(unreadFirst);
}

/** The other country of a dispatch. */
export function otherCountry({ box, from, to }: DispatchSummary): string {
  return box === 'in' ? from : to;
}

function passes(one: DispatchSummary, { country, show }: Filter, wanted: string): boolean {
  if (country !== '' && otherCountry(one) !== country) return false;
  if (show === 'mine' && !nextAction(one).isMine) return false;
  if (show === 'unread' && !isUnread(one)) return false;
  if (show === 'pressing' && one.urgency === 'routine') return false;
  return wanted === '' || folded(one.case).includes(wanted) || one.dispatchId.startsWith(wanted);
}

function unreadFirst(one: DispatchSummary, other: DispatchSummary): number {
  return Number(isUnread(other)) - Number(isUnread(one)) || Date.parse(other.issuedAt) - Date.parse(one.issuedAt);
}
