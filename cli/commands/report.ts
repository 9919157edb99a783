import { join, resolve } from 'node:path';
import { readDirectory } from '../../client/directory.ts';
import { prove } from '../../client/evidence.ts';
import { Failure } from '../../client/failure.ts';
import { type Directory, memberOf } from '../../domain/directory.ts';
import { type CountryReport, type MergedPair, mergedPairs, type ReportPeriod, reportPeriod } from '../../domain/report.ts';
import { reportStatement } from '../../domain/statement.ts';
import { parseArguments } from '../arguments.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeNew } from '../out-file.ts';
import { csvOf } from '../report/csv.ts';
import { htmlOf } from '../report/html.ts';
import { connectAs, type Run, readStatement } from './run.ts';

export interface ReportOptions {
  readonly as: string;
  readonly from: string;
  readonly to: string;
  readonly out: string;
}

/** The own country's figures of a period, signed by its desk, as statement, CSV and a page in three languages. */
export async function report(run: Run, { as, from, to, out }: ReportOptions): Promise<ExitCode> {
  const period = parseArguments(reportPeriod, { from, to });
  const { home, directory } = await connectAs(run, as);
  const { report: jws } = await home.reportFigures(period);
  const { payload } = await proveReport(jws, directory);
  const folder = resolve(run.host.cwd, out);
  await writeNew(join(folder, `report-${payload.country}.jws`), `${jws}\n`);
  const files = await write(folder, { period, pairs: mergedPairs([payload]), directory });
  run.output.result({ report: payload, files }, [
    `${payload.pairs.length} pairs of ${as}, ${from} to ${to}, signed by its desk.`,
    ...files.map((file) => `  ${file}`),
  ]);
  return exitCodes.done;
}

export interface MergeOptions {
  readonly directory: string;
  readonly out: string;
  readonly files: readonly string[];
}

/** Puts together what several countries' desks signed. Works offline; refuses what does not verify, another period, and a country twice. */
export async function mergeReports(run: Run, { directory: file, out, files }: MergeOptions): Promise<ExitCode> {
  const { directory } = await readDirectory(await readStatement(run, file));
  const reports: CountryReport[] = [];
  for (const one of files) reports.push((await proveReport(await readStatement(run, one), directory)).payload);
  const [first] = reports;
  if (!first) throw new Failure('InvalidArguments', 'wanted at least one report');
  for (const { country, period } of reports) {
    const isSame = period.from === first.period.from && period.to === first.period.to;
    if (!isSame) throw new Failure('InvalidArguments', `the report of ${country} is of another period than that of ${first.country}`);
    if (reports.filter((other) => other.country === country).length > 1) throw new Failure('InvalidArguments', `two reports of ${country}`);
  }
  const pairs = mergedPairs(reports);
  const silent = directory.members.map(({ country }) => country).filter((country) => !reports.some((one) => one.country === country));
  const written = await write(resolve(run.host.cwd, out), { period: first.period, pairs, directory });
  if (silent.length > 0) run.output.note(`No report of ${silent.join(', ')}: what they received is told by its senders alone.`);
  run.output.result({ period: first.period, pairs, countries: reports.map(({ country }) => country), missing: silent, files: written }, [
    `${pairs.length} pairs, from the reports of ${reports.map(({ country }) => country).join(', ')}.`,
    ...written.map((one) => `  ${one}`),
  ]);
  return exitCodes.done;
}

function proveReport(jws: string, directory: Directory) {
  return prove(reportStatement, jws, { directory, signerOf: ({ country }) => country });
}

interface Written {
  readonly period: ReportPeriod;
  readonly pairs: readonly MergedPair[];
  readonly directory: Directory;
}

async function write(folder: string, { period, pairs, directory }: Written): Promise<readonly string[]> {
  const pages = (['ar', 'fr', 'en'] as const).map((language) => {
    const nameOf = (country: string): string => memberOf(directory, country)?.profile.names[language] ?? country;
    return [`report.${language}.html`, htmlOf({ language, period, pairs, nameOf })] as const;
  });
  const files = [['report.csv', csvOf(pairs, period)] as const, ...pages];
  for (const [name, text] of files) await writeNew(join(folder, name), text);
  return files.map(([name]) => join(folder, name));
}
