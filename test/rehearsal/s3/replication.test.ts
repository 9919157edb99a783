import { createHash, randomBytes } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { kmsBucket, openS3Cloud, type S3Cloud } from './support/s3-cloud.ts';

const locked = {
  VersioningConfiguration: { Status: 'Enabled' },
  ObjectLockEnabled: true,
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 10 } } },
};
const on = (bucket: string): string => `arn:aws:s3:::${bucket}`;
const reading = ['GetObjectVersionForReplication', 'GetObjectVersionAcl', 'GetObjectRetention', 'GetObjectLegalHold'].map(
  (name) => `s3:${name}`,
);
/** What AWS documents, and no more. */
const rights = (cloud: S3Cloud, without?: string) =>
  [
    { Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'], Resource: on('source') },
    { Action: reading, Resource: `${on('source')}/*` },
    { Action: ['s3:ReplicateObject'], Resource: `${on('copy')}/*` },
    { Action: ['kms:Decrypt', 'kms:Encrypt'], Resource: cloud.keyArn },
  ].map(({ Action, Resource }) => ({
    Effect: 'Allow',
    Action: Action.map((each) => (each === without ? 's3:ListAllMyBuckets' : each)),
    Resource,
  }));
const replication = (cloud: S3Cloud, role: string, change = {}) => ({
  ReplicationConfiguration: {
    Role: role,
    Rules: [
      {
        Id: 'copy',
        Priority: 1,
        Status: 'Enabled',
        Filter: { Prefix: '' },
        DeleteMarkerReplication: { Status: 'Disabled' },
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Destination: { Bucket: on('copy'), EncryptionConfiguration: { ReplicaKmsKeyID: cloud.keyArn } },
        ...change,
      },
    ],
  },
});

let cloud: S3Cloud;

beforeEach(async () => {
  cloud = await openS3Cloud();
  await cloud.bucket('copy', { ...locked, ...kmsBucket(cloud.keyArn), VersioningConfiguration: { Status: 'Enabled' } });
  const role = await cloud.replicator(rights(cloud));
  await cloud.bucket('source', { ...locked, ...kmsBucket(cloud.keyArn), ...replication(cloud, role) });
});

afterEach(() => cloud.close());

const head = (Bucket: string, Key: string, VersionId?: string) => cloud.client().send(new HeadObjectCommand({ Bucket, Key, VersionId }));
const put = async (Key: string, more = {}) =>
  (
    await cloud
      .client()
      .send(new PutObjectCommand({ Bucket: 'source', Key, Body: `evidence ${Key}`, ChecksumAlgorithm: 'SHA256', ...more }))
  ).VersionId;

test('a version is copied after its upload was answered, with id, time, metadata, retention and legal hold', async () => {
  const VersionId = await put('a', { Metadata: { note: 'x' }, ObjectLockLegalHoldStatus: 'ON' });
  expect((await head('source', 'a')).ReplicationStatus).toBe('PENDING');
  cloud.s3.beginReplication();
  await cloud.s3.replicated();
  const [source, copy] = [await head('source', 'a'), await head('copy', 'a', VersionId)];
  expect([source.ReplicationStatus, copy.ReplicationStatus]).toEqual(['COMPLETED', 'REPLICA']);
  const told = ({
    LastModified,
    Metadata,
    ObjectLockMode,
    ObjectLockRetainUntilDate,
    ObjectLockLegalHoldStatus,
    ContentLength,
  }: typeof copy) => ({
    ...{ LastModified, Metadata, ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus, ContentLength },
  });
  expect(told(copy)).toEqual(told(source));
  expect(copy.ObjectLockLegalHoldStatus).toBe('ON');
  const body = await cloud.client().send(new GetObjectCommand({ Bucket: 'copy', Key: 'a', VersionId }));
  expect(await body.Body?.transformToString()).toBe('evidence a');
  const uses = cloud.trail.filter(
    ({ eventSource, caller }) => eventSource === 'kms.amazonaws.com' && caller.session?.roleName === 'replicator',
  );
  expect(uses.map(({ eventName }) => eventName).sort()).toEqual(['Decrypt', 'Encrypt']);
});

test('an object in parts is copied whole, also part by part', async () => {
  cloud.s3.beginReplication();
  const parts = [randomBytes(5 * 1024 * 1024), randomBytes(1000)];
  const at = { Bucket: 'source', Key: 'parts' };
  const { UploadId } = await cloud.client().send(new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'SHA256' }));
  const done = [];
  for (const [index, Body] of parts.entries()) {
    const PartNumber = index + 1;
    const sent = await cloud.client().send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body, ChecksumAlgorithm: 'SHA256' }));
    done.push({ PartNumber, ETag: sent.ETag, ChecksumSHA256: sent.ChecksumSHA256 });
  }
  await cloud.client().send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: done } }));
  await cloud.s3.replicated();
  const whole = await cloud.client().send(new GetObjectCommand({ Bucket: 'copy', Key: 'parts' }));
  const bytes = (await whole.Body?.transformToByteArray()) ?? new Uint8Array();
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(createHash('sha256').update(Buffer.concat(parts)).digest('hex'));
  const second = await cloud.client().send(new GetObjectCommand({ Bucket: 'copy', Key: 'parts', PartNumber: 2 }));
  expect(Buffer.from((await second.Body?.transformToByteArray()) ?? []).equals(parts[1] ?? Buffer.alloc(0))).toBe(true);
});

