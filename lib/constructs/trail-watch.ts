import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { ExchangeNames } from '../names.ts';
import { Watch, type WatchProps } from './watch.ts';

export interface TrailWatchProps extends Omit<WatchProps, 'prefix'> {
  readonly names: ExchangeNames;
}

/**
 * Notices that the log has fallen silent: a rule without a target counts what arrives in the archive (docs: Amazon EventBridge, "Monitoring",
 * MatchedEvents), and an hour without any delivery is an alarm. CloudTrail delivers about every five minutes while anything is called.
 */
export function watchTrail(scope: Construct, { names, ...props }: TrailWatchProps): void {
  const watch = new Watch(scope, 'Watch', { ...props, prefix: `${names.prefix}-audit` });
  const ruleName = `${names.prefix}-log-delivered`;
  new CfnRule(scope, 'LogDelivered', {
    name: ruleName,
    description: 'Counts deliveries of the log, for the alarm of a silent trail',
    eventPattern: { source: ['aws.s3'], 'detail-type': ['Object Created'], detail: { bucket: { name: [names.archiveBucket] } } },
  });
  watch.alarm('trail-silence', {
    metric: { namespace: 'AWS/Events', name: 'MatchedEvents', dimensions: { RuleName: ruleName }, statistic: 'Sum' },
    means: 'For an hour nothing of the log arrived in the archive.',
    runbook: 'alarms.md#trail-silence',
    threshold: 1,
    when: 'below',
    periodSeconds: 3600,
  });
}
