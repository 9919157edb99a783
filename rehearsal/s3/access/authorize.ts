import { AwsError } from '../../cloud.ts';
import { bucketArn, objectArn } from '../names.ts';
import type { Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import { type Context, requestContext } from './context.ts';

export interface Permission {
  /** `s3:PutObject` */
  readonly action: string;
  /** Absent where the bucket itself is meant. */
  readonly key?: string;
  readonly context?: Context;
}

/** Throws AccessDenied unless every policy in force allows the request on the bucket or the key. */
export const authorize = (visit: Visit, bucket: Bucket, { action, key, context }: Permission): void => {
  const { caller } = visit.request;
  const { publicAccessBlock } = bucket.settings;
  // S3: "Blocking public access": RestrictPublicBuckets leaves services and the account itself.
  if (caller.principal.kind === 'anonymous' && publicAccessBlock?.restrictPublicBuckets === true) throw accessDenied();
  visit.s3.cloud.access.require({
    caller,
    action,
    resource: key === undefined ? bucketArn(bucket.name) : objectArn(bucket.name, key),
    context: { ...requestContext(visit), ...(bucket.settings.region && { 'aws:RequestedRegion': bucket.settings.region }), ...context },
    resourcePolicy: bucket.policy,
  });
};

/** As `authorize`, for what only shapes the answer. */
export const allows = (visit: Visit, bucket: Bucket, permission: Permission): boolean => {
  try {
    authorize(visit, bucket, permission);
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'AccessDenied') return false;
    throw error;
  }
};

/** A missing key is only shown to those who may list the bucket; others cannot tell it from a forbidden one (S3: GetObject). */
export const missing = (visit: Visit, bucket: Bucket, error: AwsError): AwsError =>
  allows(visit, bucket, { action: 's3:ListBucket' }) ? error : accessDenied();

export const accessDenied = (message = 'Access Denied'): AwsError => new AwsError('AccessDenied', 403, message);

/** S3 takes the account that the caller expects to own the bucket, and refuses when it is another. */
export const requireExpectedOwner = ({ s3, request }: Visit): void => {
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    const expected = request.header(name);
    if (expected !== undefined && expected !== s3.cloud.accountId) throw accessDenied();
  }
};
