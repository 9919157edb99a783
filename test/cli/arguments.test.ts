import { parseArguments } from '../../cli/arguments.ts';
import { cover } from '../../domain/manifest.ts';

const given = { to: 'MA', case: 'EG-2026-1', legalBasis: { instrument: 'riyadh-1983' }, urgency: 'routine' };

test.each([
  ['a rule of our own', { to: 'ma' }, 'to: two capital letters (ISO 3166-1 alpha-2)'],
  ['a choice', { urgency: 'soon' }, 'urgency: Invalid option: expected one of "routine"|"urgent"|"detention-pending"'],
  ['a type', { case: 1 }, 'case: Invalid input: expected string, received number'],
])('%s that is not kept is named in words', (_name, wrong, words) => {
  expect(() => parseArguments(cover, { ...given, ...wrong })).toThrow(words);
});

test('what is right passes', () => {
  expect(parseArguments(cover, given)).toEqual(given);
});
