import { requireMember } from '../../client/directory.ts';
import { type CountrySheet, countrySheet } from '../../domain/country-sheet.ts';
import { currentDirectory } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPlace } from '../place.ts';
import type { Run } from './run.ts';

export interface CountryOptions {
  readonly country: string;
}

/** What a sender needs to know of a country, from the signed directory: calendar, languages, desk, and how to write to it. Nobody signs in. */
export async function showCountry(run: Run, { country }: CountryOptions): Promise<ExitCode> {
  const place = await findPlace(run.shared, run.host);
  const { directory, fingerprint } = await currentDirectory({ place, ...run.shared }, run.host, run.output);
  const sheet = countrySheet(requireMember(directory, country), run.host.now());
  run.output.result({ ...sheet, directory: directory.sequence, directoryKey: fingerprint }, linesOf(sheet, directory.sequence));
  return exitCodes.done;
}

function linesOf(sheet: CountrySheet, sequence: number): readonly string[] {
  const { country, names, languages, calendar, desk, contacts, holidays, otherHours, weekdayHours } = sheet;
  const { timeZone, isOpen, opensAt, workingDays, officeHours } = calendar;
  return [
    `${names.en} (${country})  ${names.fr}  ${names.ar}`,
    `Languages: ${languages.map((one) => languageNames[one]).join(', ')}`,
    `Works ${workingDays.join(', ')}, ${officeHours.from} to ${officeHours.to}, ${timeZone}`,
    ...weekdayHours.map(({ weekday, officeHours: hours }) => `  ${weekday}: ${hours.from} to ${hours.to}`),
    ...otherHours.map(({ from, to, officeHours: hours }) => `  ${from} to ${to}: ${hours.from} to ${hours.to}`),
    isOpen ? 'The office is open now.' : `The office is closed now${opensAt ? `; it opens at ${opensAt}` : ''}.`,
    holidays.length === 0
      ? 'Holidays: none entered in the directory'
      : `Holidays: ${holidays.map(({ from, to }) => (from === to ? from : `${from} to ${to}`)).join(', ')}`,
    contacts.length === 0 ? 'Contact points: none entered in the directory' : 'Contact points:',
    ...contacts.map(({ office, email, telephone }) => `  ${[office.en, email, telephone].filter(Boolean).join('  ')}`),
    `Desk: ${desk}`,
    'How to write to it:',
    `  exchange send --as YOUR-COUNTRY --to ${country} --case REFERENCE FILE...`,
    `  Its people read ${languages.map((one) => languageNames[one]).join(', ')}: enclose a translation of what is in another language.`,
    `From directory ${sequence}, entry of ${sheet.issuedAt}, signed by ${country}.`,
  ];
}

const languageNames = { ar: 'Arabic', fr: 'French', en: 'English' } as const;
