import fc from 'fast-check';
import {
  calendarExceptions,
  deadlineAfter,
  earliestReading,
  hoursOn,
  isWorkingAt,
  type WorkingCalendar,
  workingHoursBetween,
} from '../../domain/calendar.ts';
import { zoneOf } from '../../domain/time-zone.ts';
import { type Deadlines, deadlinesOf, responseTimes } from '../../domain/urgency.ts';
import { times } from '../support/desk/statements.ts';

const { response: proposed } = times;

const usual = { officeHours: { from: '09:00', to: '15:00' } };
const cairo: WorkingCalendar = { ...usual, timeZone: 'Africa/Cairo', weekend: ['friday', 'saturday'] };
const rabat: WorkingCalendar = { ...usual, timeZone: 'Africa/Casablanca', weekend: ['saturday', 'sunday'] };
const beirut: WorkingCalendar = { ...usual, timeZone: 'Asia/Beirut', weekend: ['saturday', 'sunday'] };
const baghdad: WorkingCalendar = { ...usual, timeZone: 'Asia/Baghdad', weekend: ['friday', 'saturday'] };
const nouakchott: WorkingCalendar = { ...usual, timeZone: 'Africa/Nouakchott', weekend: ['saturday', 'sunday'] };
const fromThursday: WorkingCalendar = { ...usual, timeZone: 'Asia/Amman', weekend: ['thursday', 'friday'] };
const with_ = (calendar: WorkingCalendar, exceptions: unknown): WorkingCalendar => ({
  ...calendar,
  exceptions: calendarExceptions.parse(exceptions),
});
const at = (text: string): Date => new Date(text);

describe('the clock on the wall', () => {
  test.each([
    ['Africa/Nouakchott', '2026-11-23', '09:00', '2026-11-23T09:00:00.000Z'],
    ['Africa/Casablanca', '2026-11-23', '09:00', '2026-11-23T08:00:00.000Z'],
    ['Africa/Tunis', '2026-11-23', '09:00', '2026-11-23T08:00:00.000Z'],
    ['Africa/Tripoli', '2026-11-23', '09:00', '2026-11-23T07:00:00.000Z'],
    ['Africa/Cairo', '2026-11-23', '09:00', '2026-11-23T07:00:00.000Z'],
    ['Africa/Cairo', '2026-07-23', '09:00', '2026-07-23T06:00:00.000Z'],
    ['Asia/Beirut', '2026-11-23', '09:00', '2026-11-23T07:00:00.000Z'],
    ['Asia/Beirut', '2026-07-23', '09:00', '2026-07-23T06:00:00.000Z'],
    ['Asia/Baghdad', '2026-11-23', '09:00', '2026-11-23T06:00:00.000Z'],
    ['Asia/Amman', '2026-11-23', '09:00', '2026-11-23T06:00:00.000Z'],
    // Egypt's summer time begins on the last Friday of April at 00:00, which is left out
    ['Africa/Cairo', '2026-04-24', '00:00', '2026-04-23T22:00:00.000Z'],
    ['Africa/Cairo', '2026-04-24', '00:30', '2026-04-23T22:00:00.000Z'],
    ['Africa/Cairo', '2026-04-24', '01:00', '2026-04-23T22:00:00.000Z'],
    // and ends with the last Thursday of October, whose last hour comes twice
    ['Africa/Cairo', '2026-10-29', '23:30', '2026-10-29T20:30:00.000Z'],
    ['Africa/Cairo', '2026-10-30', '00:00', '2026-10-29T22:00:00.000Z'],
    // Lebanon: last Sundays of March and October
    ['Asia/Beirut', '2026-03-29', '00:30', '2026-03-28T22:00:00.000Z'],
    ['Asia/Beirut', '2026-10-24', '23:30', '2026-10-24T20:30:00.000Z'],
    // Morocco goes to +0 in Ramadan
    ['Africa/Casablanca', '2026-02-27', '09:00', '2026-02-27T09:00:00.000Z'],
  ])('in %s on %s shows %s at %s', (zone, date, time, moment) => {
    expect(zoneOf(zone).instantOf(date, time).toISOString()).toBe(moment);
  });

  test('and back: the date there is the one that was asked for', () => {
    const zones = ['Africa/Cairo', 'Africa/Casablanca', 'Asia/Beirut', 'Asia/Baghdad', 'Africa/Nouakchott'].map((name) => zoneOf(name));
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 2, max: 22 }), (zone, day, hour) => {
        const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
        expect(zone.dateAt(zone.instantOf(date, `${String(hour).padStart(2, '0')}:00`))).toBe(date);
      }),
      { numRuns: 300 },
    );
  });

  test('an unknown zone is refused', () => {
    expect(() => zoneOf('Africa/Atlantis')).toThrow(RangeError);
  });
});

