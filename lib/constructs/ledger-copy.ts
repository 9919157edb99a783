import { Duration } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { CopyLedgerEnvironment } from '../../lambda/copy-ledger/env.ts';
import type { CountryNames } from '../names.ts';
import { DeskFunction } from './desk-function.ts';
import { EventTrigger } from './event-trigger.ts';

export interface LedgerCopyProps {
  readonly names: CountryNames;
  readonly country: string;
  readonly copyRegion: string;
  readonly logRetentionDays: number;
  readonly deadLetterQueueArn: string;
}

/** The function that copies new lines of the ledger to another Region, every minute. S3 copies objects by itself; a table's items it does not. */
export class LedgerCopy extends Construct {
  constructor(scope: Construct, id: string, { names, country, copyRegion, logRetentionDays, deadLetterQueueArn }: LedgerCopyProps) {
    super(scope, id);
    const environment: CopyLedgerEnvironment = {
      COUNTRY: country,
      LEDGER_TABLE: names.ledgerTable,
      COPY_BUCKET: names.copyBucket,
      COPY_REGION: copyRegion,
    };
    const { function: target } = new DeskFunction(this, 'copy-ledger', {
      handler: 'copy-ledger',
      functionName: names.function('copy-ledger'),
      description: `copy ledger for ${names.prefix}`,
      role: Role.fromRoleArn(this, 'copy-ledger-role', names.roleArn('copy-ledger'), { mutable: false }),
      environment,
      logGroupName: names.logGroup('copy-ledger'),
      logRetentionDays,
      timeout: Duration.seconds(50),
    });
    new EventTrigger(this, 'EveryMinute', {
      ruleName: `${names.prefix}-ledger-copy`,
      description: 'Copies what the ledger gained to another Region',
      schedule: 'rate(1 minute)',
      target,
      deadLetterQueueArn,
    });
  }
}
