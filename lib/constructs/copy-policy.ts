import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CountryNames } from '../names.ts';
import { configurationActions, deny, namesAnother } from './drop-box-policy.ts';

export interface CopyPolicyProps {
  readonly names: CountryNames;
  readonly keyArn: string;
  readonly administratorArn: string;
  readonly replicatorArn: string;
  readonly copierArn: string;
  /** @default - nobody reads */
  readonly readerArn?: string;
}

/** A version is named, so that the log names it. */
export const copyReadActions = ['s3:GetObjectVersion'] as const;
export const copyListActions = ['s3:ListBucketVersions'] as const;

/**
 * The copy's policy holds denials only, as the drop box's does: S3 adds replicas under the role that it alone takes on, one function adds lines of
 * the ledger, and whoever else comes, local administrators and the deploy path included, is denied every object action there is.
 */
export function copyStatements(props: CopyPolicyProps): readonly PolicyStatement[] {
  const { names, keyArn, administratorArn, replicatorArn, copierArn, readerArn } = props;
  const bucket = names.copyBucketArn;
  const [objects, lines] = [`${bucket}/*`, `${bucket}/ledger/*`];
  const readers = readerArn ? [readerArn] : [];
  const is = (arn: string) => ({ ArnEquals: { 'aws:PrincipalArn': arn } });
  const isNot = (...arns: readonly string[]) => ({ ArnNotEquals: { 'aws:PrincipalArn': arns } });
  const puts = { actions: ['s3:PutObject'], resources: [objects] };
  return [
    deny('OnlyOverTls', { actions: ['s3:*'], resources: [bucket, objects], conditions: { Bool: { 'aws:SecureTransport': 'false' } } }),
    deny('CopiesAreForNamedRoles', { actions: ['s3:*'], resources: [objects], conditions: isNot(replicatorArn, copierArn, ...readers) }),
    deny('ReplicatorReplicatesOnly', { notActions: ['s3:ReplicateObject'], resources: [objects], conditions: is(replicatorArn) }),
    deny('CopierAddsOnly', { notActions: ['s3:PutObject'], resources: [objects], conditions: is(copierArn) }),
    deny('LinesAreTheCopiers', { actions: ['s3:*'], resources: [lines], conditions: isNot(copierArn, ...readers) }),
    ...readers.flatMap((arn) => [
      deny('ReaderReadsOnly', { notActions: copyReadActions, resources: [objects], conditions: is(arn) }),
      deny('ReaderListsOnly', { notActions: copyListActions, resources: [bucket], conditions: is(arn) }),
    ]),
    deny('SettingsAreForDeployment', {
      actions: ['s3:*'],
      resources: [bucket],
      conditions: isNot(administratorArn, copierArn, ...readers),
    }),
    deny('CopierListsOnly', { notActions: ['s3:ListBucket'], resources: [bucket], conditions: is(copierArn) }),
    deny('DeploymentSetsOnly', { notActions: configurationActions, resources: [bucket], conditions: is(administratorArn) }),
    deny('OnlyTls12OrLater', {
      actions: ['s3:*'],
      resources: [bucket, objects],
      conditions: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
    }),
    deny('OnlySignatureVersion4', {
      actions: ['s3:*'],
      resources: [objects],
      // S3 itself signs nothing: see the drop box
      conditions: { StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' }, ...isNot(replicatorArn) },
    }),
    deny('NothingIsCopiedIn', { ...puts, conditions: { Null: { 's3:x-amz-copy-source': 'false' } } }),
    deny('OnlyTheCopysKey', { ...puts, conditions: namesAnother('s3:x-amz-server-side-encryption-aws-kms-key-id', keyArn) }),
    deny('OnlyKmsEncryption', { ...puts, conditions: namesAnother('s3:x-amz-server-side-encryption', 'aws:kms') }),
    deny('NeverOverwrite', {
      ...puts,
      conditions: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
    }),
  ];
}