describe('the earliest reading', () => {
  // 2026-11-23 is a Monday
  test.each([
    ['during hours at once', cairo, '2026-11-23T10:00:00Z', '2026-11-23T10:00:00Z'],
    ['at the first second of hours at once', cairo, '2026-11-23T07:00:00Z', '2026-11-23T07:00:00Z'],
    ['before hours at their beginning', cairo, '2026-11-23T06:59:59Z', '2026-11-23T07:00:00Z'],
    ['at the end of hours on the next day', cairo, '2026-11-23T13:00:00Z', '2026-11-24T07:00:00Z'],
    ['a moment before it at once', cairo, '2026-11-23T12:59:59Z', '2026-11-23T12:59:59Z'],
    ['on Thursday evening in Egypt on Sunday', cairo, '2026-11-26T16:00:00Z', '2026-11-29T07:00:00Z'],
    ['on Friday in Egypt on Sunday', cairo, '2026-11-27T10:00:00Z', '2026-11-29T07:00:00Z'],
    ['on Friday in Morocco at once', rabat, '2026-11-27T10:00:00Z', '2026-11-27T10:00:00Z'],
    ['on Friday evening in Morocco on Monday', rabat, '2026-11-27T16:00:00Z', '2026-11-30T08:00:00Z'],
    ['on Sunday in Egypt at once', cairo, '2026-11-29T10:00:00Z', '2026-11-29T10:00:00Z'],
    ['where the weekend begins on Thursday, on Saturday', fromThursday, '2026-11-25T20:00:00Z', '2026-11-28T06:00:00Z'],
    ['late on Thursday by UTC, already Friday in Baghdad, on Sunday', baghdad, '2026-11-26T22:30:00Z', '2026-11-29T06:00:00Z'],
    ['late on Saturday by UTC, already Sunday in Baghdad, the same Sunday', baghdad, '2026-11-28T22:30:00Z', '2026-11-29T06:00:00Z'],
    ['across the year', nouakchott, '2027-01-01T23:00:00Z', '2027-01-04T09:00:00Z'],
    ['after the night in which summer time begins', cairo, '2026-04-23T20:00:00Z', '2026-04-26T06:00:00Z'],
    ['after the night in which it ends', cairo, '2026-10-29T20:00:00Z', '2026-11-01T07:00:00Z'],
  ])('%s', (_when, calendar, arrives, read) => {
    expect(earliestReading(calendar, at(arrives))).toEqual(at(read));
  });

  test('a calendar without a working day gives none, and does not run for ever', () => {
    const never = with_(cairo, { holidays: [{ from: '2020-01-01', to: '2099-12-31' }] });
    expect(earliestReading(never, at('2026-11-23T10:00:00Z'))).toBeUndefined();
    expect(deadlineAfter(never, at('2026-11-23T10:00:00Z'), 1)).toBeUndefined();
    expect(deadlinesOf(proposed, 'urgent', { calendar: never, arrivedAt: at('2026-11-23T10:00:00Z') })).toBeUndefined();
  });
});

