import type { CountryConfig } from '../../lib/config/schema.ts';
import { type Synthesized, synthesized } from './synthesized.ts';
import { countryOf, sample, withCountries } from './templates.ts';

const algeria: CountryConfig = {
  ...countryOf(sample, 'TN'),
  code: 'DZ',
  names: { ar: 'الجزائر', fr: 'Algérie', en: 'Algeria' },
  locale: 'ar-DZ',
  timeZone: 'Africa/Algiers',
  duty: { sender: 'notices@liaison.dz.example', mailboxes: ['duty@liaison.dz.example'], escalation: ['escalation@liaison.dz.example'] },
};
const three = withCountries('EG', 'LB', 'MA');

test.each([
  ['ninth country in the same account', sample, algeria, ['Directory', 'Portal'], []],
  // the archive admits the trail of the new account
  [
    'country in an account and a Region of its own',
    three,
    { ...algeria, account: '210987654321', region: 'eu-south-1' },
    ['Audit', 'Directory', 'Portal'],
    ['Audit-210987654321'],
  ],
])('a %s leaves every other template as it was, to the byte', (_where, config, country, changed, added) => {
  const before = synthesized(config);
  const after = synthesized({ ...config, countries: [...config.countries, country] });
  expect(changedBetween(before, after)).toEqual(changed);
  expect(addedBetween(before, after)).toEqual([...added, 'DZ-Desk', 'DZ-Vault']);
});

test('a new country placed before the others leaves them as they were, with the bundles that are deployed', () => {
  const config = withCountries('EG', 'MA');
  const before = synthesized(config, { bundled: true });
  const after = synthesized({ ...config, countries: [algeria, ...config.countries] }, { bundled: true });
  expect(changedBetween(before, after)).toEqual(['Directory', 'Portal']);
  expect(addedBetween(before, after)).toEqual(['DZ-Desk', 'DZ-Vault']);
});

test("changing one country's office hours changes its own desk alone", () => {
  const countries = three.countries.map((country) =>
    country.code === 'LB' ? { ...country, officeHours: { from: '08:00', to: '14:00' } } : country,
  );
  expect(changedBetween(synthesized(three), synthesized({ ...three, countries }))).toEqual(['LB-Desk']);
});

function changedBetween(earlier: Synthesized, later: Synthesized): readonly string[] {
  return earlier.stacks.filter(({ id, text }) => later.stack(id).text !== text).map(({ id }) => id);
}

function addedBetween(earlier: Synthesized, later: Synthesized): readonly string[] {
  const known = earlier.stacks.map(({ id }) => id);
  return later.stacks
    .map(({ id }) => id)
    .filter((id) => !known.includes(id))
    .sort();
}
