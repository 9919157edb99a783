import type { RegisteredDispatch } from './registers.ts';

/** The exercises of a workshop, in the order in which they are done. Names are part of addresses: never renamed. */
export const exerciseNames = ['send', 'answer', 'refuse', 'tampered', 'receipt', 'lookalike'] as const;
export type ExerciseName = (typeof exerciseNames)[number];

/** Exercises whose outcome is something that the trainee says; the others are seen in the registers. */
export const answered = ['tampered', 'receipt', 'lookalike'] as const satisfies readonly ExerciseName[];
export type AnsweredName = (typeof answered)[number];

/** What was laid ready for a country: dispatches that came in, and what is right about them. */
export interface Prepared {
  readonly partner: string;
  readonly dispatches: { readonly answer: string; readonly refuse: string; readonly lookalike: string };
  readonly solutions: Readonly<Record<AnsweredName, string>>;
  /** How many there are to choose from. */
  readonly choices: Readonly<Record<AnsweredName, number>>;
}

/** Where a country stands in an exercise: passed, or what is missing. */
export type Outcome = { readonly passed: true } | { readonly passed: false; readonly missing: Missing };

export const missingNames = [
  'not-begun',
  'nothing-sent',
  'wrong-addressee',
  'not-delivered',
  'not-opened',
  'not-acknowledged',
  'not-answered',
  'not-refused',
  'other-decision',
  'not-said',
  'wrong-answer',
] as const;
export type Missing = (typeof missingNames)[number];

export interface Ground {
  readonly country: string;
  /** The reference under which the trainee sends. */
  readonly reference: string;
  readonly prepared?: Prepared;
  /** What the trainee said last. */
  readonly said: Readonly<Partial<Record<AnsweredName, string>>>;
  readonly register: readonly RegisteredDispatch[];
}

/** Looks at the country's own register, never at what its trainee says of it. */
export function outcomeOf(name: ExerciseName, ground: Ground): Outcome {
  const { prepared, register } = ground;
  if (!prepared) return lacks('not-begun');
  switch (name) {
    case 'send':
      return sentTo(prepared.partner, ground);
    case 'answer':
      return answerTo(prepared.dispatches.answer, register);
    case 'refuse':
      return refusalOf(register.find(({ dispatchId }) => dispatchId === prepared.dispatches.refuse));
    case 'tampered':
    case 'receipt':
    case 'lookalike':
      return saidRight(ground.said[name], prepared.solutions[name]);
  }
}

const passed: Outcome = { passed: true };
const lacks = (missing: Missing): Outcome => ({ passed: false, missing });

function sentTo(partner: string, { register, reference }: Ground): Outcome {
  const sent = register.filter((one) => one.box === 'OUT' && one.case === reference);
  if (sent.length === 0) return lacks('nothing-sent');
  const right = sent.filter(({ to }) => to === partner);
  if (right.length === 0) return lacks('wrong-addressee');
  return right.some(isDelivered) ? passed : lacks('not-delivered');
}

function answerTo(request: string, register: readonly RegisteredDispatch[]): Outcome {
  const came = register.find(({ dispatchId }) => dispatchId === request);
  const early = came && stepBefore(came);
  if (early) return lacks(early);
  const answers = register.filter((one) => one.box === 'OUT' && one.inReplyTo === request);
  if (answers.length === 0) return lacks('not-answered');
  return answers.some(isDelivered) ? passed : lacks('not-delivered');
}

function refusalOf(request: RegisteredDispatch | undefined): Outcome {
  if (!request) return lacks('not-begun');
  if (request.state === 'refused' || request.state === 'closed') return passed;
  return lacks(stepBefore(request) ?? (undecided.includes(request.state) ? 'not-refused' : 'other-decision'));
}

function saidRight(said: string | undefined, right: string): Outcome {
  if (said === undefined) return lacks('not-said');
  return said === right ? passed : lacks('wrong-answer');
}

function stepBefore({ state }: RegisteredDispatch): Missing | undefined {
  if (['accepted', 'available', 'expired'].includes(state)) return 'not-opened';
  return state === 'opened' ? 'not-acknowledged' : undefined;
}

const undecided = ['acknowledged', 'assigned', 'supplemented', 'referred', 'postponed', 'clarification-asked'];

function isDelivered({ state }: RegisteredDispatch): boolean {
  return !['signed', 'rejected', 'accepted', 'undelivered'].includes(state);
}
