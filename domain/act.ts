import { type Act, type ActBody, type ActDetail, type ActName, actNamed } from './acts.ts';
import { type DispatchState, isOnItsWay, type Side, type Standing, stateOf } from './life-cycle.ts';
import { type ActEvent, type ActReceipt, maxStep, type Receipt, receipt } from './receipt.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import type { Role } from './role.ts';

/** A person at a desk, about to do something with a dispatch. */
export interface Actor {
  readonly person: string;
  readonly role: Role;
  readonly side: Side;
  /** Who has the sender's side in hand until somebody else is named. */
  readonly sentBy: string;
}

/** What every receipt about one manifest says. */
export type ReceiptBasis = Pick<Receipt, 'version' | 'dispatchId' | 'from' | 'to' | 'issuer' | 'issuedAt' | 'manifestSha256'>;

/** An act that may be done: its receipt lacks only what every receipt says. */
export interface DecidedAct {
  readonly event: ActEvent;
  readonly step: number;
}

/**
 * Decides whether a person may do an act now. Refuses, in this order: the wrong country (WrongSide), the wrong role (NotYourRole), what has
 * ended (CaseClosed, RequestWithdrawn), what was done (AlreadyDone), what is not yet or no longer its turn (NotYetAvailable, NotYetOpened,
 * OutOfOrder), a dispatch in a colleague's hands (HeldByAnother), and what is missing or superfluous (GroundsMissing, InvalidInput).
 */
export function decideAct(standing: Standing, actor: Actor, body: ActBody): DecidedAct {
  const act = actNamed(body.act);
  if (!act.sides.includes(actor.side)) throw new Refusal('WrongSide');
  if (!act.roles.includes(actor.role)) throw new Refusal('NotYourRole');
  const event = eventOf(act, standing.state, actor.side);
  requireTurn(act, standing.state, event);
  requireHolder(body.act, standing, actor);
  requireComplete(act, body);
  if (standing.lastStep >= maxStep) throw new Refusal('OutOfOrder', `step ${standing.lastStep} was the last`);
  return { event, step: standing.lastStep + 1 };
}

/** The receipt of a decided act. Throws where it does not fit the schema, which `decideAct` has seen to. */
export function receiptOfAct(basis: ReceiptBasis, { event, step }: DecidedAct, said: ActBody & { readonly by: string }): ActReceipt {
  const { act: _, ...details } = said;
  const made = receipt.parse({ ...basis, event, step, ...details });
  if (!('step' in made)) throw new Error(`${made.event} is no act`);
  return made;
}

/** The acts that a person may do now, for a screen that offers them: what each still wants is in `acts`. */
export function possibleActs(standing: Standing, actor: Actor, names: readonly ActName[]): readonly ActName[] {
  return names.filter((name) => {
    const act = actNamed(name);
    const isTurn = act.from.includes(standing.state) && stateOf(eventOf(act, standing.state, actor.side)) !== standing.state;
    const isTheirs = act.sides.includes(actor.side) && act.roles.includes(actor.role);
    return isTurn && isTheirs && (name === 'assign' || holderOf(standing, actor) === actor.person);
  });
}

/** Whether a person may acknowledge: once, and only after somebody opened it. */
export function requireAcknowledgeable(state: DispatchState): void {
  if (state === 'opened') return;
  if (state === 'signed' || state === 'rejected') throw new Refusal('NotFound');
  if (state === 'withdrawn') throw new Refusal('RequestWithdrawn');
  throw new Refusal(early(state) ?? 'AlreadyAcknowledged');
}

/** Whoever was named last; on the sender's side, before that, whoever sent it; on the addressee's, everybody. */
export function holderOf(standing: Standing, { side, sentBy, person }: Pick<Actor, 'side' | 'sentBy' | 'person'>): string {
  return standing.holders[side]?.person ?? (side === 'sender' ? sentBy : person);
}

/** The first naming at the addressee's is a state of its own; later ones change the hands and nothing else. */
function eventOf(act: Act, state: DispatchState, side: Side): ActEvent {
  const isFirst = state === 'acknowledged' && side === 'addressee';
  return act.event === 'CaseAssignment' && !isFirst ? 'CaseHandover' : act.event;
}

function requireTurn(act: Act, state: DispatchState, event: ActEvent): void {
  if (stateOf(event) === state) throw new Refusal('AlreadyDone');
  if (act.from.includes(state)) return;
  if (state === 'closed') throw new Refusal('CaseClosed');
  if (state === 'withdrawn') throw new Refusal('RequestWithdrawn');
  throw new Refusal(early(state) ?? 'OutOfOrder', `it is ${state}; wanted ${act.from.join(', ')}`);
}

function early(state: DispatchState): RefusalCode | undefined {
  if (state === 'rejected') return undefined;
  if (isOnItsWay(state)) return 'NotYetAvailable';
  return state === 'available' || state === 'expired' ? 'NotYetOpened' : undefined;
}

/** A colleague who is ill must be replaceable: any magistrate may assign, to themselves too, and leaves a receipt of it. */
function requireHolder(name: ActName, standing: Standing, actor: Actor): void {
  if (name !== 'assign' && holderOf(standing, actor) !== actor.person) throw new Refusal('HeldByAnother');
}

function requireComplete(act: Act, body: ActBody): void {
  if (act.grounds === 'mandatory' && body.grounds === undefined) throw new Refusal('GroundsMissing');
  if (act.grounds === 'none' && body.grounds !== undefined) throw new Refusal('InvalidInput', 'grounds: not wanted');
  for (const name of details) {
    const isWanted = act.detail?.name === name;
    if (!isWanted && body[name] !== undefined) throw new Refusal('InvalidInput', `${name}: not wanted`);
    if (isWanted && act.detail?.mandatory && body[name] === undefined) throw new Refusal('InvalidInput', `${name}: missing`);
  }
  const isEmpty = act.event === 'ClarificationSupplement' && body.grounds === undefined && body.supplement === undefined;
  if (isEmpty) throw new Refusal('GroundsMissing');
}

const details = ['until', 'authority', 'supplement', 'answer', 'assignee'] as const satisfies readonly ActDetail[];
