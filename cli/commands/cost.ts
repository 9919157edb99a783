import { estimate, priceList, type Volume } from '../../operations/cost/estimate.ts';
import prices from '../../operations/cost/prices.json' with { type: 'json' };
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readConfig } from '../read-config.ts';
import type { Run } from './run.ts';

export interface CostOptions {
  readonly config: string;
  /** Of the whole exchange, spread evenly over its countries. */
  readonly dispatchesPerYear: number;
  readonly documents: number;
  readonly megabytes: number;
  readonly readings: number;
  readonly magistrates: number;
  readonly years: number;
}

/** Estimates what the exchange costs, per country and month, from the configuration and the volume that is expected. */
export async function cost(run: Run, options: CostOptions): Promise<ExitCode> {
  const config = readConfig(run, options.config);
  const list = priceList.parse(prices);
  const share = options.dispatchesPerYear / config.countries.length;
  const countries = config.countries.map(({ code, duty, copy }) => {
    const volume: Volume = {
      dispatchesReceived: share,
      dispatchesSent: share,
      documentsPerDispatch: options.documents,
      megabytesPerDocument: options.megabytes,
      readingsPerDocument: options.readings,
      dutyMailboxes: duty.mailboxes.length,
      magistrates: options.magistrates,
      yearsKept: options.years,
      isCopied: copy !== undefined,
    };
    const lines = estimate(volume, list);
    return { country: code, usdPerMonth: rounded(lines.reduce((sum, line) => sum + line.usdPerMonth, 0)), lines };
  });
  const total = rounded(countries.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0));
  const unverified = Object.entries(list.prices).flatMap(([name, { verified }]) => (verified ? [] : [name]));
  const [first] = countries;
  run.output.result({ asOf: list.asOf, currency: list.currency, usdPerMonth: total, countries, unverified, remark: list.remark }, [
    `${options.dispatchesPerYear} dispatches a year among ${countries.length} countries, each ${options.documents} × ${options.megabytes} MB, read ${options.readings} times; ${options.years} years kept.`,
    ...countries.map(({ country, usdPerMonth }) => `  ${country}  ${usdPerMonth.toFixed(2).padStart(10)} USD a month`),
    `  all ${total.toFixed(2).padStart(10)} USD a month, and the log archive, the portal and Athena on top`,
    '',
    `By service, for ${first?.country}:`,
    ...(first?.lines ?? []).map(
      ({ service, usdPerMonth, verified }) =>
        `  ${service.padEnd(18)} ${usdPerMonth.toFixed(2).padStart(10)}${verified ? '' : '  (a price not verified)'}`,
    ),
    '',
    `Prices as of ${list.asOf}. ${list.remark}`,
    `Not verified: ${unverified.join(', ')}.`,
  ]);
  return exitCodes.done;
}

function rounded(usd: number): number {
  return Math.round(usd * 100) / 100;
}
