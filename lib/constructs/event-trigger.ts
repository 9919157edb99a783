import { Duration, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnEventInvokeConfig, CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface EventTriggerProps {
  readonly ruleName: string;
  readonly description: string;
  /** A rule may have both (docs: EventBridge API, PutRule). @default - the rule has a schedule */
  readonly pattern?: Readonly<Record<string, unknown>>;
  /** @default - the rule has a pattern */
  readonly schedule?: string;
  readonly target: IFunction;
  /** What the function could not do in the end goes here, from the bus and from the function alike. @default - it is dropped */
  readonly deadLetterQueueArn?: string;
}

/** A rule of the default bus that starts a function, with retries and a dead-letter queue at both borders. */
export class EventTrigger extends Construct {
  constructor(scope: Construct, id: string, props: EventTriggerProps) {
    super(scope, id);
    const { target, deadLetterQueueArn } = props;
    const rule = new CfnRule(this, 'Rule', {
      name: props.ruleName,
      description: props.description,
      state: 'ENABLED',
      ...(props.pattern && { eventPattern: props.pattern }),
      ...(props.schedule && { scheduleExpression: props.schedule }),
      targets: [
        {
          id: 'function',
          arn: target.functionArn,
          retryPolicy: { maximumRetryAttempts: 24, maximumEventAgeInSeconds: Duration.hours(24).toSeconds() },
          ...(deadLetterQueueArn && { deadLetterConfig: { arn: deadLetterQueueArn } }),
        },
      ],
    });
    new CfnPermission(this, 'May', {
      action: 'lambda:InvokeFunction',
      functionName: target.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
      sourceAccount: Stack.of(this).account,
    });
    new CfnEventInvokeConfig(this, 'Retries', {
      functionName: target.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: Duration.hours(6).toSeconds(),
      ...(deadLetterQueueArn && { destinationConfig: { onFailure: { destination: deadLetterQueueArn } } }),
    });
  }
}
