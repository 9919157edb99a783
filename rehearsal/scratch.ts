import type { EmbeddedService } from './cloud.ts';
import type { Endpoints } from './endpoints.ts';

/** Two buckets for outside tools and compatibility suites: a plain versioned one, and one with Object Lock in GOVERNANCE mode. */
export async function provisionScratch(s3: Pick<EmbeddedService, 'resourceTypes'>, accountId: string): Promise<Endpoints['scratch']> {
  const make = s3.resourceTypes['AWS::S3::Bucket'];
  if (!make) throw new Error('S3 provisions no buckets');
  const names = { bucket: `scratch-${accountId}`, lockedBucket: `scratch-locked-${accountId}` };
  const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
  const locked = {
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } },
  };
  const resource = { stack: 'Rehearsal', type: 'AWS::S3::Bucket' };
  await make({ ...resource, logicalId: 'Scratch', properties: { BucketName: names.bucket, ...versioned } });
  await make({ ...resource, logicalId: 'ScratchLocked', properties: { BucketName: names.lockedBucket, ...versioned, ...locked } });
  return names;
}
