import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectLockConfigurationCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import type { TestCredentials } from '../../support/aws-requests.ts';
import { lockedBucket, openS3Cloud, refusal, type S3Cloud } from './support/s3-cloud.ts';

const DAY = 86_400_000;
type Mode = 'GOVERNANCE' | 'COMPLIANCE';

describe('Object Lock', () => {
  let cloud: S3Cloud;
  let plain: TestCredentials;
  beforeAll(async () => {
    cloud = await openS3Cloud();
    await cloud.bucket('governed', lockedBucket('GOVERNANCE', 10));
    await cloud.bucket('complied', lockedBucket('COMPLIANCE', 10));
    await cloud.bucket('open', { VersioningConfiguration: { Status: 'Enabled' } });
    plain = await cloud.user('plain', [
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      { Effect: 'Deny', Action: 's3:BypassGovernanceRetention', Resource: '*' },
    ]);
  });
  afterAll(() => cloud.close());

  const bucketOf = (mode: Mode): string => (mode === 'GOVERNANCE' ? 'governed' : 'complied');
  const put = async (mode: Mode) => {
    const at = { Bucket: bucketOf(mode), Key: `k${Math.random()}` };
    const { VersionId } = await cloud.client().send(new PutObjectCommand({ ...at, Body: 'evidence' }));
    return { ...at, VersionId };
  };
  const inDays = (days: number): Date => new Date(Date.now() + days * DAY);

  test('the default retention of the bucket holds from the moment of upload', async () => {
    const head = await cloud.client().send(new HeadObjectCommand(await put('COMPLIANCE')));
    expect(head.ObjectLockMode).toBe('COMPLIANCE');
    expect(Math.abs((head.ObjectLockRetainUntilDate?.getTime() ?? 0) - inDays(10).getTime())).toBeLessThan(60_000);
  });

  test.each<[Mode, boolean, boolean, string]>([
    ['GOVERNANCE', false, true, 'AccessDenied'],
    ['GOVERNANCE', true, false, 'AccessDenied'],
    ['GOVERNANCE', true, true, 'nothing'],
    ['COMPLIANCE', false, true, 'AccessDenied'],
    ['COMPLIANCE', true, true, 'AccessDenied'],
  ])('deleting a version under %s, bypass claimed %s, held %s: %s', async (mode, BypassGovernanceRetention, held, code) => {
    const version = await put(mode);
    const client = cloud.client(held ? {} : { credentials: plain });
    const claimed = BypassGovernanceRetention ? { BypassGovernanceRetention } : {};
    expect(await refusal(client.send(new DeleteObjectCommand({ ...version, ...claimed })))).toBe(code);
    if (code !== 'nothing') expect(await refusal(cloud.client().send(new GetObjectCommand(version)))).toBe('nothing');
  });

  test.each<[Mode, Mode | undefined, number, boolean, string]>([
    ['GOVERNANCE', 'GOVERNANCE', 11, false, 'nothing'],
    ['GOVERNANCE', 'COMPLIANCE', 11, false, 'nothing'],
    ['GOVERNANCE', 'GOVERNANCE', 9, false, 'AccessDenied'],
    ['GOVERNANCE', 'GOVERNANCE', 9, true, 'nothing'],
    ['GOVERNANCE', undefined, 0, false, 'AccessDenied'],
    ['GOVERNANCE', undefined, 0, true, 'nothing'],
    ['COMPLIANCE', 'COMPLIANCE', 11, false, 'nothing'],
    ['COMPLIANCE', 'COMPLIANCE', 9, true, 'AccessDenied'],
    ['COMPLIANCE', 'GOVERNANCE', 11, true, 'AccessDenied'],
    ['COMPLIANCE', undefined, 0, true, 'AccessDenied'],
    ['GOVERNANCE', 'GOVERNANCE', -1, true, 'InvalidArgument'],
  ])('from 10 days of %s to %s for %i days, bypass %s: %s', async (before, Mode, days, bypass, code) => {
    const version = await put(before);
    const Retention = Mode === undefined ? {} : { Mode, RetainUntilDate: inDays(days) };
    const change = new PutObjectRetentionCommand({ ...version, Retention, ...(bypass ? { BypassGovernanceRetention: true } : {}) });
    expect(await refusal(cloud.client().send(change))).toBe(code);
  });

  test('when the time is over a version may go', async () => {
    const version = await put('COMPLIANCE');
    const { Retention } = await cloud.client().send(new GetObjectRetentionCommand(version));
    expect(Retention?.Mode).toBe('COMPLIANCE');
    const later = await openS3Cloud();
    try {
      await later.bucket('complied', lockedBucket('COMPLIANCE', 1));
      const { VersionId } = await later.client().send(new PutObjectCommand({ Bucket: 'complied', Key: 'k', Body: 'x' }));
      const remove = () =>
        later.client({ systemClockOffset: 2 * DAY }).send(new DeleteObjectCommand({ Bucket: 'complied', Key: 'k', VersionId }));
      later.advance(2 * DAY);
      expect(await refusal(remove())).toBe('nothing');
    } finally {
      await later.close();
    }
  });

  test('a legal hold holds whatever the retention, until it is lifted', async () => {
    const s3 = cloud.client();
    const version = await put('GOVERNANCE');
    const hold = (Status: 'ON' | 'OFF') => s3.send(new PutObjectLegalHoldCommand({ ...version, LegalHold: { Status } }));
    const remove = () => s3.send(new DeleteObjectCommand({ ...version, BypassGovernanceRetention: true }));
    await hold('ON');
    expect((await s3.send(new GetObjectLegalHoldCommand(version))).LegalHold?.Status).toBe('ON');
    expect(await refusal(remove())).toBe('AccessDenied');
    await hold('OFF');
    expect(await refusal(remove())).toBe('nothing');
  });

  test('a lock stops neither delete markers nor new versions', async () => {
    const { Bucket, Key } = await put('COMPLIANCE');
    const s3 = cloud.client();
    expect((await s3.send(new DeleteObjectCommand({ Bucket, Key }))).DeleteMarker).toBe(true);
    expect(await refusal(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'new' })))).toBe('nothing');
  });

  test('uploads must state what binds their bytes', async () => {
    const client = cloud.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    expect(await refusal(client.send(new PutObjectCommand({ Bucket: 'governed', Key: 'k', Body: 'x' })))).toBe('InvalidRequest');
  });

  test('versions cannot be switched off where objects are locked', async () => {
    const change = new PutBucketVersioningCommand({ Bucket: 'governed', VersioningConfiguration: { Status: 'Suspended' } });
    expect(await refusal(cloud.client().send(change))).toBe('InvalidBucketState');
  });

  test('needs a bucket that has it', async () => {
    const s3 = cloud.client();
    const locked = { Bucket: 'open', Key: 'k', Body: 'x', ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(1) } as const;
    expect(await refusal(s3.send(new PutObjectCommand(locked)))).toBe('InvalidRequest');
    await cloud.bucket('unversioned');
    const configuration = { ObjectLockEnabled: 'Enabled' } as const;
    const enable = new PutObjectLockConfigurationCommand({ Bucket: 'unversioned', ObjectLockConfiguration: configuration });
    expect(await refusal(s3.send(enable))).toBe('InvalidBucketState');
  });
});
