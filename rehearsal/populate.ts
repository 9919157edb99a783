import type { CountryEndpoints, Endpoints, StandingCredentials } from './endpoints.ts';
import type { Iam } from './iam.ts';
import { landingPage, landingStyle } from './landing-page.ts';
import { standInIssuer } from './oidc.ts';
import { operatorPolicies } from './operator.ts';
import type { Parts, PartsProps } from './parts.ts';
import type { CountryPlace, Places } from './places.ts';
import { provisionScratch } from './scratch.ts';
import { seededMagistrates } from './seeds.ts';
import { sendPage, sendStyle } from './web-listener.ts';

/** Seeds accounts and credentials for an exchange that stands, and shows them on the first page of the rehearsal. */
export async function populate(
  { stateDir, training }: Pick<PartsProps, 'stateDir' | 'training'>,
  parts: Parts,
  places: Places,
): Promise<Endpoints> {
  const { iam, identity, web, aws, cloud } = parts;
  const countries = Object.keys(places.countries);
  const magistrates = await seededMagistrates(stateDir, countries);
  for (const [code, place] of Object.entries(places.countries)) {
    const issuer = issuerHere(place, web.origin);
    const poolId = 'userPoolId' in place.signIn ? place.signIn.userPoolId : identity.standIn({ country: code, issuer, ...place.signIn });
    for (const account of magistrates[code] ?? []) identity.seedAccount({ poolId, ...account });
  }
  await identity.start();
  const scratch = await provisionScratch(parts.s3, cloud.accountId);
  const operator = await iam.issueUser({ name: 'operator', policies: operatorPolicies(cloud, places.publishFunction) });
  const auditor = await iam.issueStandingRoleSession({ roleArn: places.auditorRoleArn, sessionName: 'rehearsal' });
  const countryEndpoints: [string, CountryEndpoints][] = [];
  for (const [code, place] of Object.entries(places.countries)) {
    const { desk, dropBox, reconcilerRoleArn, copyReaderRoleArn: readerArn } = place;
    const issuer = issuerHere(place, web.origin);
    // one after the other: they share a file
    const custodian = await custodianOf(iam, places, code);
    const restorer = pick(await iam.issueStandingRoleSession({ roleArn: reconcilerRoleArn, sessionName: 'restore-drill' }));
    const copyReader = readerArn && pick(await iam.issueStandingRoleSession({ roleArn: readerArn, sessionName: 'rehearsal' }));
    const people = { magistrates: magistrates[code] ?? [], custodian, restorer };
    countryEndpoints.push([code, { desk, issuer, dropBox, ...people, ...(copyReader && { copyReader }) }]);
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
  web.mount('/rehearsal', (_request, response) => sendPage(response, landingPage(endpoints, training !== undefined)));
  web.mount('/style.css', (_request, response) => sendStyle(response, landingStyle));
  return endpoints;
}

/** Outputs tell public names: a country's own provider stands below the web origin here. */
function issuerHere({ issuer, signIn }: CountryPlace, webOrigin: string): string {
  return 'userPoolId' in signIn ? issuer : standInIssuer(issuer, webOrigin);
}

export function pick({ accessKeyId, secretAccessKey }: StandingCredentials): StandingCredentials {
  return { accessKeyId, secretAccessKey };
}

interface PublicNames {
  readonly publicUrl: string | undefined;
  /** Providers of countries that have one of their own. */
  readonly issuers?: readonly string[];
  readonly webOrigin: string;
}

/** The portal's public address and countries' own providers, as the templates tell them, stand for places below the web origin wherever they are named: CORS, callbacks, mails. */
export function localNames(text: string, { publicUrl, issuers = [], webOrigin }: PublicNames): string {
  const local = issuers.reduce((sofar, issuer) => sofar.replaceAll(issuer, standInIssuer(issuer, webOrigin)), text);
  return publicUrl === undefined ? local : local.replaceAll(publicUrl, webOrigin);
}

/** Credentials of a country's custodian. */
export async function custodianOf(iam: Iam, places: Places, country: string): Promise<StandingCredentials> {
  const place = places.countries[country];
  if (!place) throw new Error(`no country ${country}`);
  return pick(await iam.issueStandingRoleSession({ roleArn: place.custodianRoleArn, sessionName: 'rehearsal' }));
}
