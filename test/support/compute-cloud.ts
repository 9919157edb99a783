import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccess } from '../../rehearsal/access.ts';
import { createAwsListener } from '../../rehearsal/aws-listener.ts';
import type { BusEvent, Cloud, EmbeddedService, ProvisionedResource, TrailEvent } from '../../rehearsal/cloud.ts';
import { createDynamoDb } from '../../rehearsal/dynamodb.ts';
import { createIam, type Iam } from '../../rehearsal/iam.ts';
import type { LambdaBounds } from '../../rehearsal/lambda/account-bounds.ts';
import { createLambda, type EmbeddedLambda } from '../../rehearsal/lambda.ts';
import { createSqs, type EmbeddedSqs } from '../../rehearsal/sqs.ts';
import { createSts } from '../../rehearsal/sts.ts';
import { REGION, type TestCredentials } from './aws-requests.ts';
import { ACCOUNT, document } from './identity-cloud.ts';

type Statement = Readonly<Record<string, unknown>>;

/** What services beyond the compute half are made from. */
export interface ComputeParts {
  readonly cloud: Cloud;
  readonly lambda: EmbeddedLambda;
  readonly sqs: EmbeddedSqs;
}

export interface ComputeCloudOptions {
  /** Wait before the nth retry of an asynchronous invocation. @default none */
  readonly retryDelayMs?: (attempt: number) => number;
  /** @default by the machine's memory */
  readonly lambdaBounds?: LambdaBounds;
  /** Awaited before a function gets its credentials. @default nothing */
  readonly beforeCredentials?: () => Promise<void>;
  /** Further services, opened after the others and closed before them. @default none */
  readonly more?: (parts: ComputeParts) => readonly EmbeddedService[];
  /** @default remembers them in `busEvents` */
  readonly events?: Cloud['events'];
  /** @default nobody answers there */
  readonly webOrigin?: () => string;
}

/** Functions, tables and queues behind the listener, with users and roles. Trail and bus only remember what they were given. */
export interface ComputeCloud extends ComputeParts {
  readonly origin: string;
  readonly stateDir: string;
  readonly iam: Iam;
  readonly trailed: readonly TrailEvent[];
  readonly busEvents: readonly BusEvent[];
  readonly reports: readonly string[];
  /** Provisions one resource of a stack named `Test`, from properties as in a template without intrinsics. */
  readonly provision: (logicalId: string, type: string, properties: Readonly<Record<string, unknown>>) => Promise<ProvisionedResource>;
  /** Credentials of a user whose one policy holds these statements. */
  readonly issue: (name: string, ...statements: readonly Statement[]) => Promise<TestCredentials>;
  /** ARN of a role that a service may take, with one policy of these statements. */
  readonly role: (name: string, service: string, ...statements: readonly Statement[]) => Promise<string>;
  /** Writes a bundle and answers the `Code` property of a function that runs it. */
  readonly bundle: (name: string, source: string) => Promise<{ readonly S3Bucket: string; readonly S3Key: string }>;
  readonly clientConfig: (credentials: TestCredentials) => {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: TestCredentials;
    readonly maxAttempts: number;
  };
  /** Moves the clock by so many seconds from real time, or from where it stands. */
  readonly skew: (seconds: number) => void;
  /** Stops the clock, for what counts to the second: a busy machine may take some between two acts. */
  readonly standStill: () => void;
  /** Stops as Ctrl-C does; the state folder stays. */
  readonly stop: () => Promise<void>;
}

export const newComputeState = (): Promise<string> => mkdtemp(join(tmpdir(), 'compute-cloud-'));
export const removeComputeState = (stateDir: string): Promise<void> => rm(stateDir, { recursive: true, force: true });

