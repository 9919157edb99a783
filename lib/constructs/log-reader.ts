import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ReadLogEnvironment } from '../../lambda/read-log/env.ts';
import type { ExchangeNames } from '../names.ts';
import { DeskFunction } from './desk-function.ts';
import { EventTrigger } from './event-trigger.ts';

/** Detail type of what the reader of the log tells. */
const told = 'Record In The Log';

export interface LogReaderReach {
  /** Of the audit's own account and Region, and of every country's. */
  readonly busArns: readonly string[];
  readonly deadLetterQueueArn: string;
}

/** The role under which the log is read for the desks and the alarms: it puts events of one source and kind, and keeps its own log. */
export function logReaderRole(scope: Construct, names: ExchangeNames, { busArns, deadLetterQueueArn }: LogReaderReach): Role {
  const { account, region } = Stack.of(scope);
  const role = new Role(scope, 'LogReader', {
    roleName: names.logReaderRole,
    description: 'Reads the log and tells the desks and the alarms; nothing else',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  const grants: readonly (readonly [string, string[], string[]])[] = [
    ['Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], [`arn:aws:logs:${region}:${account}:log-group:${logGroupOf(names)}:*`]],
    ['DeadLetters', ['sqs:SendMessage'], [deadLetterQueueArn]],
  ];
  for (const [sid, actions, resources] of grants) role.addToPolicy(new PolicyStatement({ sid, actions, resources }));
  role.addToPolicy(
    new PolicyStatement({
      sid: 'TellTheDesks',
      actions: ['events:PutEvents'],
      // a bus of another account admits this role by name
      resources: [...busArns],
      conditions: { StringEquals: { 'events:source': names.logEventSource, 'events:detail-type': told } },
    }),
  );
  return role;
}

export interface LogReaderProps {
  readonly names: ExchangeNames;
  readonly role: Role;
  readonly logRetentionDays: number;
  readonly deadLetterQueueArn: string;
}

/** The function that reads each new log file as S3 tells of it, and once an hour those whose event was lost. */
export class LogReader extends Construct {
  constructor(scope: Construct, id: string, { names, role, logRetentionDays, deadLetterQueueArn }: LogReaderProps) {
    super(scope, id);
    const environment: ReadLogEnvironment = {
      ARCHIVE_BUCKET: names.archiveBucket,
      DROP_BOX_PREFIX: names.dropBoxArnPrefix.replace('arn:aws:s3:::', ''),
      EVENT_SOURCE: names.logEventSource,
    };
    const { function: target } = new DeskFunction(this, 'read-log', {
      handler: 'read-log',
      functionName: names.logReaderRole,
      description: 'Reads the log and tells the desks and the alarms',
      role: Role.fromRoleArn(this, 'role', role.roleArn, { mutable: false }),
      environment: { ...environment },
      logGroupName: logGroupOf(names),
      logRetentionDays,
      timeout: Duration.minutes(5),
    });
    const account = [Stack.of(this).account];
    new EventTrigger(this, 'OnLogFile', {
      ruleName: `${names.prefix}-log-file`,
      description: 'CloudTrail delivered a log file; and once an hour, for those of which nobody told',
      pattern: { source: ['aws.s3'], account, 'detail-type': ['Object Created'], detail: { bucket: { name: [names.archiveBucket] } } },
      schedule: 'rate(1 hour)',
      target,
      deadLetterQueueArn,
    });
  }
}

function logGroupOf({ prefix }: ExchangeNames): string {
  return `/${prefix}/audit/read-log`;
}
