import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type BucketLock, closed, encryptedWith, lockedFor } from './bucket-settings.ts';
import { type CopyPolicyProps, copyStatements } from './copy-policy.ts';

export interface CopyBucketProps extends CopyPolicyProps {
  /** As of the drop box: a replica keeps the retention of its source, a line of the ledger gets this. */
  readonly lock: BucketLock;
}

/** Where S3 puts replicas of a country's documents, and one function the lines of its ledger, below `ledger/`: as closed as the drop box. */
export class CopyBucket extends Construct {
  constructor(scope: Construct, id: string, props: CopyBucketProps) {
    super(scope, id);
    const bucket = new CfnBucket(this, 'Bucket', {
      bucketName: props.names.copyBucket,
      ...encryptedWith(props.keyArn),
      ...lockedFor(props.lock),
      ...closed,
      lifecycleConfiguration: {
        rules: [{ id: 'AbandonedUploads', status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }],
      },
    });
    bucket.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const policy = new CfnBucketPolicy(this, 'Policy', {
      bucket: props.names.copyBucket,
      policyDocument: new PolicyDocument({ statements: [...copyStatements(props)] }),
    });
    policy.addResourceDependency(bucket);
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
