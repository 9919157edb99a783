import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, Effect, PolicyDocument, PolicyStatement, type Role, ServicePrincipal, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type BucketLock, closed, encryptedWith, lockedFor } from './bucket-settings.ts';
import { administration, forbiddenToAll } from './key-statements.ts';

export interface ArchiveProps {
  readonly bucketName: string;
  readonly keyAlias: string;
  /** The trails that write here, one an account. */
  readonly trails: readonly TrailOfAccount[];
  readonly auditor: Role;
  /** The function that tells the desks and the alarms what the log says. */
  readonly logReader: Role;
  readonly administratorArn: string;
  readonly lock: BucketLock;
}

export interface TrailOfAccount {
  readonly account: string;
  readonly trailArn: string;
}

/** The bucket that holds the CloudTrail log: written by the exchange's trails alone, each below its own account's folder, read by the auditor and by one function, locked, under a key of its own. */
export class Archive extends Construct {
  readonly keyArn: string;
  readonly bucketPolicy: CfnBucketPolicy;

  constructor(scope: Construct, id: string, props: ArchiveProps) {
    super(scope, id);
    const key = new CfnKey(this, 'Key', {
      description: `Log archive ${props.bucketName}`,
      enableKeyRotation: true,
      keyPolicy: new PolicyDocument({ statements: keyStatements(props, Stack.of(this).region) }),
    });
    key.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnAlias(this, 'Alias', { aliasName: props.keyAlias, targetKeyId: key.attrKeyId }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    const bucket = new CfnBucket(this, 'Bucket', {
      bucketName: props.bucketName,
      ...encryptedWith(key.attrArn),
      // the reader of the log hears of every delivery, and so does the alarm of a silent trail
      notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
      ...lockedFor(props.lock),
      ...closed,
    });
    bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.bucketPolicy = new CfnBucketPolicy(this, 'Policy', {
      bucket: props.bucketName,
      policyDocument: new PolicyDocument({ statements: bucketStatements(props) }),
    });
    this.bucketPolicy.addResourceDependency(bucket);
    this.bucketPolicy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.keyArn = key.attrArn;
    grantReading(props, this.keyArn);
  }
}

function keyStatements({ trails, auditor, logReader, administratorArn }: ArchiveProps, region: string): PolicyStatement[] {
  return [
    administration(administratorArn),
    new PolicyStatement({
      sid: 'CloudTrailEncrypts',
      principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
      actions: ['kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: fromOneOf(trails),
    }),
    new PolicyStatement({
      sid: 'AuditorDecrypts',
      principals: [new ArnPrincipal(auditor.roleArn)],
      actions: ['kms:Decrypt'],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'AuditorKeepsResults',
      principals: [new ArnPrincipal(auditor.roleArn)],
      actions: ['kms:GenerateDataKey'],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'LogReaderDecrypts',
      principals: [new ArnPrincipal(logReader.roleArn)],
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
    }),
    forbiddenToAll(),
  ];
}

/** docs: CloudTrail, "Setting bucket policy for multiple accounts" and "Configure AWS KMS key policies for CloudTrail". */
function fromOneOf(trails: ArchiveProps['trails']) {
  return { ArnEquals: { 'aws:SourceArn': trails.map(({ trailArn }) => trailArn) } };
}

const readActions = ['s3:GetObject', 's3:GetObjectVersion'];
const lookActions = ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketLocation'];

function bucketStatements({ bucketName, trails, auditor, logReader, administratorArn }: ArchiveProps): PolicyStatement[] {
  const bucket = `arn:aws:s3:::${bucketName}`;
  const cloudTrail = [new ServicePrincipal('cloudtrail.amazonaws.com')];
  const deny = { effect: Effect.DENY, principals: [new StarPrincipal()] };
  const isAuditor = { ArnEquals: { 'aws:PrincipalArn': auditor.roleArn } };
  const isLogReader = { ArnEquals: { 'aws:PrincipalArn': logReader.roleArn } };
  const isPersonOtherThan = (...arns: readonly string[]) => ({
    ArnNotEquals: { 'aws:PrincipalArn': arns },
    Bool: { 'aws:PrincipalIsAWSService': 'false' },
  });
  return [
    new PolicyStatement({
      sid: 'OnlyOverTls',
      ...deny,
      actions: ['s3:*'],
      resources: [bucket, `${bucket}/*`],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
    new PolicyStatement({
      sid: 'CloudTrailLooks',
      principals: cloudTrail,
      actions: ['s3:GetBucketAcl'],
      resources: [bucket],
      conditions: fromOneOf(trails),
    }),
    ...trails.map(
      ({ account, trailArn }) =>
        new PolicyStatement({
          sid: `CloudTrailWrites${account}`,
          principals: cloudTrail,
          actions: ['s3:PutObject'],
          resources: [`${bucket}/AWSLogs/${account}/*`],
          conditions: { ArnEquals: { 'aws:SourceArn': trailArn } },
        }),
    ),
    new PolicyStatement({
      sid: 'ObjectsAreForTheAuditor',
      ...deny,
      actions: ['s3:*'],
      resources: [`${bucket}/*`],
      conditions: isPersonOtherThan(auditor.roleArn, logReader.roleArn),
    }),
    new PolicyStatement({
      sid: 'LogReaderReadsOnly',
      ...deny,
      notActions: ['s3:GetObject', 's3:ListBucket'],
      resources: [bucket, `${bucket}/*`],
      conditions: isLogReader,
    }),
    new PolicyStatement({ sid: 'AuditorReadsOnly', ...deny, notActions: readActions, resources: [`${bucket}/*`], conditions: isAuditor }),
    new PolicyStatement({
      sid: 'NobodyDeletes',
      ...deny,
      actions: ['s3:DeleteObject*', 's3:PutObjectRetention', 's3:PutObjectLegalHold', 's3:BypassGovernanceRetention'],
      resources: [`${bucket}/*`],
    }),
    new PolicyStatement({
      sid: 'SettingsAreForDeployment',
      ...deny,
      actions: ['s3:*'],
      resources: [bucket],
      conditions: isPersonOtherThan(auditor.roleArn, logReader.roleArn, administratorArn),
    }),
    new PolicyStatement({ sid: 'AuditorLooksOnly', ...deny, notActions: lookActions, resources: [bucket], conditions: isAuditor }),
  ];
}

function grantReading({ auditor, logReader, bucketName }: ArchiveProps, keyArn: string): void {
  const bucket = `arn:aws:s3:::${bucketName}`;
  auditor.addToPolicy(new PolicyStatement({ sid: 'ReadTheLog', actions: readActions, resources: [`${bucket}/AWSLogs/*`] }));
  auditor.addToPolicy(new PolicyStatement({ sid: 'ListTheLog', actions: lookActions, resources: [bucket] }));
  auditor.addToPolicy(new PolicyStatement({ sid: 'DecryptTheLog', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [keyArn] }));
  logReader.addToPolicy(new PolicyStatement({ sid: 'ReadTheLog', actions: ['s3:GetObject'], resources: [`${bucket}/AWSLogs/*`] }));
  logReader.addToPolicy(
    new PolicyStatement({
      sid: 'FindTheLog',
      actions: ['s3:ListBucket'],
      resources: [bucket],
      conditions: { StringLike: { 's3:prefix': 'AWSLogs/*' } },
    }),
  );
  logReader.addToPolicy(new PolicyStatement({ sid: 'DecryptTheLog', actions: ['kms:Decrypt'], resources: [keyArn] }));
}
