import { type ActEvent, type DeliveryEvent, isAct, type Receipt, type ReceiptEvent } from './receipt.ts';

/** Where a dispatch stands. The first line is delivery, the second what is done about it, the third its endings. */
export const dispatchStates = [
  ...(['signed', 'rejected', 'accepted', 'undelivered', 'available', 'expired', 'opened', 'acknowledged'] as const),
  ...([
    'assigned',
    'clarification-asked',
    'supplemented',
    'referred',
    'postponed',
    'granted',
    'partly-granted',
    'in-execution',
    'suspended',
  ] as const),
  ...(['withdrawn', 'refused', 'results-returned', 'results-acknowledged', 'closed'] as const),
] as const;
export type DispatchState = (typeof dispatchStates)[number];

export type Side = 'sender' | 'addressee';

/** Who has a dispatch in hand on one side, since which step. */
export interface Holder {
  readonly person: string;
  readonly step: number;
}

/** What the receipts of a dispatch come to, in whatever order they were learnt. */
export interface Standing {
  readonly state: DispatchState;
  /** Step of the receipt that brought the state; 0 for a state of the delivery. */
  readonly stateStep: number;
  /** Highest step that is known. */
  readonly lastStep: number;
  readonly holders: Readonly<Partial<Record<Side, Holder>>>;
}

export const atSigning: Standing = { state: 'signed', stateStep: 0, lastStep: 0, holders: {} };

/**
 * What a dispatch comes to with one more receipt. Receipts move it forward only: one that arrives late never overrules a later one, and
 * every order of the same receipts, each however often, ends the same at both desks. Later is, first, an ending than what is under way and
 * a further ending than a nearer one; then the higher step; then, of two steps that were taken at once, the further state.
 */
export function standingAfter(standing: Standing, receipt: Receipt): Standing {
  if (!isAct(receipt)) return arrivedAt(standing, { state: delivered[receipt.event], step: 0 });
  const moved = arrivedAt(standing, { state: stateOf(receipt.event), step: receipt.step });
  const holders =
    'assignee' in receipt ? heldBy(moved.holders, sideOf(receipt), { person: receipt.assignee, step: receipt.step }) : moved.holders;
  return { ...moved, lastStep: Math.max(moved.lastStep, receipt.step), holders };
}

export function standingOf(receipts: readonly Receipt[], from: Standing = atSigning): Standing {
  return receipts.reduce(standingAfter, from);
}

/** What a row of events comes to in the order in which one desk wrote them down, where the receipts themselves are lost. */
export function stateAfter(events: readonly ReceiptEvent[]): DispatchState {
  const reached = events.map(
    (event, index): Reached => (isDelivery(event) ? { state: delivered[event], step: 0 } : { state: acted[event], step: index + 1 }),
  );
  return reached.reduce(arrivedAt, atSigning).state;
}

function isDelivery(event: ReceiptEvent): event is DeliveryEvent {
  return Object.hasOwn(delivered, event);
}

/** Which party's desk signed a receipt; a receipt by neither verifies nowhere. */
export function sideOf({ issuer, to }: Pick<Receipt, 'issuer' | 'to'>): Side {
  return issuer === to ? 'addressee' : 'sender';
}

/** Nothing more comes of it but its closing. */
export function isEnded(state: DispatchState): boolean {
  return endings.includes(state);
}

/** Delivery ends with the acknowledgement; an ending is what `isEnded` says. */
export function stageOf(state: DispatchState): 'delivery' | 'handling' | 'ending' {
  if (isEnded(state)) return 'ending';
  return dispatchStates.indexOf(state) <= dispatchStates.indexOf('acknowledged') ? 'delivery' : 'handling';
}

/** The documents are still on their way, or will not come. */
export function isOnItsWay(state: DispatchState): boolean {
  return ['signed', 'rejected', 'accepted', 'undelivered'].includes(state);
}

/** The state that an act leads to; undefined where it changes who has the dispatch in hand and nothing else. */
export function stateOf(event: ActEvent): DispatchState | undefined {
  return acted[event];
}

const endings: readonly DispatchState[] = ['withdrawn', 'refused', 'results-returned', 'results-acknowledged', 'closed'];

const delivered: Readonly<Record<DeliveryEvent, DispatchState>> = {
  SubmissionRejection: 'rejected',
  SubmissionAcceptance: 'accepted',
  ContentConsignmentFailure: 'undelivered',
  ContentConsignment: 'available',
  ContentHandoverFailure: 'expired',
  ContentHandover: 'opened',
  Acknowledgement: 'acknowledged',
};

const acted: Readonly<Record<ActEvent, DispatchState | undefined>> = {
  CaseAssignment: 'assigned',
  CaseHandover: undefined,
  ClarificationRequest: 'clarification-asked',
  ClarificationSupplement: 'supplemented',
  RequestReferral: 'referred',
  RequestPostponement: 'postponed',
  RequestAcceptance: 'granted',
  RequestPartialAcceptance: 'partly-granted',
  ExecutionStart: 'in-execution',
  ExecutionSuspension: 'suspended',
  RequestWithdrawal: 'withdrawn',
  RequestRefusal: 'refused',
  ResultsReturn: 'results-returned',
  ResultsAcknowledgement: 'results-acknowledged',
  CaseClosure: 'closed',
};

interface Reached {
  readonly state: DispatchState | undefined;
  readonly step: number;
}

function arrivedAt(standing: Standing, { state, step }: Reached): Standing {
  if (state === undefined) return standing;
  const isLater = compare(weightOf(state, step), weightOf(standing.state, standing.stateStep)) > 0;
  return isLater ? { ...standing, state, stateStep: step } : standing;
}

/** Refusal and withdrawal end alike: of the two the later step counts. */
function weightOf(state: DispatchState, step: number): readonly number[] {
  const ending = state === 'withdrawn' ? 'refused' : state;
  return [endings.indexOf(ending), step, dispatchStates.indexOf(state)];
}

function compare(one: readonly number[], other: readonly number[]): number {
  return one.map((weight, index) => weight - (other[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** A desk that names two people at one step contradicts itself: both sides then take the same one. */
function heldBy(holders: Standing['holders'], side: Side, holder: Holder): Standing['holders'] {
  const held = holders[side];
  const isLater = !held || holder.step > held.step || (holder.step === held.step && holder.person > held.person);
  return isLater ? { ...holders, [side]: holder } : holders;
}
