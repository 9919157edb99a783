import fc from 'fast-check';
import { isOpenAt } from '../../audit/scan/office-hours.ts';
import { isWorkingAt, type WorkingCalendar, weekdays } from '../../domain/calendar.ts';
import { officeRules, officeRulesForm } from '../../domain/office-rules.ts';

const day = fc.integer({ min: 0, max: 60 }).map((days) => new Date(Date.UTC(2026, 1, 1 + days)).toISOString().slice(0, 10));
const period = fc.tuple(day, day).map(([one, other]) => (one < other ? { from: one, to: other } : { from: other, to: one }));
const officeHours = fc
  .tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 12, max: 23 }))
  .map(([from, to]) => ({ from: `${String(from).padStart(2, '0')}:30`, to: `${to}:15` }));
const weekday = fc.constantFrom(...weekdays);
const calendar: fc.Arbitrary<WorkingCalendar> = fc.record({
  timeZone: fc.constantFrom('Africa/Cairo', 'Africa/Casablanca', 'Asia/Amman', 'Africa/Nouakchott'),
  weekend: fc.uniqueArray(weekday, { minLength: 1, maxLength: 3 }),
  officeHours,
  exceptions: fc.record({
    holidays: fc.array(period, { maxLength: 2 }),
    otherHours: fc.array(
      fc.tuple(period, officeHours).map(([when, hours]) => ({ ...when, officeHours: hours })),
      { maxLength: 2 },
    ),
    weekdayHours: fc.array(fc.record({ weekday, officeHours }), { maxLength: 2 }),
  }),
});

test('a calendar written for a question says of every moment what the calendar itself says', () => {
  const moment = fc.integer({ min: 0, max: 60 * 24 * 4 }).map((quarters) => new Date(Date.UTC(2026, 1, 1) + quarters * 900_000));
  fc.assert(
    fc.property(calendar, moment, (of, at) => {
      const rules = officeRules(of);
      expect(rules).toMatch(officeRulesForm);
      const event_time = at.toISOString().replace('.000Z', 'Z');
      expect([rules, isOpenAt({ event_time }, { timeZone: of.timeZone, rules })]).toEqual([rules, isWorkingAt(of, at)]);
    }),
    { numRuns: 500 },
  );
});

test.each(['2026-02-30T10:00:00Z', '2026-02-02T10:00:00+00:00', '2026-02-02 10:00:00', ''])(
  'nobody was in the office at %j, which is no time',
  (event_time) => {
    const rules = '0000-01-01/9999-12-31/1234567/00:00/23:59';
    expect(isOpenAt({ event_time }, { timeZone: 'UTC', rules })).toBe(false);
  },
);

test('an office that never opens', () => {
  const never = officeRules({ timeZone: 'UTC', weekend: [...weekdays], officeHours: { from: '09:00', to: '15:00' } });
  expect(never).toMatch(officeRulesForm);
  expect(isOpenAt({ event_time: '2026-02-02T10:00:00Z' }, { timeZone: 'UTC', rules: never })).toBe(false);
});
