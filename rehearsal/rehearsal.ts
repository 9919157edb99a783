import { type Assembly, readAssembly } from '../policy/templates/assembly.ts';
import { createAccess } from './access.ts';
import { type Deployment, deploy } from './assembly/deploy.ts';
import type { LogQuestions } from './audit/log-questions.ts';
import { auditPages } from './audit-pages.ts';
import { createAwsListener } from './aws-listener.ts';
import type { Cloud, EmbeddedService } from './cloud.ts';
import { createCloudFront } from './cloudfront.ts';
import { createCloudTrail, type EmbeddedCloudTrail } from './cloudtrail.ts';
import { declaredOnlyTypes } from './declared-only.ts';
import { createDynamoDb } from './dynamodb.ts';
import { type CountryEndpoints, type Endpoints, removeEndpoints, type StandingCredentials, writeEndpoints } from './endpoints.ts';
import { createEvents, type EventsProps } from './events.ts';
import { createFaults, type FaultPlan } from './faults.ts';
import { createHttpApi } from './http-api.ts';
import { createIam, type Iam } from './iam.ts';
import { createKms } from './kms.ts';
import { createLambda, type EmbeddedLambda } from './lambda.ts';
import { landingPage, landingStyle } from './landing-page.ts';
import { createMailbox } from './mailbox.ts';
import { createIdentity } from './oidc.ts';
import { operatorPolicies } from './operator.ts';
import { type Places, placesOf } from './places.ts';
import { publishDirectory } from './publication.ts';
import { createS3, type S3Service } from './s3/service.ts';
import { provisionScratch } from './scratch.ts';
import { seededMagistrates } from './seeds.ts';
import { createSes } from './ses.ts';
import { createSns } from './sns.ts';
import { createSqs } from './sqs.ts';
import { createSsm } from './ssm.ts';
import { openStateFolder } from './state-folder.ts';
import { createSts } from './sts.ts';
import { createWebListener, sendPage, sendStyle, type WebListener } from './web-listener.ts';

export interface RehearsalProps {
  /** A synthesized cloud assembly. */
  readonly assembly: string;
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
  /** Wait before the nth retry of an asynchronous invocation. @default 1 s, 2 s, ... */
  readonly retryDelayMs?: (attempt: number) => number;
}

/** The whole exchange on this machine, running. */
export interface Rehearsal {
  readonly endpoints: Endpoints;
  readonly deployment: Deployment;
  readonly trail: Pick<EmbeddedCloudTrail, 'flush' | 'digest'>;
  readonly web: WebListener;
  /** Credentials of a country's custodian, who may disable and enable its keys. */
  readonly custodian: (country: string) => Promise<StandingCredentials>;
  /** Puts an event on the bus as an AWS service would. */
  readonly putEvent: Cloud['events']['put'];
  /** Runs `act` while a function has other variables in its environment, as after a deployment of another template. */
  readonly withEnvironment: EmbeddedLambda['withEnvironment'];
  /** Starts a scheduled rule of the bus now, instead of when its time comes. */
  readonly runSchedule: (ruleName: string) => Promise<void>;
  /** Resolves when no event, no function and no retry is under way. */
  readonly idle: () => Promise<void>;
  /** Stops cleanly: nothing acknowledged is lost, nothing is left running. */
  readonly close: () => Promise<void>;
}

/** Deploys an assembly into the embedded cloud, seeds accounts, publishes the directory and writes `endpoints.json`. */
export async function startRehearsal(props: RehearsalProps): Promise<Rehearsal> {
  const folder = await openStateFolder(props.stateDir, props.fresh ?? false);
  const assembly = await readAssembly(props.assembly);
  const [place] = assembly.stacks;
  if (!place) throw new Error('the assembly holds no stack');
  requireOnePlace(assembly.stacks);
  const parts = await assemble(props, { ...place, assetAt: assembly.assetAt });
  try {
    for (const service of parts.services) await service.open();
    const deployment = await deploy(assembly, parts.services, localNames(assembly, parts.web.origin));
    const places = placesOf(deployment.outputs);
    auditPages({
      ...parts,
      trailArn: places.trailArn,
      countries: Object.keys(places.countries),
      ...(props.questions && { questions: props.questions }),
      countryOf: (resource) => deployment.outputs[deployment.stackOf.get(resource) ?? '']?.Country,
    });
    const endpoints = await populate(props, parts, places);
    await writeEndpoints(props.stateDir, endpoints);
    parts.beginFaults();
    return {
      endpoints,
      deployment,
      trail: parts.trail,
      web: parts.web,
      custodian: (country) => custodianOf(parts.iam, places, country),
      putEvent: parts.putEvent,
      runSchedule: parts.runSchedule,
      withEnvironment: parts.lambda.withEnvironment,
      idle: parts.idle,
      close: async () => {
        await removeEndpoints(props.stateDir);
        await parts.close();
        await folder.release();
      },
    };
  } catch (cause) {
    await parts.close();
    await folder.release();
    throw cause;
  }
}

interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly assetAt: (bucket: string, key: string) => string;
}

type Parts = Awaited<ReturnType<typeof assemble>>;

