import type { Construct } from 'constructs';
import type { ExchangeConfig } from '../config/schema.ts';
import { countryNames, exchangeNames } from '../names.ts';
import { Watch } from './watch.ts';

/**
 * The dashboard of the exchange: the directory's own alarm, and of every country what arrived and what is overdue. Metrics of other accounts
 * show where the countries share them with the directory's account (docs: CloudWatch cross-account observability); no right is taken here.
 */
export function watchExchange(scope: Construct, config: ExchangeConfig): void {
  const { prefix } = exchangeNames(config);
  const watch = new Watch(scope, 'Watch', { prefix: `${prefix}-exchange`, runbooksUrl: config.exchange.runbooksUrl });
  const unreached = '{ ($.event = "DirectoryNotDelivered") || ($.event = "EntryMissing") }';
  watch.alarm('desk-not-reached', {
    metric: watch.count('exchange.directory.desk.unreached', { logGroupName: `/${prefix}/directory/publish`, pattern: unreached }),
    means: 'A desk did not answer the directory, or did not take it in.',
    runbook: 'alarms.md#desk-not-reached',
    periodSeconds: 3600,
  });
  for (const country of config.countries) {
    const { prefix: own } = countryNames(config, country);
    const place = { account: country.account, region: country.region };
    for (const name of ['exchange.arrival.verified', 'exchange.receipt.overdue'])
      watch.show(`${country.code} ${name}`, { namespace: `LiaisonExchange/${own}`, name, statistic: 'Sum', place });
  }
}
