import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import {
  citedVersion,
  gapsIn,
  type Instrument,
  type InstrumentVersion,
  instrument,
  partyStatus,
  type RequestContents,
  requestFields,
  versionOn,
} from '../../domain/instrument.ts';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(root(path), 'utf8'));
const files = (await readdir(root('config/instruments'))).sort();
const config = z.object({ countries: z.array(z.object({ code: z.string() })) }).parse(await json('config/exchange.json'));

describe.each(files)('config/instruments/%s', (file) => {
  test('has the form, and the name of its id', async () => {
    expect(`${instrument.parse(await json(`config/instruments/${file}`)).id}.json`).toBe(file);
  });

  test('says of each member where it stands, and claims nothing that nobody confirmed', async () => {
    for (const { states, channels } of instrument.parse(await json(`config/instruments/${file}`)).versions) {
      expect(Object.keys(states).sort()).toEqual(config.countries.map(({ code }) => code).sort());
      for (const status of [...Object.values(states), channels]) if (status.status !== 'to-be-confirmed') expect(status.by).not.toBe('');
    }
  });

  test('is called in the portal as in the data', async () => {
    const { id, versions } = instrument.parse(await json(`config/instruments/${file}`));
    for (const language of ['ar', 'fr', 'en'] as const) {
      const words = z.record(z.string(), z.string()).parse(await json(`portal/words/${language}.json`));
      expect([id, words[`instrument.${id}`]]).toEqual([id, versions.at(-1)?.names[language]]);
    }
  });
});

const version = (number: number, since: string, changed: Partial<InstrumentVersion> = {}): InstrumentVersion => ({
  version: number,
  since,
  names: { ar: 'اتفاقية', fr: 'Convention', en: 'Convention' },
  year: 1999,
  states: { EG: { status: 'to-be-confirmed' } },
  requiredFields: ['authority', 'facts'],
  channels: { status: 'to-be-confirmed' },
  ...changed,
});
const two: Instrument = {
  id: 'some-1999',
  versions: [version(1, '2026-01-01'), version(2, '2026-06-01', { requiredFields: ['persons'] })],
};

describe('an instrument is refused', () => {
  test.each([
    ['without a version', { ...two, versions: [] }],
    ['with a version left out', { ...two, versions: [version(1, '2026-01-01'), version(3, '2026-06-01')] }],
    ['with two versions of one day', { ...two, versions: [version(1, '2026-01-01'), version(2, '2026-01-01')] }],
    ['with an unknown field to fill in', { ...two, versions: [{ ...version(1, '2026-01-01'), requiredFields: ['mood'] }] }],
    ['with a field twice', { ...two, versions: [version(1, '2026-01-01', { requiredFields: ['facts', 'facts'] })] }],
    ['without a French name', { ...two, versions: [{ ...version(1, '2026-01-01'), names: { ar: 'اتفاقية', en: 'Convention' } }] }],
    ['with a further key', { ...two, comment: 'x' }],
    [
      'with a country that is no code',
      { ...two, versions: [{ ...version(1, '2026-01-01'), states: { Egypt: { status: 'to-be-confirmed' } } }] },
    ],
    ['with an id in capitals', { ...two, id: 'Some-1999' }],
  ])('%s', (_why, wrong) => {
    expect(instrument.safeParse(two).success).toBe(true);
    expect(instrument.safeParse(wrong).success).toBe(false);
  });

  test.each([
    [{ status: 'party' }, false],
    [{ status: 'party', by: 'Ministry of Justice' }, false],
    [{ status: 'to-be-confirmed', by: 'Ministry of Justice', on: '2026-01-01' }, false],
    [{ status: 'to-be-confirmed' }, true],
    [{ status: 'party', by: 'Ministry of Justice', on: '2026-01-01' }, true],
    [{ status: 'not-party', by: 'Ministry of Justice', on: '2026-01-01' }, true],
  ])('a status of %j counts only with who confirmed it, and when', (status, isFine) => {
    expect(partyStatus.safeParse(status).success).toBe(isFine);
  });
});

test.each([
  ['2025-12-31', 1],
  ['2026-01-01', 1],
  ['2026-05-31', 1],
  ['2026-06-01', 2],
  ['2030-01-01', 2],
])('on %s version %i is in force', (day, wanted) => {
  expect(versionOn(two, day).version).toBe(wanted);
});

test('a dispatch keeps the version that it cited, whatever came later', () => {
  const signed = { issuedAt: '2026-05-31T23:59:59.999Z', legalBasis: { instrument: 'some-1999' } };
  expect(citedVersion(two, signed)?.version).toBe(1);
  expect(citedVersion(two, { ...signed, issuedAt: '2027-01-01T00:00:00Z' })?.version).toBe(2);
  expect(citedVersion(two, { issuedAt: '2027-01-01T00:00:00Z', legalBasis: { instrument: 'some-1999', version: 1 } })?.version).toBe(1);
  expect(citedVersion(two, { ...signed, legalBasis: { instrument: 'some-1999', version: 3 } })).toBeUndefined();
  expect(citedVersion(two, { ...signed, legalBasis: { instrument: 'other-2000' } })).toBeUndefined();
});

describe('a draft', () => {
  const whole: RequestContents = {
    authority: 'Court of Appeal of Cairo',
    facts: 'A transfer.',
    offence: 'Financing of terrorism.',
    persons: 'The holder of the account.',
    assistance: 'Statements of the account.',
    purpose: 'The trial.',
    confidentiality: { reason: 'The holder must not learn of it.' },
    'time-limit': { day: '2027-01-31', reason: 'The hearing.' },
    speciality: true,
  };
  const all = { requiredFields: [...requestFields] };

  test('that says everything has no gap', () => {
    expect(gapsIn(whole, all)).toEqual([]);
    expect(gapsIn({ ...whole, confidentiality: 'none', 'time-limit': 'none' }, all)).toEqual([]);
  });

  test.each(requestFields)('without %s has that gap and no other, and none where the instrument does not want it', (field) => {
    const { [field]: _, ...rest } = whole;
    expect(gapsIn(rest, all)).toEqual([{ field, problem: 'missing' }]);
    expect(gapsIn(rest, { requiredFields: requestFields.filter((one) => one !== field) })).toEqual([]);
  });

  test('that is confidential or pressing without a reason lacks the reason', () => {
    expect(gapsIn({ ...whole, confidentiality: {}, 'time-limit': { day: '2027-01-31' } }, all)).toEqual([
      { field: 'confidentiality', problem: 'reason-missing' },
      { field: 'time-limit', problem: 'reason-missing' },
    ]);
  });
});