/** Opens the cloud on a state folder. Asynchronous invocations begin with `lambda.start()`. */
export const openComputeCloud = async (stateDir: string, options: ComputeCloudOptions = {}): Promise<ComputeCloud> => {
  const clock: { offsetMs: number; stoppedMs?: number } = { offsetMs: 0 };
  const reports: string[] = [];
  const busEvents: BusEvent[] = [];
  const trailed: TrailEvent[] = [];
  const place = {
    accountId: ACCOUNT,
    region: REGION,
    stateDir,
    now: () => new Date((clock.stoppedMs ?? Date.now()) + clock.offsetMs),
    report: (line: string) => void reports.push(line),
  };
  const services: EmbeddedService[] = [];
  const iam = createIam(place);
  const listener = await createAwsListener({ ...place, authenticator: iam.authenticator, services: () => services });
  const cloud: Cloud = {
    ...place,
    endpoint: () => listener.origin,
    webOrigin: options.webOrigin ?? (() => 'http://127.0.0.1:9'),
    access: createAccess(place),
    trail: { record: async (event) => void trailed.push(event) },
    events: options.events ?? { put: async (event) => void busEvents.push(event) },
    keys: { generateDataKey: noKeys, decrypt: noKeys, encrypt: noKeys },
  };
  const sts = createSts({ ...cloud, iam });
  const sqs = createSqs(cloud);
  const lambda = createLambda({
    cloud,
    assetAt: (_bucket, key) => join(stateDir, 'bundles', key),
    sendToQueue: sqs.send,
    credentialsFor: async (roleArn, sourceArn) => {
      await options.beforeCredentials?.();
      return sts.sessionFor(roleArn, { service: 'lambda.amazonaws.com', sessionName: 'function', sourceArn });
    },
    retryDelayMs: options.retryDelayMs ?? (() => 0),
    ...(options.lambdaBounds && { bounds: options.lambdaBounds }),
  });
  services.push(iam.service, sts.service, createDynamoDb(cloud), sqs.service, lambda.service);
  services.push(...(options.more?.({ cloud, lambda, sqs }) ?? []));
  const stop = async (): Promise<void> => {
    await listener.close();
    for (const service of [...services].reverse()) await service.close();
  };
  try {
    for (const service of services) await service.open();
  } catch (cause) {
    await stop();
    throw cause;
  }
  const provision: ComputeCloud['provision'] = (logicalId, type, properties) => {
    const provisioner = services.map((service) => service.resourceTypes[type]).find((one) => one !== undefined);
    if (provisioner === undefined) throw new Error(`No service provisions ${type}`);
    return provisioner({ stack: 'Test', logicalId, type, properties });
  };
  return {
    origin: listener.origin,
    stateDir,
    ...{ cloud, iam, sqs, lambda, trailed, busEvents, reports, provision },
    issue: (name, ...statements) => iam.issueUser({ name, policies: policiesOf(statements) }),
    role: async (name, Service, ...statements) => {
      const trust = document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });
      const Policies = policiesOf(statements).map((one) => ({ PolicyName: one.name, PolicyDocument: one.document }));
      await provision(`${name}Role`, 'AWS::IAM::Role', { RoleName: name, AssumeRolePolicyDocument: trust, Policies });
      return `arn:aws:iam::${ACCOUNT}:role/${name}`;
    },
    bundle: async (name, source) => {
      await mkdir(join(stateDir, 'bundles', name), { recursive: true });
      await writeFile(join(stateDir, 'bundles', name, 'index.mjs'), source);
      return { S3Bucket: 'assets', S3Key: name };
    },
    clientConfig: (credentials) => ({ endpoint: listener.origin, region: REGION, credentials, maxAttempts: 1 }),
    skew: (seconds) => (clock.offsetMs = seconds * 1000),
    standStill: () => (clock.stoppedMs = Date.now()),
    stop,
  };
};

const policiesOf = (statements: readonly Statement[]) =>
  statements.length === 0 ? [] : [{ name: 'P', document: document(...statements) }];

const noKeys = (): Promise<never> => Promise.reject(new Error('This cloud has no KMS'));
