import { createAccess } from './access.ts';
import type { LogQuestions } from './audit/log-questions.ts';
import { createAwsListener } from './aws-listener.ts';
import type { Caller, Cloud, EmbeddedService } from './cloud.ts';
import { createCloudFormation } from './cloudformation.ts';
import { createCloudFront } from './cloudfront.ts';
import { createCloudTrail } from './cloudtrail.ts';
import { declaredOnlyRemovals, declaredOnlyTypes } from './declared-only.ts';
import { createDynamoDb } from './dynamodb.ts';
import type { Endpoints } from './endpoints.ts';
import { createEvents, type EventsProps } from './events.ts';
import { createFaults, type FaultPlan } from './faults.ts';
import { createHttpApi } from './http-api.ts';
import { createIam } from './iam.ts';
import { regionalKms } from './kms.ts';
import type { LambdaBounds } from './lambda/account-bounds.ts';
import { createLambda } from './lambda.ts';
import { createMailbox } from './mailbox.ts';
import { createIdentity } from './oidc.ts';
import { createS3, type S3Service } from './s3/service.ts';
import { createSes } from './ses.ts';
import { createSns } from './sns.ts';
import { createSqs } from './sqs.ts';
import { createSsm } from './ssm.ts';
import { createSts } from './sts.ts';
import type { TrainingGround } from './training-pages.ts';
import { createWebListener } from './web-listener.ts';

export interface PartsProps {
  readonly stateDir: string;
  /** Empties the state folder first. @default false */
  readonly fresh?: boolean;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** Port of the web side; the AWS side takes the next one, or any free one for 0. @default 0 */
  readonly port?: number;
  readonly report: (line: string) => void;
  readonly now?: () => Date;
  /** How often CloudTrail delivers log files; 0 for only when asked. @default 60 */
  readonly trailDeliverySeconds?: number;
  /** Stands between an event and its rules: tests drop, repeat, delay and reorder here. @default passes it on */
  readonly deliver?: EventsProps['deliver'];
  /** What goes wrong on purpose, once everything is deployed. @default nothing */
  readonly faults?: FaultPlan;
  /** What the audit page asks of the log. @default no page of questions */
  readonly questions?: LogQuestions;
  /** What guided exercises are made of. @default no exercises */
  readonly training?: (endpoints: Endpoints) => TrainingGround;
  /** Wait before the nth retry of an asynchronous invocation. @default 1 s, 2 s, ... */
  readonly retryDelayMs?: (attempt: number) => number;
  /** How many functions run at once, and stay warm. @default by the machine's memory */
  readonly lambdaBounds?: LambdaBounds;
}

/** The account and Region for which the embedded cloud stands, and how it is deployed to. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  /** In which buckets and keys stand, and nothing else. @default none */
  readonly otherRegions?: readonly string[];
  /** Folder of an asset of the assembly; without it everything comes through CloudFormation. */
  readonly assetAt?: (bucket: string, key: string) => string;
  /** What public names stand for on this machine. */
  readonly localOf: (text: string, webOrigin: string) => string;
  /** Told after each operation of CloudFormation. */
  readonly changed: () => Promise<void>;
}

export type Parts = Awaited<ReturnType<typeof assemble>>;

