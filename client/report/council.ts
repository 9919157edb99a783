import { type Directory, namesIn } from '../../domain/directory.ts';
import type { Language } from '../../domain/refusal.ts';
import { type CountryReport, type MergedPair, mergedPairs, type ReportPeriod } from '../../domain/report.ts';
import { reportStatement } from '../../domain/statement-kinds.ts';
import { type Proven, prove } from '../evidence.ts';
import { Failure } from '../failure.ts';
import { csvOf } from './csv.ts';
import { htmlOf } from './html.ts';

/** Verifies a country's signed figures with the keys that the directory gives for it. */
export function proveReport(jws: string, directory: Directory): Promise<Proven<CountryReport>> {
  return prove(reportStatement, jws, { directory, signerOf: ({ country }) => country });
}

export interface CouncilReport {
  readonly period: ReportPeriod;
  readonly pairs: readonly MergedPair[];
  readonly directory: Directory;
}

/** Puts together what several countries' desks signed. Throws InvalidArguments for none, for another period, and for a country twice. */
export function councilReport(reports: readonly CountryReport[], directory: Directory): CouncilReport {
  const [first] = reports;
  if (!first) throw new Failure('InvalidArguments', 'wanted at least one report');
  for (const { country, period } of reports) {
    const isSame = period.from === first.period.from && period.to === first.period.to;
    if (!isSame) throw new Failure('InvalidArguments', `the report of ${country} is of another period than that of ${first.country}`);
    if (reports.filter((other) => other.country === country).length > 1) throw new Failure('InvalidArguments', `two reports of ${country}`);
  }
  return { period: first.period, pairs: mergedPairs(reports), directory };
}

export const reportLanguages = ['ar', 'fr', 'en'] as const satisfies readonly Language[];

/** The report as files: one CSV, since it holds codes and numbers only, and a page in each language. */
export function reportFiles({ period, pairs, directory }: CouncilReport): readonly (readonly [name: string, text: string])[] {
  const pages = reportLanguages.map((language) => {
    const nameOf = (country: string): string => namesIn(directory, country)?.[language] ?? country;
    return [`report.${language}.html`, htmlOf({ language, period, pairs, nameOf })] as const;
  });
  return [['report.csv', csvOf(pairs, period)], ...pages];
}
