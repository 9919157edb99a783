import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { countryNames } from '../../lib/names.ts';
import { atThePeak, rolesOfCountry, rulesOfCountry, stacksOfCountry } from '../quotas.ts';
import { type PlaceFacts, type QuotaFact, type QuotaName, quotaNames } from './facts.ts';
import { about, type Finding, type Say } from './finding.ts';

/** The first ceilings of docs/capacity.md, against what the configuration puts into an account and Region. */
export function checkQuotas(config: ExchangeConfig, place: PlaceFacts): readonly Finding[] {
  const subject = `${place.account} ${place.region}`;
  const coming = countriesToCome(config, place);
  const own = config.countries.filter(({ code }) => place.holds.includes(code));
  if (own.length === 0) return [];
  const poolsWanted = own.filter(({ signIn }) => !signIn).length;
  const wanted: Readonly<Record<QuotaName, Wanted>> = {
    eventRules: { name: 'rules of the default bus', more: coming * rulesOfCountry },
    stacks: { name: 'stacks', more: coming * stacksOfCountry, inUse: stacksIn(place) },
    userPools: { name: 'user pools (those that are there were not counted)', more: poolsWanted },
    signatures: { name: 'signatures by KMS a second', more: atThePeak.signatures },
    eventInvocations: { name: 'invocations by EventBridge a second', more: atThePeak.eventInvocations },
    apiRequests: { name: 'requests to HTTP APIs a second', more: atThePeak.apiRequests },
  };
  return [
    ...about({ check: 'roles', subject }, place.roles, ({ inUse, quota }, say) =>
      judge({ name: 'roles', more: coming * rolesOfCountry }, { limit: quota, inUse, isDefault: false }, say),
    ),
    ...about({ check: 'concurrency', subject }, place.concurrentExecutions, (limit, say) =>
      limit >= usualConcurrency
        ? [say.ok(`${limit} concurrent executions`)]
        : [say.warning(`${limit} concurrent executions: a new account's limit`, 'ask for 1,000 in Service Quotas before people use it')],
    ),
    ...quotaNames.flatMap((name) =>
      about({ check: `quota-${dashed(name)}`, subject }, place.quotas[name], (fact, say) => judge(wanted[name], fact, say)),
    ),
  ];
}

interface Wanted {
  readonly name: string;
  /** On top of what is in use. */
  readonly more: number;
  readonly inUse?: number;
}

const usualConcurrency = 1000;

function judge({ name, more, ...wanted }: Wanted, { limit, isDefault, ...fact }: QuotaFact, say: Say): readonly Finding[] {
  const inUse = fact.inUse ?? wanted.inUse ?? 0;
  const told = `${inUse > 0 ? `${inUse} in use of ` : ''}${limit} ${name}${isDefault ? " (AWS's default)" : ''}; the exchange asks for ${more}`;
  if (inUse + more <= limit) return [say.ok(told)];
  return [say.error(told, 'ask for more in Service Quotas, or give countries accounts of their own (docs/capacity.md)')];
}

/** Countries of the place that stand nowhere yet: what stands is in use already. */
function countriesToCome(config: ExchangeConfig, { holds, stacks }: PlaceFacts): number {
  const names = 'known' in stacks ? stacks.known.map(({ name }) => name) : [];
  const isDeployed = (country: ExchangeConfig['countries'][number]): boolean =>
    names.includes(`${countryNames(config, country).prefix}-Vault`) && names.includes(`${countryNames(config, country).prefix}-Desk`);
  return config.countries.filter((country) => holds.includes(country.code) && !isDeployed(country)).length;
}

function stacksIn({ stacks }: PlaceFacts): number {
  return 'known' in stacks ? stacks.known.length : 0;
}

function dashed(name: QuotaName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
