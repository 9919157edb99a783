import type { CfnBucketProps } from 'aws-cdk-lib/aws-s3';
import type { ExchangeConfig } from '../config/schema.ts';

/** Of every bucket of the exchange: nothing public, no access control lists, nothing overwritten. */
export const closed = {
  versioningConfiguration: { status: 'Enabled' },
  ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
  publicAccessBlockConfiguration: { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
} as const satisfies CfnBucketProps;

/** Encrypts under that key alone. No bucket key: it would make KMS events name the bucket instead of the document. */
export function encryptedWith(keyArn: string) {
  return {
    bucketEncryption: {
      serverSideEncryptionConfiguration: [
        { bucketKeyEnabled: false, serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn } },
      ],
    },
  } satisfies CfnBucketProps;
}

/** How long, in days, and how firmly what lies in a bucket cannot be taken away. */
export interface BucketLock {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}

/** In production nobody at all can take anything away before its time; a pilot keeps a way, which the policies close to everybody. */
export function lockOf({ exchange }: Pick<ExchangeConfig, 'exchange'>, days: number): BucketLock {
  return { mode: exchange.stage === 'production' ? 'COMPLIANCE' : 'GOVERNANCE', days };
}

/** Locks every object version for the time given (docs: Amazon S3, "Locking objects with Object Lock"). */
export function lockedFor({ mode, days }: BucketLock) {
  return {
    objectLockEnabled: true,
    objectLockConfiguration: { objectLockEnabled: 'Enabled', rule: { defaultRetention: { mode, days } } },
  } satisfies CfnBucketProps;
}
