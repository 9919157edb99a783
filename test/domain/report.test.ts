import fc from 'fast-check';
import { type CountryReport, figuresOf, mergedPairs, monthsOf, reportPeriod, type Tallied } from '../../domain/report.ts';
import { type Milestones, milestonesAfter, tallyOf } from '../../domain/tally.ts';
import { anyReceipt } from '../support/receipts.ts';

const period = { from: '2026-11-01', to: '2026-11-30' };
const now = new Date('2026-12-15T00:00:00Z');
const at = (hours: number) => new Date(Date.parse('2026-11-10T00:00:00Z') + hours * 3_600_000).toISOString();
const one = (milestones: Milestones = {}, from = 'EG', issuedAt = at(0)): Tallied => ({
  from,
  to: 'MA',
  tally: tallyOf(issuedAt, milestones, { readBy: at(24), acknowledgeBy: at(48) }),
});
const many = (count: number, milestones?: (index: number) => Milestones) =>
  Array.from({ length: count }, (_, index) => one(milestones?.(index)));

test('milestones come out the same in whatever order receipts are learnt', () => {
  const twoOrders = fc
    .array(anyReceipt, { maxLength: 12 })
    .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })));
  fc.assert(
    fc.property(twoOrders, ([receipts, shuffled]) => {
      expect(shuffled.reduce(milestonesAfter, {})).toEqual(receipts.reduce(milestonesAfter, {}));
    }),
    { numRuns: 300 },
  );
});

test('median and 90th percentile are those of the sorted list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 5, maxLength: 60 }), (hours) => {
      const [pair] = figuresOf(
        hours.map((hour) => one({ openedAt: at(hour) })),
        period,
        now,
      );
      const sorted = hours.toSorted((first, second) => first - second);
      expect(pair?.opening.median).toBe(sorted[Math.ceil(sorted.length / 2) - 1]);
      expect(pair?.opening.ninetieth).toBe(sorted[Math.ceil(sorted.length * 0.9) - 1]);
    }),
    { numRuns: 200 },
  );
});

test.each([
  [0, undefined],
  [1, 'few'],
  [4, 'few'],
  [5, 5],
] as const)('%i dispatches are given as %s', (count, shown) => {
  const [pair] = figuresOf(
    many(count, () => ({ openedAt: at(1), acknowledgedAt: at(2) })),
    period,
    now,
  );
  expect(pair?.dispatches).toBe(shown);
  expect(pair?.opening.median).toBe(count < 5 ? undefined : 1);
});

test('a small number within a large one is not given either', () => {
  const [pair] = figuresOf(
    many(9, (index) => (index < 3 ? { answeredAt: at(5) } : {})),
    period,
    now,
  );
  expect(pair).toMatchObject({ dispatches: 9, answer: { count: 'few' }, delivery: { count: 0 }, overdue: 9 });
  expect(pair?.answer).not.toHaveProperty('median');
});

test('overdue is what was opened or acknowledged late, or still is not', () => {
  const late = many(5, () => ({ openedAt: at(25), acknowledgedAt: at(30) }));
  const unacknowledged = many(6, () => ({ openedAt: at(1) }));
  const inTime = many(7, () => ({ openedAt: at(24), acknowledgedAt: at(48) }));
  expect(figuresOf([...late, ...unacknowledged, ...inTime], period, now)[0]?.overdue).toBe(11);
  expect(figuresOf(many(5), period, new Date(at(24)))[0]?.overdue).toBe(0);
});

test('the days at both ends belong to the period, and no others', () => {
  const days = ['2026-10-31T23:59:59Z', '2026-11-01T00:00:00Z', '2026-11-30T23:59:59Z', '2026-12-01T00:00:00Z'];
  const five = days.flatMap((day) => Array.from({ length: 5 }, () => one({}, 'EG', day)));
  expect(figuresOf(five, period, now)[0]?.dispatches).toBe(10);
  expect(monthsOf({ from: '2025-12-31', to: '2026-02-01' })).toEqual(['2025-12', '2026-01', '2026-02']);
});

test.each([
  ['turned round', { from: '2026-02-01', to: '2026-01-01' }],
  ['of no such day', { from: '2026-02-30', to: '2026-03-01' }],
  ['of 25 months', { from: '2024-01-01', to: '2026-01-01' }],
])('a period %s is refused', (_what, wrong) => {
  expect(reportPeriod.safeParse(wrong).success).toBe(false);
});

test('of two reports on a pair the addressee’s counts', () => {
  const report = (country: string, dispatches: number): CountryReport => ({
    version: 1,
    country,
    period,
    issuedAt: now.toISOString(),
    pairs: figuresOf(many(dispatches), period, now).map((pair) => ({ ...pair })),
  });
  for (const reports of [
    [report('EG', 7), report('MA', 6)],
    [report('MA', 6), report('EG', 7)],
  ])
    expect(mergedPairs(reports)).toMatchObject([{ from: 'EG', to: 'MA', dispatches: 6, source: 'MA' }]);
  expect(mergedPairs([report('EG', 7)])).toMatchObject([{ dispatches: 7, source: 'EG' }]);
});
