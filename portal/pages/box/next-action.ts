import type { DispatchSummary } from '../../../domain/desk-api.ts';
import { type NextActionName, nextStep } from '../../../domain/next-action.ts';
import { addressOf } from '../../app/routes.ts';
import type { Key } from '../../words/words.ts';

/** What the person in whose box a dispatch lies should do next; `isMine` where it is their turn. */
export interface NextAction {
  readonly key: Key;
  readonly href: string;
  readonly isMine: boolean;
}

export function nextAction(dispatch: DispatchSummary): NextAction {
  const { name, isMine } = nextStep(dispatch);
  return { key: nextKeys[name], href: addressOf({ page: 'dispatch', dispatchId: dispatch.dispatchId }), isMine };
}

/** Nobody of this country has opened it yet. */
export function isUnread({ box, state }: DispatchSummary): boolean {
  return box === 'in' && state === 'available';
}

const nextKeys: Readonly<Record<NextActionName, Key>> = {
  'await-documents': 'next.await-documents',
  open: 'next.open',
  acknowledge: 'next.acknowledge',
  decide: 'next.decide',
  execute: 'next.execute',
  'return-results': 'next.return-results',
  'await-supplement': 'next.await-supplement',
  'await-closing': 'next.await-closing',
  'finish-sending': 'next.finish-sending',
  'read-reason': 'next.read-reason',
  'await-opening': 'next.await-opening',
  'await-acknowledgement': 'next.await-acknowledgement',
  'await-decision': 'next.await-decision',
  'await-results': 'next.await-results',
  supplement: 'next.supplement',
  'acknowledge-results': 'next.acknowledge-results',
  'await-authority': 'next.await-authority',
  'await-date': 'next.await-date',
  resume: 'next.resume',
  close: 'next.close',
  none: 'next.none',
};
