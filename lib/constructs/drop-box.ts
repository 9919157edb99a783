import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Limits } from '../../domain/limits.ts';
import type { CountryNames } from '../names.ts';
import { depositActions, dropBoxStatements, listActions, readActions } from './drop-box-policy.ts';

export interface DropBoxProps {
  readonly names: CountryNames;
  readonly keyArn: string;
  readonly depositor: Role;
  readonly reader: Role;
  /** Lists what lies below one dispatch, and reads nothing. */
  readonly reconciler: Role;
  readonly administratorArn: string;
  readonly limits: Limits;
  readonly lock: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number };
  readonly unfinishedUploadDays: number;
  /** Origin of the portal, which PUTs and GETs from a browser. */
  readonly portalOrigin: string;
}

/** The bucket in which documents addressed to a country arrive: encrypted with its key, versioned, locked, closed to all but two roles. */
export class DropBox extends Construct {
  constructor(scope: Construct, id: string, props: DropBoxProps) {
    super(scope, id);
    const bucket = new CfnBucket(this, 'Bucket', {
      bucketName: props.names.dropBox,
      bucketEncryption: {
        serverSideEncryptionConfiguration: [
          // a bucket key would make KMS events name the bucket instead of the document
          { bucketKeyEnabled: false, serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: props.keyArn } },
        ],
      },
      versioningConfiguration: { status: 'Enabled' },
      objectLockEnabled: true,
      objectLockConfiguration: {
        objectLockEnabled: 'Enabled',
        rule: { defaultRetention: { mode: props.lock.mode, days: props.lock.days } },
      },
      ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
      publicAccessBlockConfiguration: {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
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
