import type { Construct } from 'constructs';
import type { CountryNames } from '../names.ts';
import { type Budget, Watch, type WatchProps } from './watch.ts';

export interface DeskWatchProps extends Omit<WatchProps, 'prefix'> {
  readonly names: CountryNames;
  /** Id of the desk's HTTP API. */
  readonly apiId: string;
  /** @default - nobody is told what it costs */
  readonly budget?: Budget;
}

/** What can go wrong at a country's desk and must be seen: each alarm, and the dashboard of the country. */
export function watchDesk(scope: Construct, { names, apiId, budget, ...props }: DeskWatchProps): void {
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
  watch.alarm('unverified-arrivals', {
    metric: watch.count(
      'exchange.arrival.unverified',
      lines('verify-arrival', '{ ($.event = "ArrivalDiffers") || ($.event = "ArrivalUnknown") }'),
    ),
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
  if (budget) watch.budget(budget);
}
