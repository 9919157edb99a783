import type { Command } from 'commander';
import * as z from 'zod';
import { countryCode } from '../domain/identifiers.ts';
import type { Add } from './add-command.ts';
import { mergeReports, report } from './commands/report.ts';
import { located } from './located.ts';

/** `exchange report ...`: the report for the Council of Ministers of Justice. */
export function addReport(program: Command, add: Add): void {
  const reports = program
    .command('report')
    .description('the report for the Council of Ministers of Justice: volumes, spans and what is overdue, without case data');
  const own = located(reports.command('own'))
    .description("the own country's figures, signed by its desk: statement, CSV, and a page in three languages")
    .requiredOption('--as <country>', 'country of the magistrate')
    .requiredOption('--from <date>', 'first day, YYYY-MM-DD')
    .requiredOption('--to <date>', 'last day')
    .requiredOption('--out <folder>', 'where the files go');
  add(own, ownOptions, report);
  const merge = reports
    .command('merge')
    .description('verify the signed reports of several countries and put them together; needs no network')
    .requiredOption('--directory <file>', 'file with the signed directory')
    .requiredOption('--out <folder>', 'where the files go')
    .argument('<files...>', 'signed reports');
  add(merge, mergeOptions, mergeReports);
}

const ownOptions = z.object({ as: countryCode, from: z.string(), to: z.string(), out: z.string().min(1) });
const mergeOptions = z
  .object({ directory: z.string(), out: z.string().min(1), args: z.array(z.string()).min(1) })
  .transform(({ args: files, ...rest }) => ({ ...rest, files }));
