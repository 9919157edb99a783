import { type Assembly, type AssemblyStack, readAssembly } from '../policy/templates/assembly.ts';
import { type Deployment, deploy } from './assembly/deploy.ts';
import { auditPages } from './audit-pages.ts';
import type { Cloud } from './cloud.ts';
import type { EmbeddedCloudTrail } from './cloudtrail.ts';
import { requireDeployedBy } from './deployed-by.ts';
import { type Endpoints, removeEndpoints, type StandingCredentials, writeEndpoints } from './endpoints.ts';
import type { KeyMadeElsewhere } from './kms/stand-in.ts';
import type { EmbeddedLambda } from './lambda.ts';
import { assemble, type PartsProps, type Place } from './parts.ts';
import { placesOf } from './places.ts';
import { custodianOf, localNames, populate } from './populate.ts';
import { publishDirectory } from './publication.ts';
import { openStateFolder } from './state-folder.ts';
import { openTraining } from './training.ts';
import type { WebListener } from './web-listener.ts';

export interface RehearsalProps extends PartsProps {
  /** A synthesized cloud assembly. */
  readonly assembly: string;
  /** Keys that the templates use and do not make: an ordinary key stands in for each. @default none */
  readonly keysMadeElsewhere?: readonly KeyMadeElsewhere[];
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
  const place = placeFor(assembly.stacks);
  const publicUrl = publicUrlIn(assembly);
  const issuers = issuersIn(assembly);
  const localOf = (text: string, webOrigin: string) => localNames(text, { publicUrl, issuers, webOrigin });
  const parts = await assemble(props, { ...place, assetAt: assembly.assetAt, localOf, changed: async () => {} });
  try {
    await requireDeployedBy(props.stateDir, 'assembly');
    for (const service of parts.services) await service.open();
    for (const key of props.keysMadeElsewhere ?? []) await parts.standInFor(key);
    const deployment = await deploy(assembly, parts.services, (text) => localOf(text, parts.web.origin));
    const places = placesOf(deployment.outputs);
    auditPages({
      ...parts,
      trailArn: places.trailArn,
      countries: Object.keys(places.countries),
      ...(props.questions && { questions: props.questions }),
      countryOf: (resource) => deployment.outputs[deployment.stackOf.get(resource) ?? '']?.Country,
    });
    const endpoints = await populate(props, parts, places);
    parts.startEvents();
    await publishDirectory({ ...props, webOrigin: parts.web.origin, publishFunction: places.publishFunction, lambda: parts.lambda });
    const ground = props.training?.(endpoints);
    if (ground) openTraining({ ...parts, stateDir: props.stateDir, ground, deployment });
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

function publicUrlIn({ stacks }: Assembly): string | undefined {
  return stacks.map(({ template }) => template.outputs.PortalUrl).find((value) => typeof value === 'string');
}

/** Issuers that the templates name outright: those of countries with a provider of their own. */
function issuersIn({ stacks }: Assembly): readonly string[] {
  return stacks.flatMap(({ template: { outputs } }) => (typeof outputs.Issuer === 'string' ? [outputs.Issuer] : []));
}

/** What may stand in a further Region: what S3, KMS and IAM make. */
const beyondHome = new Set([
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::KMS::Key',
  'AWS::KMS::Alias',
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
]);

/** One embedded cloud stands for one account, with one Region in which everything may stand; copies may lie in others. */
function placeFor(stacks: readonly AssemblyStack[]): Pick<Place, 'accountId' | 'region' | 'otherRegions'> {
  const isHome = ({ template }: AssemblyStack): boolean => Object.values(template.resources).some(({ type }) => !beyondHome.has(type));
  const places = [...new Set(stacks.filter(isHome).map(({ accountId, region }) => `${accountId} in ${region}`))];
  const accounts = new Set(stacks.map(({ accountId }) => accountId));
  const [home] = stacks.filter(isHome);
  if (!home) throw new Error('the assembly holds no stack');
  if (places.length > 1 || accounts.size > 1) {
    throw new Error(`a rehearsal stands for one account and Region, and copies in others; the configuration names ${places.join(', ')}`);
  }
  const { accountId, region } = home;
  return { accountId, region, otherRegions: [...new Set(stacks.map((stack) => stack.region))].filter((other) => other !== region) };
}
