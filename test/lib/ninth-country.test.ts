import type { CountryConfig } from '../../lib/config/schema.ts';
import { countryOf, type Synthesized, sample, synthesized, withCountries } from './synthesized.ts';

const algeria: CountryConfig = {
  ...countryOf(sample, 'TN'),
  code: 'DZ',
  names: { ar: 'الجزائر', fr: 'Algérie', en: 'Algeria' },
  locale: 'ar-DZ',
  timeZone: 'Africa/Algiers',
  duty: { sender: 'notices@liaison.dz.example', mailboxes: ['duty@liaison.dz.example'], escalation: ['escalation@liaison.dz.example'] },
};
const eight = synthesized(sample);

test.each([
  ['in the same account', algeria, ['Directory', 'Portal'], []],
  // the archive admits the trail of the new account
  [
    'in an account and a Region of its own',
    { ...algeria, account: '210987654321', region: 'eu-south-1' },
    ['Audit', 'Directory', 'Portal'],
    ['Audit-210987654321'],
  ],
])('a ninth country %s leaves every other template as it was, to the byte', (_where, ninth, changed, added) => {
  const nine = synthesized({ ...sample, countries: [...sample.countries, ninth] });
  expect(changedBetween(eight, nine)).toEqual(changed);
  expect(addedBetween(eight, nine)).toEqual([...added, 'DZ-Desk', 'DZ-Vault']);
});

test('a new country placed before the others leaves them as they were, with the bundles that are deployed', () => {
  const config = withCountries('EG', 'MA');
  const before = synthesized(config, { bundled: true });
  const after = synthesized({ ...config, countries: [algeria, ...config.countries] }, { bundled: true });
  expect(changedBetween(before, after)).toEqual(['Directory', 'Portal']);
  expect(addedBetween(before, after)).toEqual(['DZ-Desk', 'DZ-Vault']);
});

test("changing one country's office hours changes its own desk alone", () => {
  const countries = sample.countries.map((country) =>
    country.code === 'LB' ? { ...country, officeHours: { from: '08:00', to: '14:00' } } : country,
  );
  expect(changedBetween(eight, synthesized({ ...sample, countries }))).toEqual(['LB-Desk']);
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
