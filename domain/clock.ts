import type { DispatchState } from './life-cycle.ts';
import type { TimeLimits } from './time-limits.ts';

/** Mails that the clock of the addressee's desk has sent to its own people: before the limit, near it, after it; and about an acknowledgement that is late. */
export const reminders = ['remind', 'escalate', 'miss', 'chase'] as const;
export type Reminder = (typeof reminders)[number];
/** What the clock does by itself: a reminder, or a receipt that says what did not happen in time. */
export type Turn = Reminder | 'fail-arrival' | 'fail-reading';

export interface PlannedTurn {
  readonly turn: Turn;
  readonly at: string;
}

/** What the addressee's clock still has to do about a dispatch in this state, earliest first. `told`: the last of the reminders that it gave. */
export function turnsOf(state: DispatchState, limits: TimeLimits, told: Reminder | undefined): readonly PlannedTurn[] {
  const { arriveBy, remindAt, escalateAt, readBy, acknowledgeBy } = limits;
  if (state === 'accepted') return planned(['fail-arrival', arriveBy]);
  if (state === 'expired') return told === 'miss' ? [] : planned(['miss', readBy]);
  if (state === 'opened') return told === 'chase' ? [] : planned(['chase', acknowledgeBy]);
  if (state !== 'available') return [];
  return planned(
    ['remind', told === undefined ? remindAt : undefined],
    ['escalate', told === 'escalate' ? undefined : escalateAt],
    ['fail-reading', readBy],
  );
}

/**
 * What the clock has to do now: of several turns that came meanwhile, the last. A receipt that says what did not happen waits `graceMs` longer,
 * since the record of what did happen may still be on its way.
 */
export function turnAt(turns: readonly PlannedTurn[], now: Date, graceMs: number): Turn | undefined {
  const isTime = ({ turn, at }: PlannedTurn): boolean =>
    Date.parse(at) + (turn === 'fail-arrival' || turn === 'fail-reading' ? graceMs : 0) <= now.getTime();
  return turns.findLast(isTime)?.turn;
}

function planned(...turns: readonly (readonly [Turn, string | undefined])[]): readonly PlannedTurn[] {
  return turns.flatMap(([turn, at]) => (at === undefined ? [] : [{ turn, at }]));
}
