import type { DispatchSummary } from '../../../domain/desk-api.ts';
import { addressOf } from '../../app/routes.ts';
import type { Key } from '../../words/words.ts';

/** What the person in whose box a dispatch lies should do next; `isMine` where it is their turn. */
export interface NextAction {
  readonly key: Key;
  readonly href: string;
  readonly isMine: boolean;
}

export function nextAction({ box, state, dispatchId }: DispatchSummary): NextAction {
  const href = addressOf({ page: 'dispatch', dispatchId });
  const [key, isMine] = box === 'in' ? inbox[state] : outbox[state];
  return { key, href, isMine };
}

/** Nobody of this country has opened it yet. */
export function isUnread({ box, state }: DispatchSummary): boolean {
  return box === 'in' && state === 'available';
}

type State = DispatchSummary['state'];

const inbox: Readonly<Record<State, readonly [Key, boolean]>> = {
  signed: ['next.await-documents', false],
  rejected: ['next.none', false],
  accepted: ['next.await-documents', false],
  available: ['next.open', true],
  opened: ['next.acknowledge', true],
  acknowledged: ['next.reply', false],
  undelivered: ['next.await-documents', false],
  expired: ['next.open', true],
  assigned: ['next.decide', true],
  'clarification-asked': ['next.await-supplement', false],
  supplemented: ['next.decide', true],
  referred: ['next.decide', false],
  postponed: ['next.decide', false],
  granted: ['next.execute', true],
  'partly-granted': ['next.execute', true],
  'in-execution': ['next.return-results', true],
  suspended: ['next.execute', false],
  withdrawn: ['next.none', false],
  refused: ['next.none', false],
  'results-returned': ['next.await-closing', false],
  'results-acknowledged': ['next.none', false],
  closed: ['next.none', false],
  unknown: ['next.none', false],
};
const outbox: Readonly<Record<State, readonly [Key, boolean]>> = {
  signed: ['next.finish-sending', true],
  rejected: ['next.read-reason', true],
  accepted: ['next.finish-sending', true],
  available: ['next.await-opening', false],
  opened: ['next.await-acknowledgement', false],
  acknowledged: ['next.none', false],
  undelivered: ['next.finish-sending', true],
  expired: ['next.await-opening', true],
  assigned: ['next.await-decision', false],
  'clarification-asked': ['next.supplement', true],
  supplemented: ['next.await-decision', false],
  referred: ['next.await-decision', false],
  postponed: ['next.await-decision', false],
  granted: ['next.await-results', false],
  'partly-granted': ['next.await-results', false],
  'in-execution': ['next.await-results', false],
  suspended: ['next.await-results', false],
  withdrawn: ['next.close', false],
  refused: ['next.read-reason', true],
  'results-returned': ['next.acknowledge-results', true],
  'results-acknowledged': ['next.close', false],
  closed: ['next.none', false],
  unknown: ['next.none', false],
};
