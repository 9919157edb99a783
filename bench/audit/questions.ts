import { dispatchOf } from './events.ts';

type Question = readonly [
  id: string,
  parameters: Readonly<Record<string, string>>,
  period?: { readonly from: string; readonly to: string },
];

/** Answered by few records among all: one document, as when a court asks about it. */
export const rareQuestion: readonly [string, Readonly<Record<string, string>>] = [
  'WhoOpenedADocument',
  { object_key: `${dispatchOf(5)}/1` },
];

/** What would list thousands is asked of one day. */
const oneDay = { from: '2026-09-01', to: '2026-09-01' };

/** Every question of the auditor, with values that occur. */
export const questions: readonly Question[] = [
  rareQuestion,
  ['EverythingAPersonDid', { person: 'judge.7' }, oneDay],
  ['RefusedAttempts', {}],
  ['ReadsOfABox', { country: 'MA' }, oneDay],
  ['ReadsByOthers', { country: 'MA' }],
  ['ChangesToKeysPoliciesAndTrail', {}],
  ['TimelineOfACase', { dispatches: `${dispatchOf(5)},${dispatchOf(77)}` }],
  ['ReadsWithoutALink', {}],
  ['LinksNeverUsed', {}],
  [
    'ReadsOutsideOfficeHours',
    {
      country: 'MA',
      time_zone: 'Africa/Casablanca',
      office_hours: '0000-01-01/9999-12-31/12345/08:30/16:30,2026-09-01/2026-09-02/1234567/-/-',
    },
  ],
];
