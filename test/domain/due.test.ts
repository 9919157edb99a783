import fc from 'fast-check';
import { turnAt, turnsOf } from '../../domain/clock.ts';
import { isOverdue } from '../../domain/due.ts';
import { dispatchStates, isEnded } from '../../domain/life-cycle.ts';
import { dueOf, limitsAfter, type TimeLimits } from '../../domain/time-limits.ts';
import { anyReceipt, receiptOf } from '../support/receipts.ts';

const limits: TimeLimits = {
  arriveBy: '2026-11-30T12:00:00.000Z',
  remindAt: '2026-11-24T10:00:00.000Z',
  escalateAt: '2026-11-24T11:00:00.000Z',
  readBy: '2026-11-24T12:00:00.000Z',
  acknowledgeBy: '2026-11-25T12:00:00.000Z',
  until: { day: '2026-12-31', step: 4 },
};
const graceMs = 1_800_000;

test('limits come out the same in whatever order receipts are learnt', () => {
  const twoOrders = fc
    .array(anyReceipt, { maxLength: 14 })
    .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));
  fc.assert(
    fc.property(twoOrders, ([receipts, shuffled]) => {
      expect(shuffled.reduce(limitsAfter, {})).toEqual(receipts.reduce(limitsAfter, {}));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['accepted', 'arrival', limits.arriveBy],
  ['undelivered', 'arrival', limits.arriveBy],
  ['available', 'reading', limits.readBy],
  ['expired', 'reading', limits.readBy],
  ['opened', 'acknowledgement', limits.acknowledgeBy],
  ['postponed', 'resumption', '2026-12-31T23:59:59.999Z'],
  ['suspended', 'resumption', '2026-12-31T23:59:59.999Z'],
] as const)('what is %s waits for the %s', (state, what, by) => {
  expect(dueOf(state, 4, limits)).toEqual({ what, by });
});

test('nothing else waits, and nothing that has ended', () => {
  const waiting = dispatchStates.filter((state) => dueOf(state, 4, limits));
  expect(waiting).toHaveLength(7);
  expect(waiting.filter(isEnded)).toEqual([]);
});

test('a later postponement without a day takes the day of the earlier away', () => {
  expect(dueOf('postponed', 5, limits)).toBeUndefined();
  const days = [receiptOf('RequestPostponement', 3, { until: '2026-12-01' }), receiptOf('RequestPostponement', 2, { until: '2027-12-01' })];
  expect(days.reduce(limitsAfter, {}).until).toEqual({ day: '2026-12-01', step: 3 });
});

test.each([
  ['a millisecond before', '2026-11-24T11:59:59.999Z', false],
  ['at it', '2026-11-24T12:00:00.000Z', true],
])('overdue %s: %s', (_when, now, is) => {
  expect(isOverdue({ by: limits.readBy ?? '' }, new Date(now))).toBe(is);
});

describe('the clock', () => {
  test.each([
    ['before the reminder', undefined, '2026-11-24T09:59:59.999Z', undefined],
    ['at it', undefined, '2026-11-24T10:00:00.000Z', 'remind'],
    ['after it was given', 'remind', '2026-11-24T10:30:00.000Z', undefined],
    ['at the escalation', 'remind', '2026-11-24T11:00:00.000Z', 'escalate'],
    ['at the escalation, having slept through the reminder', undefined, '2026-11-24T11:00:00.000Z', 'escalate'],
    ['at the end, while a record may be on its way', 'escalate', '2026-11-24T12:29:59.999Z', undefined],
    ['after the end and the grace', 'escalate', '2026-11-24T12:30:00.000Z', 'fail-reading'],
    ['a year later', undefined, '2027-11-24T12:00:00.000Z', 'fail-reading'],
  ] as const)('about what nobody opened, %s', (_when, told, now, turn) => {
    expect(turnAt(turnsOf('available', limits, told), new Date(now), graceMs)).toBe(turn);
  });

  test.each([
    ['accepted', undefined, '2026-11-30T12:29:59.999Z', undefined],
    ['accepted', undefined, '2026-11-30T12:30:00.000Z', 'fail-arrival'],
    ['undelivered', undefined, '2027-11-30T12:30:00.000Z', undefined],
    ['expired', 'escalate', '2026-11-24T12:30:00.000Z', 'miss'],
    ['expired', 'miss', '2026-11-24T12:30:00.000Z', undefined],
    ['opened', 'miss', '2026-11-25T11:59:59.999Z', undefined],
    ['opened', 'miss', '2026-11-25T12:00:00.000Z', 'chase'],
    ['opened', 'chase', '2026-11-26T12:00:00.000Z', undefined],
    ['acknowledged', undefined, '2027-01-01T12:00:00.000Z', undefined],
    ['withdrawn', undefined, '2027-01-01T12:00:00.000Z', undefined],
  ] as const)('about what is %s and was told %s, at %s: %s', (state, told, now, turn) => {
    expect(turnAt(turnsOf(state, limits, told), new Date(now), graceMs)).toBe(turn);
  });
});
