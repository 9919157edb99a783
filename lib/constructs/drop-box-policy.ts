import { Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import type { DropBoxProps } from './drop-box.ts';

/** What a deposit consists of; everything else on objects is closed to the depositor. */
export const depositActions = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'] as const;

/** A read names its version: without a version id the action would be s3:GetObject, which nobody has. */
export const readActions = ['s3:GetObjectVersion'] as const;

/** Keys, sizes and version ids; neither content nor names of documents. */
export const listActions = ['s3:ListBucketVersions'] as const;

/** What S3 reads under the role of a replication, on its way to the copy (docs: "Setting up permissions for live replication", "Using Object Lock with S3 Replication"). */
export const replicatedActions = [
  's3:GetObjectVersionForReplication',
  's3:GetObjectVersionAcl',
  's3:GetObjectVersionTagging',
  's3:GetObjectRetention',
  's3:GetObjectLegalHold',
] as const;

/** What it must know of the bucket. */
export const replicationActions = ['s3:GetReplicationConfiguration', 's3:ListBucket'] as const;

/** Bucket settings that CloudFormation keeps as the template says. The reading ones serve drift detection. */
export const configurationActions = [
  's3:CreateBucket',
  's3:PutBucketPolicy',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
  's3:PutBucketObjectLockConfiguration',
  's3:PutBucketPublicAccessBlock',
  's3:PutBucketOwnershipControls',
  's3:PutBucketNotification',
  's3:PutLifecycleConfiguration',
  's3:PutBucketCORS',
  's3:PutBucketTagging',
  's3:Get*Configuration',
  's3:GetBucket*',
] as const;

/**
 * The drop box's policy holds denials only: rights come from the two roles' own policies, and whoever is neither is denied every object
 * action there is or will be, local administrators included. Condition keys: docs, "Actions, resources, and condition keys for Amazon S3".
 */
export function dropBoxStatements(props: DropBoxProps): readonly PolicyStatement[] {
  const { depositor, reader, reconciler, administratorArn, limits, names, keyArn, copy } = props;
  const replicators = copy ? [copy.replicator.roleArn] : [];
  const objects = `${names.dropBoxArn}/*`;
  const both = [names.dropBoxArn, objects];
  const isNot = (...arns: readonly string[]) => ({ ArnNotEquals: { 'aws:PrincipalArn': arns } });
  const is = (arn: string) => ({ 'aws:PrincipalArn': arn });
  return [
    deny('OnlyOverTls', { actions: ['s3:*'], resources: both, conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
    deny('ObjectsAreForTwoRoles', {
      actions: ['s3:*'],
      resources: [objects],
      conditions: isNot(depositor.roleArn, reader.roleArn, ...replicators),
    }),
    deny('DepositorDepositsOnly', { notActions: depositActions, resources: [objects], conditions: { ArnEquals: is(depositor.roleArn) } }),
    deny('ReaderReadsOnly', { notActions: readActions, resources: [objects], conditions: { ArnEquals: is(reader.roleArn) } }),
    deny('SettingsAreForDeployment', {
      actions: ['s3:*'],
      resources: [names.dropBoxArn],
      conditions: isNot(administratorArn, reconciler.roleArn, ...replicators),
    }),
    deny('ReconcilerListsOnly', {
      notActions: listActions,
      resources: [names.dropBoxArn],
      conditions: { ArnEquals: is(reconciler.roleArn) },
    }),
    deny('DeploymentSetsOnly', {
      notActions: [...configurationActions, ...replicators.map(() => 's3:PutReplicationConfiguration')],
      resources: [names.dropBoxArn],
      conditions: { ArnEquals: is(administratorArn) },
    }),
    ...replicators.flatMap((arn) => [
      deny('ReplicatorCopiesOnly', { notActions: replicatedActions, resources: [objects], conditions: { ArnEquals: is(arn) } }),
      deny('ReplicatorKnowsOnly', { notActions: replicationActions, resources: [names.dropBoxArn], conditions: { ArnEquals: is(arn) } }),
    ]),
    deny('OnlyTls12OrLater', { actions: ['s3:*'], resources: both, conditions: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }),
    deny('OnlySignatureVersion4', {
      actions: ['s3:*'],
      resources: [objects],
      // S3 itself, under the role that only S3 takes on, signs nothing: the key would be absent, and absent is another
      conditions: { StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' }, ...(copy && isNot(...replicators)) },
    }),
    deny('NoUploadSignedTooLongAgo', {
      actions: ['s3:PutObject'],
      resources: [objects],
      conditions: { NumericGreaterThan: { 's3:signatureAge': String(limits.uploadLinkSeconds * 1000) } },
    }),
    deny('NoReadSignedTooLongAgo', {
      actions: readActions,
      resources: [objects],
      conditions: { NumericGreaterThan: { 's3:signatureAge': String(limits.downloadLinkSeconds * 1000) } },
    }),
    deny('ReadsByLinkAlone', {
      actions: readActions,
      resources: [objects],
      conditions: { StringNotEquals: { 's3:authType': 'REST-QUERY-STRING' } },
    }),
    deny('NothingIsCopiedIn', {
      actions: ['s3:PutObject'],
      resources: [objects],
      conditions: { Null: { 's3:x-amz-copy-source': 'false' } },
    }),
    deny('OnlyTheCountrysKey', {
      actions: ['s3:PutObject'],
      resources: [objects],
      conditions: namesAnother('s3:x-amz-server-side-encryption-aws-kms-key-id', keyArn),
    }),
    deny('OnlyKmsEncryption', {
      actions: ['s3:PutObject'],
      resources: [objects],
      conditions: namesAnother('s3:x-amz-server-side-encryption', 'aws:kms'),
    }),
    deny('NeverOverwrite', {
      actions: ['s3:PutObject'],
      resources: [objects],
      conditions: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    }),
  ];
}

/** Parts and completions carry no encryption headers, and an upload without them gets the bucket's own: only a different one is denied. */
export function namesAnother(key: string, value: string): Denial['conditions'] {
  return { Null: { [key]: 'false' }, StringNotEquals: { [key]: value } };
}

export interface Denial {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export function deny(sid: string, { actions, notActions, resources, conditions }: Denial): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new StarPrincipal()],
    ...(actions && { actions: [...actions] }),
    ...(notActions && { notActions: [...notActions] }),
    resources: [...resources],
    conditions,
  });
}
