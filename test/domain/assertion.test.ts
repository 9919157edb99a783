import { requireFresh } from '../../domain/assertion.ts';
import { refusalOf } from '../support/desk/refusals.ts';

const now = new Date('2026-11-23T10:00:00.000Z');
const freshness = { maxAgeSeconds: 300, clockSkewSeconds: 60 };
const at = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();

test.each([
  ['older than its life and the clocks’ difference', at(-361), undefined, 'Stale'],
  ['as old as it may be', at(-360), undefined, undefined],
  ['new', at(0), undefined, undefined],
  ['dated as far ahead as clocks may differ', at(60), undefined, undefined],
  ['dated in the future', at(61), undefined, 'Stale'],
  ['expired this very moment', at(-10), at(0), 'Stale'],
  ['not yet expired', at(-10), at(1), undefined],
])('a statement %s: %#', (_what, issuedAt, expiresAt, code) => {
  expect(refusalOf(() => requireFresh({ issuedAt, expiresAt }, now, freshness))?.code).toBe(code);
});
