import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyDocument, PolicyStatement, ServicePrincipal, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type GuardedCalls, guardedCalls } from '../../domain/guarded-calls.ts';
import { administration, forbiddenToAll } from './key-statements.ts';

export interface AlarmsProps {
  /** First part of the names. */
  readonly prefix: string;
  readonly topicArn: string;
  readonly administratorArn: string;
  /** Who is told. Each must confirm once, by the link in the mail that SNS sends. */
  readonly mailboxes: readonly string[];
  /** Source of the events in which the exchange's own function tells what it found in the log. */
  readonly logEventSource: string;
  readonly deadLetterQueueArn: string;
}

/** Tells people of every grave call, as soon as CloudTrail passes it on, and once more when it stands in the log. Names no person and no case. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const key = new CfnKey(this, 'Key', {
      description: `Alarms of ${props.prefix}`,
      enableKeyRotation: true,
      keyPolicy: new PolicyDocument({ statements: this.keyStatements(props) }),
    });
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnAlias(this, 'Alias', { aliasName: `alias/${props.prefix}/alarms`, targetKeyId: key.attrKeyId }).applyRemovalPolicy(
      RemovalPolicy.RETAIN,
    );
    const topic = new CfnTopic(this, 'Topic', { topicName: props.topicArn.split(':').at(-1), kmsMasterKeyId: key.attrArn });
    new CfnTopicPolicy(this, 'Policy', { topics: [topic.ref], policyDocument: this.topicPolicy(props) });
    props.mailboxes.forEach((endpoint, index) => {
      new CfnSubscription(this, `Mailbox${index + 1}`, { topicArn: topic.ref, protocol: 'email', endpoint });
    });
    for (const calls of guardedCalls) this.watch(calls, topic.ref, props);
  }

  private watch(calls: GuardedCalls, topicArn: string, { prefix, logEventSource, deadLetterQueueArn }: AlarmsProps): void {
    new CfnRule(this, calls.id, {
      name: `${prefix}-${calls.id}`,
      description: calls.words.en,
      state: 'ENABLED',
      eventPattern: patternOf(calls, logEventSource),
      targets: [
        {
          id: 'topic',
          arn: topicArn,
          inputTransformer: {
            inputPathsMap: { call: '$.detail.eventName', time: '$.detail.eventTime', region: '$.detail.awsRegion', id: '$.detail.eventID' },
            inputTemplate: templateOf(calls, prefix),
          },
          retryPolicy: { maximumRetryAttempts: 24, maximumEventAgeInSeconds: 24 * 3600 },
          deadLetterConfig: { arn: deadLetterQueueArn },
        },
      ],
    });
  }

  /** EventBridge's requests carry no source account or ARN (docs: SNS, "Key management"), but the topic that they encrypt for. */
  private keyStatements({ administratorArn, topicArn }: AlarmsProps): PolicyStatement[] {
    return [
      administration(administratorArn),
      new PolicyStatement({
        sid: 'EventsEncrypt',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: ['*'],
        conditions: { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topicArn } },
      }),
      new PolicyStatement({
        sid: 'AlarmsEncrypt',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: ['*'],
        conditions: fromAlarmsHere(this),
      }),
      forbiddenToAll(),
    ];
  }

  private topicPolicy({ topicArn }: AlarmsProps): PolicyDocument {
    return new PolicyDocument({
      statements: [
        new PolicyStatement({
          // without a condition: one that EventBridge does not fulfil would silence every alarm; a false alarm is the lesser evil
          sid: 'EventsTell',
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sns:Publish'],
          resources: [topicArn],
        }),
        new PolicyStatement({
          sid: 'AlarmsTell',
          principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
          actions: ['sns:Publish'],
          resources: [topicArn],
          conditions: fromAlarmsHere(this),
        }),
        new PolicyStatement({
          sid: 'OnlyOverTls',
          effect: Effect.DENY,
          principals: [new StarPrincipal()],
          actions: ['sns:Publish'],
          resources: [topicArn],
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ],
    });
  }
}

/** CloudWatch, unlike EventBridge, says for which alarm it calls. */
function fromAlarmsHere(scope: Construct) {
  const { region, account } = Stack.of(scope);
  return {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${region}:${account}:alarm:*` },
  };
}

function patternOf({ eventSource, names, prefixes, byPeopleOnly, roleEnding }: GuardedCalls, logEventSource: string) {
  return {
    source: [`aws.${eventSource.split('.')[0]}`, logEventSource],
    'detail-type': ['AWS API Call via CloudTrail', 'Record In The Log'],
    detail: {
      eventSource: [eventSource],
      eventName: [...names, ...prefixes.map((prefix) => ({ prefix }))],
      ...(byPeopleOnly && { userIdentity: { type: [{ 'anything-but': ['AWSService'] }] } }),
      ...(roleEnding && { requestParameters: { roleArn: [{ suffix: roleEnding }] } }),
    },
  };
}

/** Lines of text for SNS (docs: EventBridge, "Input transformation": each line a quoted text). */
function templateOf({ words }: GuardedCalls, prefix: string): string {
  return [
    `${words.ar} — ${prefix}`,
    `${words.fr} — ${prefix}`,
    `${words.en} — ${prefix}`,
    'CloudTrail: <call>, <time>, <region>, <id>',
    'لم يوافق عليه شخصان؟ أوقفوا واستدعوا المدقق. · Non approuvé par deux personnes ? Arrêtez tout et appelez l’auditeur. · Not approved by two people? Stop, and call the auditor.',
  ]
    .map((line) => `"${line}"`)
    .join('\n');
}