/** Makes every service of the embedded cloud, listening, with nothing provisioned. */
export async function assemble(
  { host, port = 0, report, stateDir, ...props }: PartsProps,
  { accountId, region, otherRegions = [], assetAt, localOf, changed }: Place,
) {
  const now = props.now ?? (() => new Date());
  const common = { accountId, region, stateDir, now, report };
  const access = createAccess(common);
  const iam = createIam(common);
  const web = await createWebListener({ ...(host && { host }), port, report });
  const services: EmbeddedService[] = [];
  const faults = props.faults && createFaults(props.faults);
  // nothing goes wrong on purpose while the exchange is being set up
  let begun = false;
  const aws = await createAwsListener({
    ...common,
    otherRegions,
    ...(host && { host }),
    port: port === 0 ? 0 : port + 1,
    authenticator: iam.authenticator,
    services: () => services,
    faults: { before: async (service) => (begun ? faults?.before(service) : undefined) },
  });
  const endpoint = () => aws.origin;
  // S3, the trail and the bus need one another: each is asked through a function when all are there
  const trail = createCloudTrail({
    ...common,
    access,
    endpoint,
    archive: { putInternal: (object) => s3.putInternal(object) },
    events: { put: (event) => events.sink.put(event) },
    ...(props.trailDeliverySeconds !== undefined && { deliverySeconds: props.trailDeliverySeconds }),
  });
  const kms = regionalKms({ ...common, access, trail: trail.recorder, principalExists: iam.exists }, otherRegions);
  const sts = createSts({ ...common, access, trail: trail.recorder, iam });
  const cloud: Cloud = {
    ...common,
    endpoint,
    webOrigin: () => web.origin,
    access,
    trail: trail.recorder,
    events: { put: (event) => events.sink.put(event) },
    keys: kms.keys,
  };
  // S3 says nothing of a bucket when it takes on a role (S3: "Setting up permissions for live replication")
  const actAs = async (roleArn: string): Promise<Caller> => {
    const session = await sts.sessionFor(roleArn, { service: 's3.amazonaws.com', sessionName: 's3-replication' });
    const { identity } = iam.authenticator.find(session.accessKeyId, session.sessionToken);
    return identity({ sourceIp: 's3.amazonaws.com', userAgent: 's3.amazonaws.com' });
  };
  const s3: S3Service = createS3(cloud, { actAs });
  const ssm = createSsm(cloud);
  const cloudFormation = createCloudFormation({
    cloud,
    services: () => services,
    s3: () => s3,
    sts,
    authenticator: iam.authenticator,
    parameters: ssm,
    localOf: (text) => localOf(text, web.origin),
    changed,
  });
  const assets = assetAt ?? cloudFormation.assetAt;
  const sqs = createSqs(cloud);
  const lambda = createLambda({
    cloud,
    assetAt: assets,
    sendToQueue: sqs.send,
    credentialsFor: (roleArn, sourceArn) =>
      sts.sessionFor(roleArn, { service: 'lambda.amazonaws.com', sessionName: sourceArn.split(':').at(-1) ?? 'function', sourceArn }),
    ...(props.retryDelayMs && { retryDelayMs: props.retryDelayMs }),
    ...(props.lambdaBounds && { bounds: props.lambdaBounds }),
  });
  const deliver: EventsProps['deliver'] =
    props.deliver ?? (async (event, pass) => (begun && faults ? faults.deliver(event, pass) : pass(event)));
  const mailbox = createMailbox(common);
  const sns = createSns({ cloud, mailbox });
  const events = createEvents({ cloud, lambda: () => lambda, sendToQueue: sqs.send, publish: sns.publishFor, deliver });
  const identity = createIdentity({ cloud, web });
  const declared: EmbeddedService = {
    scopes: [],
    handle: async () => {},
    resourceTypes: declaredOnlyTypes(cloud),
    removals: declaredOnlyRemovals,
    open: async () => {},
    close: async () => {},
  };
  const cloudFront = createCloudFront({
    cloud,
    web,
    assetAt: assets,
    rehearsalPages: { mail: '/mail', audit: '/audit', accounts: '/rehearsal', ...(props.training && { training: '/training' }) },
  });
  const dynamodb = createDynamoDb(cloud);
  services.push(iam.service, sts.service, kms.service, trail.service, s3, dynamodb, sqs.service);
  services.push(
    lambda.service,
    cloudFront,
    events.service,
    createHttpApi({ cloud, web, lambda }),
    createSes({ cloud, web, mailbox }),
    sns.service,
    identity.service,
    ssm.service,
    declared,
    // a stack that was deployed from an assembly is not one of CloudFormation's
    ...(assetAt === undefined ? [cloudFormation.service] : []),
  );
  return {
    services,
    standInFor: kms.standInFor,
    dynamodb,
    iam,
    web,
    aws,
    s3,
    trail,
    lambda,
    identity,
    cloud,
    cloudFormation,
    beginFaults: () => {
      begun = true;
    },
    startEvents: () => {
      lambda.start();
      events.start();
      s3.beginReplication();
    },
    putEvent: (event: Parameters<Cloud['events']['put']>[0]) => events.sink.put(event),
    runSchedule: events.runSchedule,
    idle: async () => {
      while (events.busy() || lambda.busy()) {
        await events.idle();
        await lambda.idle();
      }
      await s3.replicated();
    },
    close: async () => {
      await Promise.all([web.close(), aws.close()]);
      // events and functions end before what they use; the trail delivers last
      for (const service of [...services].reverse()) await service.close();
    },
  };
}