test.each([...reading, 's3:GetReplicationConfiguration', 's3:ListBucket', 's3:ReplicateObject', 'kms:Decrypt', 'kms:Encrypt'])(
  'without %s the copy fails for good, and is told',
  async (right) => {
    await cloud.replicator(rights(cloud, right));
    cloud.s3.beginReplication();
    const VersionId = await put('a');
    await cloud.s3.replicated();
    expect((await head('source', 'a')).ReplicationStatus).toBe('FAILED');
    await expect(head('copy', 'a', VersionId)).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    expect(await cloud.segments('copy')).toEqual([]);
    expect(cloud.reports.join()).toMatch(/a version of source was not replicated, and is not tried again: AccessDenied/);
  },
);

test('a denial of the destination binds S3 too, though the role be allowed', async () => {
  await cloud.policy('copy', [{ Effect: 'Deny', Principal: '*', Action: 's3:ReplicateObject', Resource: `${on('copy')}/*` }]);
  cloud.s3.beginReplication();
  await put('a');
  await cloud.s3.replicated();
  expect((await head('source', 'a')).ReplicationStatus).toBe('FAILED');
});

test('what was owed when the process ended is copied by the next one, once', async () => {
  const [first, second] = [await put('a'), await put('a')];
  const { stateDir } = cloud;
  await cloud.close('keep');
  cloud = await openS3Cloud({ stateDir });
  await cloud.replicator(rights(cloud));
  expect((await head('source', 'a', first)).ReplicationStatus).toBe('PENDING');
  cloud.s3.beginReplication();
  await cloud.s3.replicated();
  cloud.s3.beginReplication();
  await cloud.s3.replicated();
  const { Versions = [] } = await cloud.client().send(new ListObjectVersionsCommand({ Bucket: 'copy' }));
  expect(Versions.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [second, true],
    [first, false],
  ]);
  expect((await cloud.segments('copy')).length).toBe(2);
});

test('a deletion is not followed', async () => {
  cloud.s3.beginReplication();
  await put('a');
  await cloud.s3.replicated();
  await cloud.client().send(new DeleteObjectCommand({ Bucket: 'source', Key: 'a' }));
  await cloud.s3.replicated();
  expect((await head('copy', 'a')).ReplicationStatus).toBe('REPLICA');
});

test('what lay there before the rule is not copied, and tells no status', async () => {
  await cloud.bucket('older', { ...locked, ...kmsBucket(cloud.keyArn) });
  await cloud.client().send(new PutObjectCommand({ Bucket: 'older', Key: 'a', Body: 'x', ChecksumAlgorithm: 'SHA256' }));
  await cloud.bucket('older', { ...locked, ...kmsBucket(cloud.keyArn), ...replication(cloud, await cloud.replicator(rights(cloud))) });
  cloud.s3.beginReplication();
  await cloud.s3.replicated();
  expect((await head('older', 'a')).ReplicationStatus).toBeUndefined();
});

test.each<readonly [string, Readonly<Record<string, unknown>>, RegExp]>([
  [
    'a destination that is not there',
    { Destination: { Bucket: on('none') }, SourceSelectionCriteria: undefined },
    /Destination bucket must exist/,
  ],
  ['the bucket itself', { Destination: { Bucket: on('other') }, SourceSelectionCriteria: undefined }, /cannot be replicated into itself/],
  [
    'a destination without versions',
    { Destination: { Bucket: on('plain') }, SourceSelectionCriteria: undefined },
    /must have versioning enabled/,
  ],
  [
    'a destination without Object Lock',
    { Destination: { Bucket: on('versioned') }, SourceSelectionCriteria: undefined },
    /must have Object Lock enabled/,
  ],
  ['KMS without a key for replicas', { Destination: { Bucket: on('copy') } }, /must be stated together/],
  ['deletions', { DeleteMarkerReplication: { Status: 'Enabled' } }, /DeleteMarkerReplication/],
  ['another account', { Destination: { Bucket: on('copy'), Account: '999988887777' } }, /Account/],
])('a rule with %s is refused', async (_what, change, wanted) => {
  await cloud.bucket('plain');
  await cloud.bucket('versioned', { VersioningConfiguration: { Status: 'Enabled' } });
  const role = await cloud.replicator(rights(cloud));
  const properties = { ...locked, ...kmsBucket(cloud.keyArn), ...replication(cloud, role, change) };
  await expect(cloud.bucket('other', properties)).rejects.toThrow(wanted);
});

test('a bucket without versions is not replicated', async () => {
  await expect(cloud.bucket('other', replication(cloud, await cloud.replicator(rights(cloud))))).rejects.toThrow(
    /Versioning must be 'Enabled'/,
  );
});
