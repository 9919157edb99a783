import { decideAct, holderOf, possibleActs, receiptOfAct } from '../../../../domain/act.ts';
import { type ActBody, type ActName, actNames } from '../../../../domain/acts.ts';
import type { Side } from '../../../../domain/life-cycle.ts';
import type { Receipt } from '../../../../domain/receipt.ts';
import { Refusal } from '../../../../domain/refusal.ts';
import type { Session } from '../../../session/session.ts';
import type { ShownDispatch } from '../load.ts';

/** What decides about acts of a dispatch. */
export interface StandingDispatch extends Pick<ShownDispatch, 'state' | 'standing' | 'manifestSha256'> {
  readonly detail: Pick<ShownDispatch['detail'], 'box'>;
  readonly manifest: Pick<ShownDispatch['manifest'], 'dispatchId' | 'from' | 'to' | 'sentBy'>;
}

/** What decides about acts of a person. */
export interface ActorSession extends Pick<Session, 'person' | 'role'> {
  readonly member: Pick<Session['member'], 'country'>;
}

/** Everything that a person may do about a dispatch: the acknowledgement, and the acts that follow it. */
export type Choice = 'acknowledge' | ActName;

/** What is about to be signed. */
export type Saying = ActBody | { readonly act: 'acknowledge'; readonly fileNumber?: string };

export function sideOn({ detail }: Pick<StandingDispatch, 'detail'>): Side {
  return detail.box === 'in' ? 'addressee' : 'sender';
}

/** Exactly what the life cycle allows this person now, what is most likely first. */
export function choicesFor(shown: StandingDispatch, session: ActorSession): readonly Choice[] {
  if (shown.state === 'unknown') return [];
  const acts = possibleActs(shown.standing, actorIn(shown, session), actNames);
  // both give the same receipt, except that the addressee's first assignment is a state of its own
  const isSame = shown.standing.state !== 'acknowledged' || sideOn(shown) === 'sender';
  const distinct = acts.filter((name) => !(name === 'assign' && isSame && acts.includes('hand-over')));
  return [...(canAcknowledge(shown) ? (['acknowledge'] as const) : []), ...distinct].sort((one, other) => rank(one) - rank(other));
}

/** The colleague who has this country's part in hand; undefined where the person may act. */
export function colleagueHolding(shown: StandingDispatch, session: ActorSession): string | undefined {
  const holder = holderOf(shown.standing, actorIn(shown, session));
  return holder === session.person ? undefined : holder;
}

/** The receipt as the desk would sign it now, for reading beforehand. Throws what `decideAct` refuses. */
export function receiptBefore(
  said: Saying,
  shown: StandingDispatch,
  { session, now }: { readonly session: ActorSession; readonly now: Date },
): Receipt {
  const { dispatchId, from, to } = shown.manifest;
  const { manifestSha256 } = shown;
  const basis = { version: 1 as const, dispatchId, from, to, issuer: session.member.country, issuedAt: now.toISOString(), manifestSha256 };
  if (said.act === 'acknowledge') {
    if (!canAcknowledge(shown)) throw new Refusal('AlreadyAcknowledged');
    return { ...basis, event: 'Acknowledgement', by: session.person, ...(said.fileNumber && { fileNumber: said.fileNumber }) };
  }
  return receiptOfAct(basis, decideAct(shown.standing, actorIn(shown, session), said), { ...said, by: session.person });
}

function canAcknowledge({ detail, state }: StandingDispatch): boolean {
  return detail.box === 'in' && state === 'opened';
}

function actorIn(shown: StandingDispatch, { person, role }: ActorSession) {
  return { person, role, side: sideOn(shown), sentBy: shown.manifest.sentBy };
}

function rank(choice: Choice): number {
  return order.indexOf(choice);
}

const order: readonly Choice[] = [
  'acknowledge',
  'acknowledge-results',
  'supplement',
  'accept',
  'execute',
  'return-results',
  'accept-partly',
  'ask-clarification',
  'assign',
  'refer',
  'postpone',
  'suspend',
  'hand-over',
  'refuse',
  'close',
  'withdraw',
];
