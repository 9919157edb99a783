import { ageingOf } from '../../domain/ageing.ts';
import { countrySheet } from '../../domain/country-sheet.ts';
import { momentsOf } from '../../domain/moments.ts';
import { entryFor, noon, profile } from '../support/desk/statements.ts';
import { deliveryReceipt } from '../support/receipts.ts';

/** Rabat works Monday to Friday, 09:00 to 15:00 by its clock, which is UTC+1 in November. */
const friday = { issuedAt: '2026-11-20T13:00:00.000Z', since: '2026-11-20T13:30:00.000Z', state: 'available' as const };

test('ages count the hours in which the addressee works', () => {
  const monday = new Date('2026-11-23T09:00:00.000Z');
  expect(ageingOf(friday, profile, monday)).toEqual({ workingHours: 2, workingHoursInState: 1.5, hoursPerDay: 6, isUnreadInTime: false });
});

test.each([
  ['once the moment is past', {}, true],
  ['not before', { readBy: '2026-11-23T09:00:00.001Z' }, false],
  ['not where somebody opened it', { openedAt: '2026-11-20T14:00:00.000Z' }, false],
  ['not where it was withdrawn', { state: 'withdrawn' as const }, false],
  ['not where no limit was set', { readBy: undefined }, false],
])('a dispatch is unread in time %s', (_when, changed, expected) => {
  const entry = { ...friday, readBy: '2026-11-23T09:00:00.000Z', ...changed };
  expect(ageingOf(entry, profile, new Date('2026-11-23T09:00:00.000Z')).isUnreadInTime).toBe(expected);
});

test('the state began with the receipt that brought it, whatever came late', () => {
  const at = (event: Parameters<typeof deliveryReceipt>[0], issuedAt: string) => deliveryReceipt(event, { issuedAt });
  const receipts = [
    at('Acknowledgement', '2026-11-23T10:00:00.000Z'),
    at('ContentConsignment', '2026-11-23T08:00:00.000Z'),
    at('SubmissionAcceptance', '2026-11-23T11:00:00.000Z'),
  ];
  expect(momentsOf(friday, receipts)).toEqual({
    since: '2026-11-23T10:00:00.000Z',
    arrivedAt: '2026-11-23T08:00:00.000Z',
    acknowledgedAt: '2026-11-23T10:00:00.000Z',
  });
  expect(momentsOf(friday, [])).toEqual({ since: friday.issuedAt });
});

test('a country sheet says whether the office is open, and leaves out holidays that are over', () => {
  const past = { from: '2026-11-06', to: '2026-11-06' };
  const ahead = { from: '2026-11-24', to: '2026-11-25' };
  const entry = entryFor('MA');
  const sheet = countrySheet(
    { ...entry, profile: { ...profile, exceptions: { holidays: [ahead, past], otherHours: [], weekdayHours: [] } } },
    noon,
  );
  expect(sheet).toMatchObject({
    holidays: [ahead],
    calendar: { isOpen: true, workingDays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] },
  });
  const evening = new Date('2026-11-23T18:00:00.000Z');
  expect(
    countrySheet({ ...entry, profile: { ...profile, exceptions: { holidays: [ahead], otherHours: [], weekdayHours: [] } } }, evening)
      .calendar,
  ).toMatchObject({
    isOpen: false,
    opensAt: '2026-11-26T08:00:00.000Z',
  });
});
