import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createAccess } from '../../../../rehearsal/access.ts';
import { createAwsListener } from '../../../../rehearsal/aws-listener.ts';
import type { BusEvent, Caller, Cloud, TrailEvent } from '../../../../rehearsal/cloud.ts';
import { createIam } from '../../../../rehearsal/iam.ts';
import { createKms } from '../../../../rehearsal/kms.ts';
import type { Disk } from '../../../../rehearsal/s3/disk/disk.ts';
import { createS3, type S3Service } from '../../../../rehearsal/s3/service.ts';
import { createSts } from '../../../../rehearsal/sts.ts';
import { REGION, type TestCredentials } from '../../../support/aws-requests.ts';

export const ACCOUNT = '111122223333';

export interface S3CloudProps {
  readonly disk?: Disk;
  /** State that an earlier cloud left. */
  readonly stateDir?: string;
}

/** A cloud of S3, KMS and IAM on this machine, with a clock that tests move, a trail and a bus that they read. */
export interface S3Cloud {
  readonly origin: string;
  readonly stateDir: string;
  readonly s3: S3Service;
  readonly trail: readonly TrailEvent[];
  readonly bus: readonly BusEvent[];
  readonly reports: readonly string[];
  readonly keyArn: string;
  readonly credentials: TestCredentials;
  /** A client of a user who may do everything, or of the one given. */
  readonly client: (options?: Partial<S3ClientConfig>) => S3Client;
  /** A user with one policy. */
  readonly user: (name: string, statements: readonly unknown[]) => Promise<TestCredentials>;
  readonly bucket: (name: string, properties?: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly policy: (bucket: string, statements: readonly unknown[]) => Promise<void>;
  readonly advance: (ms: number) => void;
  /** While set, the bus refuses. */
  readonly breakBus: (broken: boolean) => void;
  /** While set, the trail refuses. */
  readonly breakTrail: (broken: boolean) => void;
  /** Gives a role for replications these rights, in place of those that it had. Resolves to its ARN. */
  readonly replicator: (statements: readonly unknown[]) => Promise<string>;
  readonly disableKey: (disabled: boolean) => Promise<void>;
  /** Files of encrypted bytes on disk. */
  readonly segments: (bucket: string) => Promise<readonly string[]>;
  /** Ends everything and removes the state, unless it is to be opened again. */
  readonly close: (keep?: 'keep') => Promise<void>;
}

export const openS3Cloud = async (props: S3CloudProps = {}): Promise<S3Cloud> => {
  const stateDir = props.stateDir ?? (await mkdtemp(join(tmpdir(), 's3-')));
  const trail: TrailEvent[] = [];
  const bus: BusEvent[] = [];
  const reports: string[] = [];
  const broken = { bus: false, trail: false };
  let offsetMs = 0;
  const now = (): Date => new Date(Date.now() + offsetMs);
  const access = createAccess({ accountId: ACCOUNT, region: REGION, now });
  const iam = createIam({ accountId: ACCOUNT, stateDir, now });
  const recorder = {
    record: async (event: TrailEvent) => {
      if (broken.trail) throw new Error('the trail is broken');
      trail.push(event);
    },
  };
  const common = { accountId: ACCOUNT, region: REGION, stateDir, now, access, trail: recorder };
  const kms = createKms({ ...common, principalExists: iam.exists });
  const services: S3Service[] = [];
  const listener = await createAwsListener({
    region: REGION,
    now,
    authenticator: iam.authenticator,
    services: () => [...services, kms.service],
    report: (line) => reports.push(line),
  });
  const cloud: Cloud = {
    ...common,
    endpoint: () => listener.origin,
    webOrigin: () => 'http://127.0.0.1:1',
    events: {
      put: async (event) => {
        if (broken.bus) throw new Error('the bus is broken');
        bus.push(event);
      },
    },
    keys: kms.keys,
    report: (line) => reports.push(line),
  };
  const sts = createSts({ ...common, iam });
  const actAs = async (roleArn: string): Promise<Caller> => {
    const session = await sts.sessionFor(roleArn, { service: 's3.amazonaws.com', sessionName: 's3-replication' });
    return iam.authenticator.find(session.accessKeyId, session.sessionToken).identity({ sourceIp: 's3', userAgent: 's3' });
  };
  const s3 = createS3(cloud, { actAs, ...(props.disk && { disk: props.disk }) });
  services.push(s3);
  for (const service of [iam.service, kms.service, s3]) await service.open();
  const credentials = await iam.issueUser({
    name: 'everything',
    policies: [allow('everything', [{ Effect: 'Allow', Action: '*', Resource: '*' }])],
  });
  const key = await provision(kms.service.resourceTypes, 'AWS::KMS::Key', 'Key', { KeyPolicy: keyPolicy() });
  const client = (options: Partial<S3ClientConfig> = {}): S3Client =>
    new S3Client({ endpoint: listener.origin, region: REGION, credentials, maxAttempts: 1, forcePathStyle: true, ...options });
  return {
    origin: listener.origin,
    stateDir,
    s3,
    trail,
    bus,
    reports,
    keyArn: key.attributes.Arn ?? '',
    credentials,
    client,
    user: (name, statements) => iam.issueUser({ name, policies: [allow(name, statements)] }),
    bucket: async (name, properties = {}) =>
      (await provision(s3.resourceTypes, 'AWS::S3::Bucket', name, { BucketName: name, ...properties })).ref,
    policy: async (bucket, statements) => {
      const PolicyDocument = { Version: '2012-10-17', Statement: statements };
      await provision(s3.resourceTypes, 'AWS::S3::BucketPolicy', `${bucket}-policy`, { Bucket: bucket, PolicyDocument });
    },
    advance: (ms) => {
      offsetMs += ms;
    },
    breakBus: (value) => {
      broken.bus = value;
    },
    breakTrail: (value) => {
      broken.trail = value;
    },
    replicator: async (statements) => {
      const trust = { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole' };
      const { attributes } = await provision(iam.service.resourceTypes, 'AWS::IAM::Role', 'Replicator', {
        RoleName: 'replicator',
        AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
        Policies: [{ PolicyName: 'Copy', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
      });
      return attributes.Arn ?? '';
    },
    disableKey: async (disabled) => {
      await provision(kms.service.resourceTypes, 'AWS::KMS::Key', 'Key', { KeyPolicy: keyPolicy(), Enabled: !disabled });
    },
    segments: (bucket) => readdir(join(stateDir, 's3', 'buckets', bucket, 'segments')),
    close: async (keep) => {
      await listener.close();
      await s3.close();
      await kms.service.close();
      if (keep === undefined) await rm(stateDir, { recursive: true });
    },
  };
};

const allow = (name: string, Statement: readonly unknown[]) => ({ name, document: { Version: '2012-10-17', Statement } });

const keyPolicy = () => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
});

const provision = async (
  types: S3Service['resourceTypes'],
  type: string,
  logicalId: string,
  properties: Readonly<Record<string, unknown>>,
) => {
  const make = types[type];
  if (make === undefined) throw new Error(`${type} is not provisioned`);
  return make({ stack: 'Test', logicalId, type, properties });
};

/** Properties of a bucket as the exchange has them. */
export const kmsBucket = (keyArn: string) => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } }],
  },
  VersioningConfiguration: { Status: 'Enabled' },
});

export const lockedBucket = (mode: 'GOVERNANCE' | 'COMPLIANCE', days: number) => ({
  ObjectLockEnabled: true,
  ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: mode, Days: days } } },
});

/** Name of the error that an SDK call ends with; `nothing` where it succeeds. */
export const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'nothing',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
