import { join } from 'node:path';
import { auditPages } from './audit-pages.ts';
import type { StackRecord } from './cloudformation/record.ts';
import { requireDeployedBy } from './deployed-by.ts';
import { type Endpoints, removeEndpoints, type StandingCredentials, writeEndpoints } from './endpoints.ts';
import { assemble, type Parts, type PartsProps } from './parts.ts';
import { type Places, placesOf } from './places.ts';
import { localNames, pick, populate } from './populate.ts';
import { writePrivateFile } from './private-file.ts';
import { seededMagistrates } from './seeds.ts';
import { Serial } from './serial.ts';
import { openStateFolder } from './state-folder.ts';
import { sendText } from './web-listener.ts';

export interface BareProps extends PartsProps {
  readonly accountId: string;
  readonly region: string;
  /** Public address of the portal, which the web origin of this machine stands for. */
  readonly portalUrl: string;
  /** Providers of countries that have one of their own. */
  readonly issuers: readonly string[];
}

/** An account in which nothing stands but what is deployed into it. */
export interface BareRehearsal {
  /** What a deployer exports, by name. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same as a file for the shell. */
  readonly environmentFile: string;
  /** Undefined as long as the exchange does not stand whole. */
  readonly endpoints: () => Endpoints | undefined;
  readonly stacks: () => readonly StackRecord[];
  readonly parts: Parts;
  readonly close: () => Promise<void>;
}

/**
 * Starts the embedded cloud as an empty account, for the CDK CLI to bootstrap and deploy into. What was deployed before stands again. Once the
 * exchange stands whole it is served as ever: accounts are seeded and `endpoints.json` is written.
 */
export async function startBareRehearsal(props: BareProps): Promise<BareRehearsal> {
  const folder = await openStateFolder(props.stateDir, props.fresh ?? false);
  let endpoints: Endpoints | undefined;
  const attending = new Serial();
  const parts = await assemble(props, {
    accountId: props.accountId,
    region: props.region,
    localOf: (text, webOrigin) => localNames(text, { publicUrl: props.portalUrl, issuers: props.issuers, webOrigin }),
    changed: () =>
      attending.run(async () => {
        endpoints = await attend(props, parts);
      }),
  });
  try {
    await requireDeployedBy(props.stateDir, 'cloudformation');
    for (const service of parts.services) await service.open();
    parts.web.mount('/rehearsal', (_request, response) => sendText(response, 200, 'Nothing is deployed here yet.\n'));
    await parts.cloudFormation.restore();
    endpoints = await attend(props, parts);
    parts.startEvents();
    const environment = environmentOf(parts, await deployer(parts));
    const environmentFile = join(props.stateDir, 'deployer.env');
    await writePrivateFile(environmentFile, Buffer.from(shellText(environment)));
    parts.beginFaults();
    return {
      environment,
      environmentFile,
      endpoints: () => endpoints,
      stacks: parts.cloudFormation.stacks,
      parts,
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

/** Serves what stands: identity providers with their accounts at once, the exchange as soon as it is whole. */
async function attend(props: BareProps, parts: Parts): Promise<Endpoints | undefined> {
  const outputs = parts.cloudFormation.outputs();
  const vaults = Object.values(outputs).filter(({ Country, UserPoolId }) => Country !== undefined && UserPoolId !== undefined);
  const magistrates = await seededMagistrates(
    props.stateDir,
    vaults.flatMap(({ Country }) => Country ?? []),
  );
  for (const { Country = '', UserPoolId = '' } of vaults)
    for (const account of magistrates[Country] ?? []) parts.identity.seedAccount({ poolId: UserPoolId, ...account });
  await parts.identity.start();
  const places = wholeExchange(outputs);
  await removeEndpoints(props.stateDir);
  if (!places) return undefined;
  auditPages({
    ...parts,
    trailArn: places.trailArn,
    countries: Object.keys(places.countries),
    ...(props.questions && { questions: props.questions }),
    countryOf: (resource) => countryOf(parts, resource),
  });
  const endpoints = await populate(props, parts, places);
  await writeEndpoints(props.stateDir, endpoints);
  return endpoints;
}

function wholeExchange(outputs: Parameters<typeof placesOf>[0]): Places | undefined {
  try {
    const withDesk = new Set(Object.values(outputs).flatMap(({ Country, DeskUrl }) => (Country && DeskUrl ? [Country] : [])));
    // a country whose desk was taken away is none for now; before the first deployment has ended, the directory is not there either
    return placesOf(
      Object.fromEntries(Object.entries(outputs).filter(([, { Country }]) => Country === undefined || withDesk.has(Country))),
    );
  } catch {
    // a stack is still missing, or has gone
    return undefined;
  }
}

function countryOf(parts: Parts, resource: string): string | undefined {
  const holder = parts.cloudFormation
    .stacks()
    .find(({ resources }) => resources.some(({ ref, attributes }) => ref === resource || attributes.Arn === resource));
  return holder?.outputs.Country?.value;
}

/** The ops team's administrator, as an account has one before anything is bootstrapped. */
async function deployer({ iam }: Parts): Promise<StandingCredentials> {
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  return pick(await iam.issueUser({ name: 'deployer', policies: [{ name: 'AdministratorAccess', document: everything }] }));
}

function environmentOf({ aws, cloud }: Parts, { accessKeyId, secretAccessKey }: StandingCredentials): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: aws.origin,
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

function shellText(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${value}`);
  return `${['# for the CDK CLI and the AWS CLI, against this rehearsal only', 'unset AWS_PROFILE AWS_SESSION_TOKEN', ...lines].join('\n')}\n`;
}
