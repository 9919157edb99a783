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
};
const outbox: Readonly<Record<State, readonly [Key, boolean]>> = {
  signed: ['next.finish-sending', true],
  rejected: ['next.read-reason', true],
  accepted: ['next.finish-sending', true],
  available: ['next.await-opening', false],
  opened: ['next.await-acknowledgement', false],
  acknowledged: ['next.none', false],
};