describe('a deadline', () => {
  test.each([
    ['of no hours is the earliest reading', 0, '2026-11-23T05:00:00Z', '2026-11-23T07:00:00Z'],
    ['of one hour', 1, '2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z'],
    ['that fills the day ends with it', 3, '2026-11-23T10:00:00Z', '2026-11-23T13:00:00Z'],
    ['a minute longer goes into the next', 3 + 1 / 60, '2026-11-23T10:00:00Z', '2026-11-24T07:01:00Z'],
    ['of one working day', 6, '2026-11-23T10:00:00Z', '2026-11-24T10:00:00Z'],
    ['over the weekend', 6, '2026-11-26T10:00:00Z', '2026-11-29T10:00:00Z'],
    ['over the end of summer time keeps the hours of the wall', 6, '2026-10-29T09:00:00Z', '2026-11-01T10:00:00Z'],
    ['of a working week', 30, '2026-11-22T07:00:00Z', '2026-11-26T13:00:00Z'],
  ])('%s', (_what, hours, from, deadline) => {
    expect(deadlineAfter(cairo, at(from), hours)).toEqual(at(deadline));
  });

  test('skips holidays, first and last day included, and uses other hours while they hold', () => {
    const feast = with_(cairo, { holidays: [{ from: '2026-11-24', to: '2026-11-25' }] });
    expect(deadlineAfter(feast, at('2026-11-23T10:00:00Z'), 6)).toEqual(at('2026-11-26T10:00:00Z'));
    const ramadan = with_(rabat, { otherHours: [{ from: '2026-11-23', to: '2026-11-24', officeHours: { from: '09:00', to: '14:00' } }] });
    expect(deadlineAfter(ramadan, at('2026-11-23T08:00:00Z'), 6)).toEqual(at('2026-11-24T09:00:00Z'));
    expect(deadlineAfter(ramadan, at('2026-11-23T08:00:00Z'), 11)).toEqual(at('2026-11-25T09:00:00Z'));
  });

  test('counts a Saturday morning where the country has one, and none on a holiday', () => {
    const mornings = { weekdayHours: [{ weekday: 'saturday', officeHours: { from: '08:00', to: '11:00' } }] };
    expect(earliestReading(with_(beirut, mornings), at('2026-11-27T20:00:00Z'))).toEqual(at('2026-11-28T06:00:00Z'));
    const feast = with_(beirut, { ...mornings, holidays: [{ from: '2026-11-28', to: '2026-11-28' }] });
    expect(earliestReading(feast, at('2026-11-27T20:00:00Z'))).toEqual(at('2026-11-30T07:00:00Z'));
  });

  test('is never before its beginning, grows with the hours, and holds exactly so many of them', () => {
    const calendars = [cairo, rabat, beirut, fromThursday, with_(cairo, { holidays: [{ from: '2026-03-01', to: '2026-03-05' }] })];
    const moments = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }).map((ms) => new Date(ms));
    fc.assert(
      fc.property(fc.constantFrom(...calendars), moments, fc.integer({ min: 1, max: 600 }), (calendar, from, tenths) => {
        const hours = tenths / 10;
        const deadline = deadlineAfter(calendar, from, hours) ?? from;
        expect(deadline.getTime()).toBeGreaterThanOrEqual(from.getTime());
        expect(deadlineAfter(calendar, from, hours + 0.1)?.getTime()).toBeGreaterThan(deadline.getTime());
        expect(workingHoursBetween(calendar, from, deadline)).toBeCloseTo(hours, 5);
        expect(isWorkingAt(calendar, new Date(deadline.getTime() - 1))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('that was set does not move when a holiday is announced afterwards', () => {
    const arrival = { calendar: cairo, arrivedAt: at('2026-11-23T10:00:00Z') };
    const set: Deadlines = JSON.parse(JSON.stringify(deadlinesOf(proposed, 'urgent', arrival)));
    const announced = with_(cairo, { holidays: [{ from: '2026-11-24', to: '2026-11-24' }] });
    expect(deadlinesOf(proposed, 'urgent', { ...arrival, calendar: announced })?.readBy).not.toBe(set.readBy);
    expect(set).toEqual(JSON.parse(JSON.stringify(deadlinesOf(proposed, 'urgent', arrival))));
  });
});

test.each([
  ['an ordinary day', '2026-11-23', usual.officeHours],
  ['the weekend', '2026-11-27', undefined],
  ['the first day of a feast', '2026-12-06', undefined],
  ['its last', '2026-12-08', undefined],
  ['the day after', '2026-12-09', { from: '10:00', to: '14:00' }],
  ['of two periods the later in the list', '2026-12-10', { from: '11:00', to: '12:00' }],
])('hours on %s', (_day, date, hours) => {
  const calendar = with_(cairo, {
    holidays: [{ from: '2026-12-06', to: '2026-12-08' }],
    otherHours: [
      { from: '2026-12-01', to: '2026-12-31', officeHours: { from: '10:00', to: '14:00' } },
      { from: '2026-12-10', to: '2026-12-10', officeHours: { from: '11:00', to: '12:00' } },
    ],
  });
  expect(hoursOn(calendar, date)).toEqual(hours);
});

test.each([
  { holidays: [{ from: '2026-12-08', to: '2026-12-06' }] },
  { holidays: [{ from: '2026-02-30', to: '2026-03-01' }] },
  { otherHours: [{ from: '2026-02-01', to: '2026-03-01', officeHours: { from: '15:00', to: '09:00' } }] },
  { weekdayHours: [{ weekday: 'caturday', officeHours: usual.officeHours }] },
  { feasts: [] },
])('a calendar with %j is refused', (exceptions) => {
  expect(calendarExceptions.safeParse(exceptions).success).toBe(false);
});

describe('urgency', () => {
  test.each([
    ['routine', '2026-11-29T08:00:00.000Z'],
    ['urgent', '2026-11-24T08:00:00.000Z'],
    ['detention-pending', '2026-11-23T10:00:00.000Z'],
  ] as const)('%s: to be read by %s', (urgency, readBy) => {
    const deadlines = deadlinesOf(proposed, urgency, { calendar: cairo, arrivedAt: at('2026-11-23T08:00:00Z') });
    expect(deadlines?.readBy).toBe(readBy);
    const order = [deadlines?.earliestReading, deadlines?.remindAt, deadlines?.escalateAt, deadlines?.readBy];
    expect([...order].sort()).toEqual(order);
  });

  test('proposals follow their own rule, and a reminder after the end is refused', () => {
    expect(responseTimes.parse(proposed)).toEqual(proposed);
    const late = { ...proposed, urgent: { ...proposed.urgent, remindAfter: 7 } };
    expect(responseTimes.safeParse(late).success).toBe(false);
  });
});
