import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { type Finding, sayer } from './finding.ts';

/** What the schema lets pass and a ministry should not: pure, for any configuration that loads. */
export function checkConfiguration(config: ExchangeConfig, file: string): readonly Finding[] {
  const say = sayer('configuration', file);
  const { exchange, portal, retention, countries } = config;
  const places = [config.audit, config.directory, portal, ...countries];
  const isProduction = exchange.stage === 'production';
  const serious = isProduction ? say.error : say.warning;
  const found: Finding[] = [];
  if (places.some(({ account }) => sampleAccount.test(account)))
    found.push(say.error('an account number of the sample stands in it', 'write the numbers of your own accounts'));
  const ofCountries = countries.flatMap(({ duty, monthlyBudget }) => [
    duty.sender,
    ...duty.mailboxes,
    ...duty.escalation,
    ...(monthlyBudget?.mailboxes ?? []),
  ]);
  const examples = [exchange.portalUrl, ...config.audit.alarmMailboxes, ...ofCountries].filter(isExample);
  if (examples.length > 0)
    found.push(
      serious(`${examples.length} addresses end in .example, which nobody can own`, 'write the real portal address, senders and mailboxes'),
    );
  for (const region of new Set(places.map((place) => place.region).filter((name) => damaged.has(name))))
    found.push(say.warning(`Region ${region} was reported damaged in March 2026`, 'look at the AWS Health Dashboard before choosing it'));
  if (isProduction && !portal.certificateArn)
    found.push(say.error('production without a certificate for the portal', 'portal.certificateArn: an ACM certificate of us-east-1'));
  if (isProduction && new Set(countries.map(({ account }) => account)).size < countries.length)
    found.push(
      say.warning('in production several countries share an account: its operator deploys for all of them', 'one account for each country'),
    );
  if (isProduction && retention.documentDays < 365)
    found.push(say.warning(`documents are locked for ${retention.documentDays} days only`, 'retention.documentDays: at least 365'));
  found.push(...oddNames(countries).map((sentence) => say.error(sentence, 'names of each country: people choose and confirm by them')));
  if (retention.auditLogDays < retention.documentDays)
    found.push(
      say.error('the log goes before the documents whose readings it proves', 'retention.auditLogDays: at least retention.documentDays'),
    );
  return found.length > 0 ? found : [say.ok(`${countries.length} countries, stage ${exchange.stage}`)];
}

/** Every mistake for which a configuration does not load. */
export function unreadable(file: string, mistakes: readonly string[]): readonly Finding[] {
  const say = sayer('configuration', file);
  return mistakes.map((mistake) => say.error(mistake, 'correct the configuration'));
}

/** Two countries of one name, which an entry that was copied brings about, and names that nobody types as they stand. */
function oddNames(countries: ExchangeConfig['countries']): readonly string[] {
  return countries.flatMap(({ code, names }, index) =>
    (['ar', 'fr', 'en'] as const).flatMap((language) => {
      const name = names[language].trim();
      const other = countries.slice(0, index).find((one) => one.names[language].trim() === name);
      if (other) return [`${code} is called ${JSON.stringify(name)} as ${other.code} is`];
      return name === names[language] ? [] : [`${code} is called ${JSON.stringify(names[language])} with space around it`];
    }),
  );
}

const sampleAccount = /^(?:123456789012|1{12}|2{12}|0{12})$/;
/** Not confirmed by AWS's own pages; the stricter reading. */
const damaged: ReadonlySet<string> = new Set(['me-central-1', 'me-south-1']);

function isExample(address: string): boolean {
  return /\.example(?:[/:]|$)/.test(address);
}
