import { Duration, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyDocument, PolicyStatement, ServicePrincipal, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { runbookLink } from './runbook-link.ts';

export interface DeadLettersProps {
  readonly queueName: string;
  /** Who is told. @default - the alarm shows in the console alone */
  readonly alarmTopicArn?: string;
  /** Where the runbooks can be read. @default docs/runbooks of this repository */
  readonly runbooksUrl?: string;
}

/** Where events end that no retry could get through, for 14 days, with an alarm as soon as there is one. */
export class DeadLetters extends Construct {
  readonly queueArn: string;

  constructor(scope: Construct, id: string, { queueName, alarmTopicArn, runbooksUrl }: DeadLettersProps) {
    super(scope, id);
    const queue = new CfnQueue(this, 'Queue', {
      queueName,
      sqsManagedSseEnabled: true,
      messageRetentionPeriod: Duration.days(14).toSeconds(),
    });
    this.queueArn = queue.attrArn;
    new CfnQueuePolicy(this, 'Policy', { queues: [queue.ref], policyDocument: this.policy() });
    new CfnAlarm(this, 'Alarm', {
      alarmName: `${queueName}-waiting`,
      alarmDescription: `An event could not be processed: the register may be behind the drop box or the log. ${runbookLink('alarms.md#dead-letters', runbooksUrl)}`,
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: [{ name: 'QueueName', value: queueName }],
      statistic: 'Maximum',
      period: 300,
      evaluationPeriods: 1,
      threshold: 0,
      comparisonOperator: 'GreaterThanThreshold',
      treatMissingData: 'notBreaching',
      ...(alarmTopicArn && { alarmActions: [alarmTopicArn] }),
    });
  }

  private policy(): PolicyDocument {
    const { account, region } = Stack.of(this);
    return new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'FromTheBus',
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [this.queueArn],
          conditions: { ArnLike: { 'aws:SourceArn': `arn:aws:events:${region}:${account}:rule/*` } },
        }),
        new PolicyStatement({
          sid: 'OnlyOverTls',
          effect: Effect.DENY,
          principals: [new StarPrincipal()],
          actions: ['sqs:*'],
          resources: [this.queueArn],
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ],
    });
  }
}
