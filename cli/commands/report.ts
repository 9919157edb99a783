import { join, resolve } from 'node:path';
import { readDirectory } from '../../client/directory.ts';
import { type CouncilReport, councilReport, proveReport, reportFiles } from '../../client/report/council.ts';
import { type CountryReport, reportPeriod } from '../../domain/report.ts';
import { parseArguments } from '../arguments.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeNew } from '../out-file.ts';
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
  const files = await write(folder, councilReport([payload], directory));
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
  const council = councilReport(reports, directory);
  const silent = directory.members.map(({ country }) => country).filter((country) => !reports.some((one) => one.country === country));
  const written = await write(resolve(run.host.cwd, out), council);
  if (silent.length > 0) run.output.note(`No report of ${silent.join(', ')}: what they received is told by its senders alone.`);
  const { period, pairs } = council;
  run.output.result({ period, pairs, countries: reports.map(({ country }) => country), missing: silent, files: written }, [
    `${pairs.length} pairs, from the reports of ${reports.map(({ country }) => country).join(', ')}.`,
    ...written.map((one) => `  ${one}`),
  ]);
  return exitCodes.done;
}

async function write(folder: string, council: CouncilReport): Promise<readonly string[]> {
  const files = reportFiles(council);
  for (const [name, text] of files) await writeNew(join(folder, name), text);
  return files.map(([name]) => join(folder, name));
}
