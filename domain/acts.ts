import * as z from 'zod/mini';
import { dispatchId, personId } from './identifiers.ts';
import type { DispatchState, Side } from './life-cycle.ts';
import { sideOf } from './life-cycle.ts';
import { type ActEvent, authority, calendarDate, grounds, isAct, isKnown, type ReadableReceipt } from './receipt.ts';
import type { Role } from './role.ts';

export type ActDetail = 'until' | 'authority' | 'supplement' | 'answer' | 'assignee';

/** A step that a person may take, and when. */
export interface Act {
  readonly event: ActEvent;
  readonly sides: readonly Side[];
  readonly roles: readonly Role[];
  readonly from: readonly DispatchState[];
  readonly grounds: 'mandatory' | 'optional' | 'none';
  /** The one further thing that may, or must, be said. */
  readonly detail?: { readonly name: ActDetail; readonly mandatory: boolean };
}

const toDecide = ['acknowledged', 'assigned', 'supplemented', 'referred', 'postponed'] as const;
const granted = ['granted', 'partly-granted'] as const;
const underWay = [...granted, 'in-execution', 'suspended'] as const;
const delivery = ['accepted', 'undelivered', 'available', 'expired', 'opened'] as const;
const magistrate = ['magistrate'] as const;
const anybody = ['magistrate', 'clerk'] as const;
const sender = ['sender'] as const;
const addressee = ['addressee'] as const;
const open = [...delivery, ...toDecide, 'clarification-asked', ...underWay] as const;

/** Every act of a person after the acknowledgement (which domain/act.ts decides too). What is not here, nobody may do. */
export const acts = {
  assign: {
    event: 'CaseAssignment',
    sides: ['sender', 'addressee'],
    roles: magistrate,
    from: [...open, 'refused', 'withdrawn', 'results-returned', 'results-acknowledged'],
    grounds: 'none',
    detail: { name: 'assignee', mandatory: true },
  },
  'hand-over': {
    event: 'CaseHandover',
    sides: ['sender', 'addressee'],
    roles: anybody,
    from: [...open, 'refused', 'withdrawn', 'results-returned', 'results-acknowledged'],
    grounds: 'none',
    detail: { name: 'assignee', mandatory: true },
  },
  'ask-clarification': {
    event: 'ClarificationRequest',
    sides: addressee,
    roles: magistrate,
    from: [...toDecide, ...underWay],
    grounds: 'mandatory',
  },
  supplement: {
    event: 'ClarificationSupplement',
    sides: sender,
    roles: magistrate,
    from: ['clarification-asked'],
    grounds: 'optional',
    detail: { name: 'supplement', mandatory: false },
  },
  accept: { event: 'RequestAcceptance', sides: addressee, roles: magistrate, from: toDecide, grounds: 'optional' },
  'accept-partly': { event: 'RequestPartialAcceptance', sides: addressee, roles: magistrate, from: toDecide, grounds: 'mandatory' },
  postpone: {
    event: 'RequestPostponement',
    sides: addressee,
    roles: magistrate,
    from: ['acknowledged', 'assigned', 'supplemented', 'referred', 'clarification-asked', ...granted],
    grounds: 'mandatory',
    detail: { name: 'until', mandatory: false },
  },
  refuse: {
    event: 'RequestRefusal',
    sides: addressee,
    roles: magistrate,
    from: [...toDecide, 'clarification-asked'],
    grounds: 'mandatory',
  },
  refer: {
    event: 'RequestReferral',
    sides: addressee,
    roles: magistrate,
    from: ['acknowledged', 'assigned', 'supplemented', 'postponed'],
    grounds: 'optional',
    detail: { name: 'authority', mandatory: true },
  },
  execute: { event: 'ExecutionStart', sides: addressee, roles: magistrate, from: [...granted, 'suspended'], grounds: 'optional' },
  suspend: {
    event: 'ExecutionSuspension',
    sides: addressee,
    roles: magistrate,
    from: [...granted, 'in-execution'],
    grounds: 'mandatory',
    detail: { name: 'until', mandatory: false },
  },
  'return-results': {
    event: 'ResultsReturn',
    sides: addressee,
    roles: magistrate,
    from: ['in-execution'],
    grounds: 'optional',
    detail: { name: 'answer', mandatory: true },
  },
  'acknowledge-results': {
    event: 'ResultsAcknowledgement',
    sides: sender,
    roles: anybody,
    from: ['results-returned'],
    grounds: 'optional',
  },
  withdraw: { event: 'RequestWithdrawal', sides: sender, roles: magistrate, from: open, grounds: 'optional' },
  close: {
    event: 'CaseClosure',
    sides: ['sender', 'addressee'],
    roles: magistrate,
    from: ['refused', 'withdrawn', 'results-acknowledged'],
    grounds: 'optional',
  },
} as const satisfies Readonly<Record<string, Act>>;

export type ActName = keyof typeof acts;
export const actNames = [
  'assign',
  'hand-over',
  'ask-clarification',
  'supplement',
  'accept',
  'accept-partly',
  'postpone',
  'refuse',
  'refer',
  'execute',
  'suspend',
  'return-results',
  'acknowledge-results',
  'withdraw',
  'close',
] as const satisfies readonly ActName[];

/** Body of `POST /dispatches/{dispatchId}/acts`. What an act does not want is refused; what it wants is in `acts`. */
export const actBody = z.strictObject({
  act: z.enum(actNames),
  grounds: z.optional(grounds),
  until: z.optional(calendarDate),
  authority: z.optional(authority),
  supplement: z.optional(dispatchId),
  answer: z.optional(dispatchId),
  assignee: z.optional(personId),
});
export type ActBody = z.infer<typeof actBody>;

export function actNamed(name: ActName): Act {
  return acts[name];
}

/** True where the desk that signed a receipt is the one whose step it is. The addressee's desk signs all that comes before the acts. */
export function isBySide(receipt: ReadableReceipt): boolean {
  if (receipt.issuer !== receipt.from && receipt.issuer !== receipt.to) return false;
  if (!isKnown(receipt)) return true;
  const side = sideOf(receipt);
  if (!isAct(receipt)) return side === 'addressee';
  return receipt.event === 'CaseAssignment'
    ? side === 'addressee'
    : Object.values(acts).some((act: Act) => act.event === receipt.event && act.sides.includes(side));
}
