import type { DispatchSummary } from '../../domain/desk-api.ts';
import type { Urgency } from '../../domain/manifest.ts';
import { type Key, t } from '../words/words.ts';

export const stateKeys: Readonly<Record<DispatchSummary['state'], Key>> = {
  signed: 'state.signed',
  rejected: 'state.rejected',
  accepted: 'state.accepted',
  available: 'state.available',
  opened: 'state.opened',
  acknowledged: 'state.acknowledged',
  undelivered: 'state.undelivered',
  expired: 'state.expired',
  assigned: 'state.assigned',
  'clarification-asked': 'state.clarification-asked',
  supplemented: 'state.supplemented',
  referred: 'state.referred',
  postponed: 'state.postponed',
  granted: 'state.granted',
  'partly-granted': 'state.partly-granted',
  'in-execution': 'state.in-execution',
  suspended: 'state.suspended',
  withdrawn: 'state.withdrawn',
  refused: 'state.refused',
  'results-returned': 'state.results-returned',
  'results-acknowledged': 'state.results-acknowledged',
  closed: 'state.closed',
  unknown: 'state.unknown',
};

export const urgencyKeys: Readonly<Record<Urgency, Key>> = {
  routine: 'urgency.routine',
  urgent: 'urgency.urgent',
  'detention-pending': 'urgency.detention-pending',
};

/** Where a dispatch stands, in words; the colour only repeats them. */
export function StateMark({ state }: { readonly state: DispatchSummary['state'] }) {
  return <span class={`mark state-${state}`}>{t(stateKeys[state])}</span>;
}

/** Nothing for routine: what is not pressing should not shout. */
export function UrgencyMark({ urgency }: { readonly urgency: Urgency }) {
  if (urgency === 'routine') return null;
  return <span class={`mark urgency-${urgency}`}>{t(urgencyKeys[urgency])}</span>;
}
