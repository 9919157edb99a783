import { Stack, type StackProps } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ExchangeConfig } from '../config/schema.ts';
import { accountTrail } from '../constructs/account-trail.ts';
import { Alarms } from '../constructs/alarms.ts';
import { Archive } from '../constructs/archive.ts';
import { lockOf } from '../constructs/bucket-settings.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { LogQueries } from '../constructs/log-queries.ts';
import { LogReader, logReaderRole } from '../constructs/log-reader.ts';
import { watchTrail } from '../constructs/trail-watch.ts';
import { deployRoleArn, type ExchangeNames, exchangeNames, trailAccounts } from '../names.ts';
import { tell } from './outputs.ts';

export interface AuditProps extends StackProps {
  readonly config: ExchangeConfig;
}

/** The archive that keeps the log of every account, the trail of its own account, and what the auditor questions it with. */
export class Audit extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: AuditProps) {
    super(scope, id, props);
    const names = exchangeNames(config);
    const auditor = this.auditor(names);
    const accounts = trailAccounts(config);
    const topicArn = `arn:aws:sns:${this.region}:${this.account}:${names.alarmTopic}`;
    const { queueArn: deadLetterQueueArn } = new DeadLetters(this, 'DeadLetters', {
      queueName: names.auditDeadLetterQueue,
      alarmTopicArn: topicArn,
      runbooksUrl: config.exchange.runbooksUrl,
    });
    const logReader = logReaderRole(this, names, { busArns: busArnsOf(config), deadLetterQueueArn });
    const archive = new Archive(this, 'Archive', {
      bucketName: names.archiveBucket,
      keyAlias: names.archiveKeyAlias,
      trails: accounts.map((account) => ({ account, trailArn: names.trailArn(account) })),
      auditor,
      logReader,
      administratorArn: deployRoleArn(config.audit),
      lock: lockOf(config, config.retention.auditLogDays),
    });
    const trail = accountTrail(this, names, archive.keyArn);
    trail.addResourceDependency(archive.bucketPolicy);
    new LogQueries(this, 'Queries', {
      name: `${names.prefix}-audit`,
      database: names.glueDatabase,
      archiveBucket: names.archiveBucket,
      resultsBucket: names.athenaResultsBucket,
      keyArn: archive.keyArn,
      accounts,
      auditor,
    });
    new LogReader(this, 'ReadLog', { names, role: logReader, logRetentionDays: config.retention.functionLogDays, deadLetterQueueArn });
    new Alarms(this, 'Alarms', {
      prefix: names.prefix,
      topicArn,
      administratorArn: deployRoleArn(config.audit),
      mailboxes: config.audit.alarmMailboxes,
      logEventSource: names.logEventSource,
      deadLetterQueueArn,
    });
    watchTrail(this, { names, topicArn, runbooksUrl: config.exchange.runbooksUrl });
    tell(this, { TrailArn: names.trailArn(this.account), ArchiveBucketName: names.archiveBucket, AuditorRoleArn: auditor.roleArn });
  }

  private auditor(names: ExchangeNames): Role {
    const role = new Role(this, 'Auditor', {
      roleName: names.auditorRole,
      description: 'Queries and reads the CloudTrail log, and nothing else',
      assumedBy: new ArnPrincipal(`arn:aws:iam::${this.account}:root`).withConditions({
        StringEquals: { 'aws:PrincipalTag/liaison-exchange-auditor': 'true' },
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        sid: 'KnowTheTrail',
        actions: [
          'cloudtrail:DescribeTrails',
          'cloudtrail:GetTrail',
          'cloudtrail:GetTrailStatus',
          'cloudtrail:GetEventSelectors',
          'cloudtrail:ListPublicKeys',
          'cloudtrail:ListTrails',
          'cloudtrail:LookupEvents',
        ],
        // DescribeTrails, ListPublicKeys, ListTrails and LookupEvents know no resource (docs: actions of CloudTrail)
        resources: ['*'],
      }),
    );
    return role;
  }
}

/** The default buses of the audit and of every country, each once. */
function busArnsOf({ audit, countries }: ExchangeConfig): readonly string[] {
  const arns = [audit, ...countries].map(({ account, region }) => `arn:aws:events:${region}:${account}:event-bus/default`);
  return [...new Set(arns)].sort();
}
