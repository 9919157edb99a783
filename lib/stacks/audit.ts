import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { ArnPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ExchangeConfig } from '../config/schema.ts';
import { Archive } from '../constructs/archive.ts';
import { LogQueries } from '../constructs/log-queries.ts';
import { deployRoleArn, type ExchangeNames, exchangeNames } from '../names.ts';
import { tell } from './outputs.ts';

export interface AuditProps extends StackProps {
  readonly config: ExchangeConfig;
}

/** The trail over all drop boxes, the archive that keeps it, and what the auditor questions it with. */
export class Audit extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: AuditProps) {
    super(scope, id, props);
    const names = exchangeNames(config);
    const auditor = this.auditor(names);
    const trailArn = `arn:aws:cloudtrail:${this.region}:${this.account}:trail/${names.trail}`;
    const archive = new Archive(this, 'Archive', {
      bucketName: names.archiveBucket,
      keyAlias: `alias/${names.prefix}/archive`,
      trailArn,
      auditor,
      administratorArn: deployRoleArn(config.audit),
      lock: { mode: config.exchange.stage === 'production' ? 'COMPLIANCE' : 'GOVERNANCE', days: config.retention.auditLogDays },
    });
    const trail = new CfnTrail(this, 'Trail', {
      trailName: names.trail,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: names.archiveBucket,
      kmsKeyId: archive.keyArn,
      advancedEventSelectors: eventSelectors(names),
    });
    trail.addResourceDependency(archive.bucketPolicy);
    trail.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new LogQueries(this, 'Queries', {
      name: `${names.prefix}-audit`,
      database: names.glueDatabase,
      archiveBucket: names.archiveBucket,
      resultsBucket: names.athenaResultsBucket,
      keyArn: archive.keyArn,
      auditor,
    });
    tell(this, { TrailArn: trailArn, ArchiveBucketName: names.archiveBucket, AuditorRoleArn: auditor.roleArn });
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

/** By prefix, not one value a country: a trail takes 500 values in all, and a new country must not change this stack. */
function eventSelectors(names: ExchangeNames): CfnTrail.AdvancedEventSelectorProperty[] {
  const objects = { field: 'resources.type', equalTo: ['AWS::S3::Object'] };
  return [
    { name: 'Management', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
    {
      name: 'Documents',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        objects,
        { field: 'resources.ARN', startsWith: [names.dropBoxArnPrefix] },
      ],
    },
    {
      // reads only: CloudTrail's own deliveries would otherwise beget new ones
      name: 'ReadsOfTheLog',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        objects,
        { field: 'readOnly', equalTo: ['true'] },
        { field: 'resources.ARN', startsWith: [`arn:aws:s3:::${names.archiveBucket}/`] },
      ],
    },
  ];
}
