import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { CopyConfig } from '../config/copy.ts';
import type { CountryConfig, ExchangeConfig } from '../config/schema.ts';
import { lockOf } from '../constructs/bucket-settings.ts';
import { CopyBucket } from '../constructs/copy-bucket.ts';
import { CopyKey } from '../constructs/copy-key.ts';
import { copyListActions, copyReadActions } from '../constructs/copy-policy.ts';
import { type CountryNames, countryNames, deployRoleArn } from '../names.ts';
import { tell } from './outputs.ts';

export interface CopyProps extends StackProps {
  readonly config: ExchangeConfig;
  readonly country: CountryConfig;
  readonly copy: CopyConfig;
}

/**
 * A country's copy in another Region: a bucket, its key, and after a loss the role that reads it. It stands by itself, so that it can be changed
 * when the Region of the vault cannot. The roles that fill it are in the vault, as all others are.
 */
export class Copy extends Stack {
  constructor(scope: Construct, id: string, { config, country, copy, ...props }: CopyProps) {
    super(scope, id, props);
    const names = countryNames(config, country);
    const administratorArn = deployRoleArn({ account: country.account, region: copy.region });
    const people = { replicatorArn: names.roleArn('replicator'), copierArn: names.roleArn('copy-ledger') };
    const reading = copy.reading && { reader: this.reader(names, country, copy.reading), objects: objectsRead(names, copy.reading) };
    const { keyArn } = new CopyKey(this, 'CopyKey', {
      names,
      administratorArn,
      custodianArn: names.roleArn('custodian'),
      ...people,
      ...(country.documentsKeyOrigin === 'imported' && { origin: 'imported' }),
      ...(reading && { reading }),
    });
    new CopyBucket(this, 'Copy', {
      names,
      keyArn,
      administratorArn,
      ...people,
      ...(reading && { readerArn: reading.reader.roleArn }),
      lock: lockOf(config, country.documentDays ?? config.retention.documentDays),
    });
    // not `Country`: what belongs to a country is told by its vault and desk
    tell(this, {
      CopyOf: country.code,
      CopyBucketName: names.copyBucket,
      CopyKeyArn: keyArn,
      ...(reading && { CopyReaderRoleArn: reading.reader.roleArn }),
    });
  }

  /** A person of the country, marked as such, with a second factor; only while the configuration says so. */
  private reader(names: CountryNames, { code, account }: CountryConfig, reading: NonNullable<CopyConfig['reading']>): Role {
    const role = new Role(this, 'CopyReader', {
      roleName: names.role('copy-reader'),
      description: reading === 'ledger' ? 'Reads the copied ledger and lists the copy' : 'Reads the copy after a loss',
      assumedBy: new ArnPrincipal(`arn:aws:iam::${account}:root`).withConditions({
        StringEquals: { 'aws:PrincipalTag/liaison-exchange-copy-reader-of': code },
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      }),
      maxSessionDuration: Duration.hours(1),
    });
    const grants: readonly (readonly [string, readonly string[], string])[] = [
      ['Read', copyReadActions, objectsRead(names, reading)],
      ['WhatLiesThere', copyListActions, names.copyBucketArn],
    ];
    for (const [sid, actions, resource] of grants)
      role.addToPolicy(new PolicyStatement({ sid, actions: [...actions], resources: [resource] }));
    return role;
  }
}

function objectsRead({ copyBucketArn }: CountryNames, reading: NonNullable<CopyConfig['reading']>): string {
  return `${copyBucketArn}/${reading === 'ledger' ? 'ledger/*' : '*'}`;
}
