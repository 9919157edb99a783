import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy, type CfnBucketProps } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Limits } from '../../domain/limits.ts';
import type { CountryNames } from '../names.ts';
import { type BucketLock, closed, encryptedWith, lockedFor } from './bucket-settings.ts';
import { depositActions, dropBoxStatements, listActions, readActions, replicatedActions, replicationActions } from './drop-box-policy.ts';

export interface DropBoxProps {
  readonly names: CountryNames;
  readonly keyArn: string;
  readonly depositor: Role;
  readonly reader: Role;
  /** Lists what lies below one dispatch, and reads nothing. */
  readonly reconciler: Role;
  readonly administratorArn: string;
  readonly limits: Limits;
  readonly lock: BucketLock;
  readonly unfinishedUploadDays: number;
  /** S3 copies what arrives to another Region. @default - nothing leaves the box */
  readonly copy?: DropBoxCopy;
  /** Origin of the portal, which PUTs and GETs from a browser. */
  readonly portalOrigin: string;
}

export interface DropBoxCopy {
  /** S3 alone takes it on. */
  readonly replicator: Role;
  /** False while only the rights are prepared: the bucket's policy must let deployment set the rule before it does. */
  readonly isBegun: boolean;
  /** Of the copy's key: the alias is known before the key is made. */
  readonly keyAliasArn: string;
}

/** The bucket in which documents addressed to a country arrive: encrypted with its key, versioned, locked, closed to all but two roles. */
export class DropBox extends Construct {
  constructor(scope: Construct, id: string, props: DropBoxProps) {
    super(scope, id);
    const bucket = new CfnBucket(this, 'Bucket', {
      bucketName: props.names.dropBox,
      ...encryptedWith(props.keyArn),
      ...lockedFor(props.lock),
      ...closed,
      notificationConfiguration: { eventBridgeConfiguration: { eventBridgeEnabled: true } },
      lifecycleConfiguration: {
        rules: [
          {
            id: 'AbandonedUploads',
            status: 'Enabled',
            abortIncompleteMultipartUpload: { daysAfterInitiation: props.unfinishedUploadDays },
          },
        ],
      },
      corsConfiguration: {
        corsRules: [
          {
            allowedOrigins: [props.portalOrigin],
            allowedMethods: ['GET', 'PUT'],
            allowedHeaders: ['*'],
            exposedHeaders: ['ETag', 'x-amz-checksum-sha256', 'x-amz-version-id', 'Content-Range', 'Accept-Ranges'],
            maxAge: 600,
          },
        ],
      },
      ...replicationOf(props),
    });
    bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const policy = new CfnBucketPolicy(this, 'Policy', {
      bucket: props.names.dropBox,
      policyDocument: new PolicyDocument({ statements: [...dropBoxStatements(props)] }),
    });
    policy.addResourceDependency(bucket);
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    allow(props.depositor, depositActions, props.names);
    allow(props.reader, readActions, props.names);
    if (props.copy) letReplicate(props.copy.replicator, props.names);
    props.reconciler.addToPolicy(
      new PolicyStatement({
        sid: 'WhatLiesBelowADispatch',
        actions: [...listActions],
        resources: [props.names.dropBoxArn],
        conditions: { StringLike: { 's3:prefix': '?*/' } },
      }),
    );
  }
}

function allow(role: Role, actions: readonly string[], { dropBoxArn }: CountryNames): void {
  role.addToPolicy(new PolicyStatement({ sid: 'Documents', actions: [...actions], resources: [`${dropBoxArn}/*`] }));
}

function letReplicate(replicator: Role, { dropBoxArn, copyBucketArn }: CountryNames): void {
  const grants: readonly (readonly [string, readonly string[], string])[] = [
    ['KnowTheBox', replicationActions, dropBoxArn],
    ['ReadForTheCopy', replicatedActions, `${dropBoxArn}/*`],
    ['WriteTheCopy', ['s3:ReplicateObject'], `${copyBucketArn}/*`],
  ];
  for (const [sid, actions, resource] of grants)
    replicator.addToPolicy(new PolicyStatement({ sid, actions: [...actions], resources: [resource] }));
}

/** The one rule's name; CloudWatch tells its metrics by it. */
export const replicationRule = 'copy';

/** Deletions are not followed: nobody may delete, and a marker that somebody managed to set must not reach the copy. */
function replicationOf({ copy, names }: DropBoxProps): Pick<CfnBucketProps, 'replicationConfiguration'> {
  if (!copy?.isBegun) return {};
  return {
    replicationConfiguration: {
      role: copy.replicator.roleArn,
      rules: [
        {
          id: replicationRule,
          priority: 1,
          status: 'Enabled',
          filter: { prefix: '' },
          deleteMarkerReplication: { status: 'Disabled' },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: names.copyBucketArn,
            encryptionConfiguration: { replicaKmsKeyId: copy.keyAliasArn },
            metrics: { status: 'Enabled' },
          },
        },
      ],
    },
  };
}