async function assemble({ host, port = 0, report, stateDir, ...props }: RehearsalProps, { accountId, region, assetAt }: Place) {
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
  const kms = createKms({ ...common, access, trail: trail.recorder });
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
  const s3: S3Service = createS3(cloud);
  const sqs = createSqs(cloud);
  const lambda = createLambda({
    cloud,
    assetAt,
    sendToQueue: sqs.send,
    credentialsFor: (roleArn, sourceArn) =>
      sts.sessionFor(roleArn, { service: 'lambda.amazonaws.com', sessionName: sourceArn.split(':').at(-1) ?? 'function', sourceArn }),
    ...(props.retryDelayMs && { retryDelayMs: props.retryDelayMs }),
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
    open: async () => {},
    close: async () => {},
  };
  const cloudFront = createCloudFront({
    cloud,
    web,
    assetAt,
    rehearsalPages: { mail: '/mail', audit: '/audit', accounts: '/rehearsal' },
  });
  services.push(iam.service, sts.service, kms.service, trail.service, s3, createDynamoDb(cloud), sqs.service, createSsm(cloud));
  services.push(
    lambda.service,
    cloudFront,
    events.service,
    createHttpApi({ cloud, web, lambda }),
    createSes({ cloud, web, mailbox }),
    sns.service,
    identity.service,
    declared,
  );
  return {
    services,
    iam,
    web,
    aws,
    s3,
    trail,
    lambda,
    identity,
    cloud,
    beginFaults: () => {
      begun = true;
    },
    startEvents: () => {
      lambda.start();
      events.start();
    },
    putEvent: (event: Parameters<Cloud['events']['put']>[0]) => events.sink.put(event),
    runSchedule: events.runSchedule,
    idle: async () => {
      while (events.busy() || lambda.busy()) {
        await events.idle();
        await lambda.idle();
      }
    },
    close: async () => {
      await Promise.all([web.close(), aws.close()]);
      // events and functions end before what they use; the trail delivers last
      for (const service of [...services].reverse()) await service.close();
    },
  };
}

async function populate(props: RehearsalProps, parts: Parts, places: Places): Promise<Endpoints> {
  const { iam, identity, web, aws, lambda, cloud } = parts;
  const countries = Object.keys(places.countries);
  const magistrates = await seededMagistrates(props.stateDir, countries);
  for (const [code, place] of Object.entries(places.countries)) {
    for (const account of magistrates[code] ?? []) identity.seedAccount({ poolId: place.userPoolId, ...account });
  }
  await identity.start();
  const scratch = await provisionScratch(parts.s3, cloud.accountId);
  const operator = await iam.issueUser({ name: 'operator', policies: operatorPolicies(cloud, places.publishFunction) });
  const auditor = await iam.issueStandingRoleSession({ roleArn: places.auditorRoleArn, sessionName: 'rehearsal' });
  parts.startEvents();
  await publishDirectory({ ...props, webOrigin: web.origin, publishFunction: places.publishFunction, lambda });
  const countryEndpoints: [string, CountryEndpoints][] = [];
  for (const [code, { desk, issuer, dropBox }] of Object.entries(places.countries)) {
    // one after the other: they share a file
    const custodian = await custodianOf(iam, places, code);
    countryEndpoints.push([code, { desk, issuer, dropBox, magistrates: magistrates[code] ?? [], custodian }]);
  }
  const endpoints: Endpoints = {
    portal: `${web.origin}/`,
    mail: `${web.origin}/mail`,
    audit: `${web.origin}/audit`,
    s3: aws.origin,
    region: cloud.region,
    directory: places.directoryUrl,
    operator: pick(operator),
    auditor: pick(auditor),
    trail: { arn: places.trailArn, bucket: places.archiveBucket },
    scratch,
    countries: Object.fromEntries(countryEndpoints),
  };
  web.mount('/rehearsal', (_request, response) => sendPage(response, landingPage(endpoints)));
  web.mount('/style.css', (_request, response) => sendStyle(response, landingStyle));
  return endpoints;
}

async function custodianOf(iam: Iam, places: Places, country: string): Promise<StandingCredentials> {
  const place = places.countries[country];
  if (!place) throw new Error(`no country ${country}`);
  return pick(await iam.issueStandingRoleSession({ roleArn: place.custodianRoleArn, sessionName: 'rehearsal' }));
}

function pick({ accessKeyId, secretAccessKey }: StandingCredentials): StandingCredentials {
  return { accessKeyId, secretAccessKey };
}

/** The portal's public address, as the templates tell it, stands for the web origin wherever they name it: CORS, callbacks, mails. */
function localNames({ stacks }: Assembly, webOrigin: string): (text: string) => string {
  const publicUrl = stacks.map(({ template }) => template.outputs.PortalUrl).find((value) => typeof value === 'string');
  return (text) => (publicUrl === undefined ? text : text.replaceAll(publicUrl, webOrigin));
}

/** One embedded cloud stands for one account and Region. */
function requireOnePlace(stacks: readonly { readonly accountId: string; readonly region: string }[]): void {
  const places = new Set(stacks.map(({ accountId, region }) => `${accountId} in ${region}`));
  if (places.size > 1) {
    throw new Error(`a rehearsal stands for one account and Region; the configuration names ${[...places].join(', ')}`);
  }
}
