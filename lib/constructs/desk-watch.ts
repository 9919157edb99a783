import type { Construct } from 'constructs';
import type { CopyConfig } from '../config/copy.ts';
import type { CountryNames } from '../names.ts';
import { replicationRule } from './drop-box.ts';
import { type Budget, Watch, type WatchProps } from './watch.ts';

export interface DeskWatchProps extends Omit<WatchProps, 'prefix'> {
  readonly names: CountryNames;
  /** Id of the desk's HTTP API. */
  readonly apiId: string;
  /** Watches the copy in another Region. @default - there is none */
  readonly copy?: Pick<CopyConfig, 'phase'>;
  /** @default - nobody is told what it costs */
  readonly budget?: Budget;
}

/** What can go wrong at a country's desk and must be seen: each alarm, and the dashboard of the country. */
export function watchDesk(scope: Construct, { names, apiId, budget, copy, ...props }: DeskWatchProps): void {
  const watch = new Watch(scope, 'Watch', { ...props, prefix: names.prefix });
  const lines = (name: Parameters<CountryNames['logGroup']>[0], pattern: string, value?: string) => ({
    logGroupName: names.logGroup(name),
    pattern,
    ...(value && { value }),
  });
  // its alarm stands with the queue
  watch.show('dead letters', {
    namespace: 'AWS/SQS',
    name: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: names.deadLetterQueue },
    statistic: 'Maximum',
  });
  const unverified = '{ ($.event = "ArrivalDiffers") || ($.event = "ArrivalUnknown") }';
  watch.alarm('unverified-arrivals', {
    // what no event told of is found by looking into the box, and is as grave
    metric: watch.count('exchange.arrival.unverified', lines('verify-arrival', unverified), lines('reconcile-box', unverified)),
    means: 'Something arrived in the drop box that no signed manifest describes.',
    runbook: 'alarms.md#unverified-arrivals',
  });
  watch.alarm('receipts-overdue', {
    metric: watch.count('exchange.receipt.overdue', lines('keep-deadlines', '{ ($.event = "DeadlinesKept") && ($.miss > 0) }', '$.miss')),
    means: 'A dispatch was not opened in the time that its urgency allows.',
    runbook: 'alarms.md#receipts-overdue',
    periodSeconds: 3600,
  });
  watch.alarm('deadlines-failing', {
    metric: watch.count('exchange.deadline.failed', lines('keep-deadlines', '{ $.event = "TurnFailed" }')),
    means: 'A reminder, an escalation or a receipt of a missed deadline could not be made.',
    runbook: 'alarms.md#receipts-overdue',
  });
  watch.alarm('key-acts', {
    metric: watch.count('exchange.key.acts', lines('record-key-act', '{ $.event = "KeyActRecorded" }')),
    means: 'A key of the country was switched, or its material or policy changed, or somebody was refused it.',
    runbook: 'alarms.md#key-acts',
  });
  watch.alarm('mail-bounces', {
    metric: { namespace: 'AWS/SES', name: 'Bounce', statistic: 'Sum' },
    means: 'SES of this Region got a mail back: a duty mailbox may not exist.',
    runbook: 'alarms.md#mail-bounces',
    periodSeconds: 3600,
  });
  watch.alarm('desk-faults', {
    metric: { namespace: 'AWS/ApiGateway', name: '5xx', dimensions: { ApiId: apiId }, statistic: 'Sum' },
    means: 'The desk answered with a fault of its own more than five times in five minutes.',
    runbook: 'alarms.md#desk-faults',
    threshold: 5,
  });
  watch.show('requests', { namespace: 'AWS/ApiGateway', name: 'Count', dimensions: { ApiId: apiId }, statistic: 'Sum' });
  watch.show('arrivals', watch.count('exchange.arrival.verified', lines('verify-arrival', '{ $.event = "Arrived" }')));
  watch.show('readings', watch.count('exchange.document.read', lines('record-access', '{ $.event = "AccessRecorded" }')));
  if (copy) watchCopy(watch, names, copy);
  if (budget) watch.budget(budget);
}

/** S3 tells of a failed replica in the source's Region, by name of the rule (docs: "Using S3 Replication metrics"); it never tries one again. */
function watchCopy(watch: Watch, names: CountryNames, { phase }: Pick<CopyConfig, 'phase'>): void {
  const lines = (pattern: string, value?: string) => ({
    logGroupName: names.logGroup('copy-ledger'),
    pattern,
    ...(value && { value }),
  });
  watch.alarm('ledger-copy', {
    metric: watch.count('exchange.ledger.copy.runs', lines('{ $.event = "LedgerCopied" }')),
    means: 'The ledger was not copied to the other Region for a quarter of an hour.',
    runbook: 'alarms.md#copy-behind',
    threshold: 1,
    when: 'below',
    periodSeconds: 900,
  });
  watch.show('lines copied', watch.count('exchange.ledger.copied', lines('{ $.event = "LedgerCopied" }', '$.copied')));
  if (phase !== 'replicate') return;
  watch.alarm('replication', {
    metric: {
      namespace: 'AWS/S3',
      name: 'OperationsFailedReplication',
      dimensions: { SourceBucket: names.dropBox, DestinationBucket: names.copyBucket, RuleId: replicationRule },
      statistic: 'Sum',
    },
    means: 'S3 could not copy a document to the other Region, and does not try again by itself.',
    runbook: 'alarms.md#copy-behind',
  });
}
