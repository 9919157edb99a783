import type { ExchangeConfig } from '../lib/config/schema.ts';
import { type BareRehearsal, startBareRehearsal } from '../rehearsal/bare.ts';
import type { PartsProps } from '../rehearsal/parts.ts';

/** Starts the embedded cloud as an empty account of the configuration's one place, and tells how to deploy into it. */
export async function rehearseDeployment(props: PartsProps, config: ExchangeConfig, shownStateDir: string): Promise<BareRehearsal> {
  const { account: accountId, region } = onePlaceOf(config);
  const rehearsal = await startBareRehearsal({
    ...props,
    accountId,
    region,
    portalUrl: config.exchange.portalUrl,
    issuers: config.countries.flatMap(({ signIn }) => (signIn ? [signIn.issuer] : [])),
  });
  console.log(instructions(rehearsal, { accountId, region, shownStateDir }));
  return rehearsal;
}

interface Told {
  readonly accountId: string;
  readonly region: string;
  readonly shownStateDir: string;
}

function instructions(rehearsal: BareRehearsal, { accountId, region, shownStateDir }: Told): string {
  const stacks = rehearsal.stacks();
  const standing = stacks.length === 0 ? 'Nothing is deployed in it.' : `${stacks.length} stacks stand in it.`;
  const endpoints = rehearsal.endpoints();
  const open = endpoints ? `\n  Open       ${endpoints.portal}\n` : '';
  return `
The account ${accountId} in ${region} is on this machine. ${standing}
${open}
In another terminal in this folder:
  . ${shownStateDir}/deployer.env
  npx cdk bootstrap aws://${accountId}/${region}
  npx cdk deploy --all

docs/runbooks/first-deploy.md goes through it. Once every stack stands, the portal is at ${rehearsal.parts.web.origin}/ and the accounts at ${rehearsal.parts.web.origin}/rehearsal.
Ctrl-C stops it; the state stays in ${shownStateDir}.
`;
}

/** One embedded cloud stands for one account and Region. */
function onePlaceOf({ audit, directory, portal, countries }: ExchangeConfig): { readonly account: string; readonly region: string } {
  const places = [audit, directory, portal, ...countries].map(({ account, region }) => `${account} in ${region}`);
  const distinct = [...new Set(places)];
  if (distinct.length > 1) throw new Error(`a rehearsal stands for one account and Region; the configuration names ${distinct.join(', ')}`);
  return { account: audit.account, region: audit.region };
}
