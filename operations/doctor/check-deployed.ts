import type { CountryConfig, ExchangeConfig } from '../../lib/config/schema.ts';
import { countryNames, exchangeNames } from '../../lib/names.ts';
import { type PlaceFacts, type StackFact, trailHere } from './facts.ts';
import { about, type Finding, type Say } from './finding.ts';

/** What is deployed already, against what the configuration wants: half-finished stacks, countries on one side only, lowered protection. */
export function checkDeployed(config: ExchangeConfig, place: PlaceFacts): readonly Finding[] {
  const subject = `${place.account} ${place.region}`;
  return [
    ...about({ check: 'stacks', subject }, place.stacks, (stacks, say) => checkStacks(config, place, stacks, say)),
    ...about({ check: 'object-lock', subject }, place.locks, (locks, say) => {
      const found = locks.flatMap((lock) => {
        const wanted = wantedLock(config, lock.bucket);
        if (lock.mode === 'COMPLIANCE' && wanted.mode === 'GOVERNANCE')
          return [
            say.error(
              `${lock.bucket} is locked in COMPLIANCE mode; stage ${config.exchange.stage} lowers it`,
              'exchange.stage: production',
            ),
          ];
        if (wanted.days < lock.days)
          return [
            say.error(
              `${lock.bucket} is locked for ${lock.days} days; the configuration says ${wanted.days}`,
              'raise the retention: it is never lowered',
            ),
          ];
        return [];
      });
      if (found.length > 0) return found;
      return [
        say.ok(locks.length === 0 ? 'no bucket is there yet' : `${locks.length} buckets are locked as the configuration wants, or less`),
      ];
    }),
  ];
}

function wantedLock(config: ExchangeConfig, bucket: string): { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number } {
  const { documentDays, auditLogDays } = config.retention;
  const isArchive = bucket === exchangeNames(config).archiveBucket;
  const owner = config.countries.find((country) => countryNames(config, country).dropBox === bucket);
  return {
    mode: config.exchange.stage === 'production' ? 'COMPLIANCE' : 'GOVERNANCE',
    days: isArchive ? auditLogDays : (owner?.documentDays ?? documentDays),
  };
}

function checkStacks(config: ExchangeConfig, { account, holds }: PlaceFacts, stacks: readonly StackFact[], say: Say): readonly Finding[] {
  const { prefix } = exchangeNames(config);
  const own = stacks.filter(({ name }) => name.startsWith(`${prefix}-`));
  const has = (name: string): boolean => own.some((stack) => stack.name === name);
  const isHalf = (name: string): boolean => own.some((stack) => stack.name === name && halfFinished.test(stack.status));
  const broken = own.flatMap((stack) => {
    const sentence = `${stack.name}: ${stack.status}`;
    if (stack.status.endsWith('_IN_PROGRESS')) return [say.warning(sentence, 'wait until it has ended, then run this again')];
    return halfFinished.test(stack.status) ? [say.error(sentence, cureOfBroken(stack, prefix))] : [];
  });
  const countries = config.countries.filter(({ code }) => holds.includes(code));
  const absent = countries.flatMap((country) => {
    const { prefix: name } = countryNames(config, country);
    const missing = ['Vault', 'Desk'].filter((kind) => !has(`${name}-${kind}`));
    return missing.length > 0 && own.length > 0
      ? [
          say.warning(
            `${country.code} is configured and not deployed: ${missing.join(', ')}`,
            cureFor(country.code, missing, isHalf(`${name}-Vault`)),
          ),
        ]
      : [];
  });
  const shared = (['Audit', 'Directory', 'Portal'] as const).filter(
    (name) => holds.includes(name.toLowerCase()) && !has(`${prefix}-${name}`),
  );
  const lacking = own.length > 0 ? shared.map((name) => say.warning(`${name} is not deployed`, `npx cdk deploy ${name}`)) : [];
  const trail = `Audit-${account}`;
  const isTrailAwaited = holds.includes(trailHere) && !has(`${prefix}-${trail}`) && (own.length > 0 || countries.length === 0);
  const untrailed = isTrailAwaited
    ? [say.warning(`${trail} is not deployed: until then no reading in this account is recorded`, `npx cdk deploy Audit ${trail}`)]
    : [];
  const strangers = own.flatMap(({ name }) => stranger(config, name, say));
  const found = [
    ...broken,
    ...absent,
    ...lacking,
    ...untrailed,
    ...strangers,
    ...countries.flatMap((country) => otherKey(config, country, { own, say })),
  ];
  if (found.length > 0) return found;
  return [say.ok(own.length === 0 ? 'nothing is deployed yet' : `${own.length} stacks, all whole`)];
}

/** A desk still works for a country that the directory no longer names; a vault alone is what stays of one that left. */
function stranger(config: ExchangeConfig, name: string, say: Say): readonly Finding[] {
  const [, code, kind] = new RegExp(`^${exchangeNames(config).prefix}-([A-Z]{2})-(Vault|Desk)$`).exec(name) ?? [];
  if (code === undefined || config.countries.some((country) => country.code === code)) return [];
  const sentence = `${name} is deployed and ${code} is not configured`;
  const runbook = 'docs/runbooks/remove-a-country.md';
  return kind === 'Desk'
    ? [say.error(sentence, `put the country back, or take its desk away first (${runbook}): its evidence stays`)]
    : [say.warning(sentence, `nothing, where the country left: its evidence stays (${runbook})`)];
}

interface Standing {
  readonly own: readonly StackFact[];
  readonly say: Say;
}

/** CloudFormation itself refuses another origin of a key that it made; what a country made itself it does not know. */
function otherKey(config: ExchangeConfig, country: CountryConfig, { own, say }: Standing): readonly Finding[] {
  const { documentsKey } = own.find(({ name }) => name === `${countryNames(config, country).prefix}-Vault`) ?? {};
  const isOwn = country.documentsKeyOrigin === 'existing';
  if (!documentsKey || (documentsKey.isOwnMaking === isOwn && (!isOwn || documentsKey.arn === country.documentsKeyArn))) return [];
  return [
    say.error(
      `the documents of ${country.code} lie under ${documentsKey.arn}; under another key nobody could open them`,
      'put documentsKeyOrigin and documentsKeyArn back: they never change (docs/decisions/033-existing-key.md)',
    ),
  ];
}

/** A desk that is made anew has another address, which Directory and Portal must learn. */
function cureFor(code: string, missing: readonly string[], isVaultHalf: boolean): string {
  if (missing.join() !== 'Desk' || isVaultHalf) return `npx cdk deploy '${code}-*'`;
  return `npx cdk deploy ${code}-Desk --exclusively, then as docs/runbooks/first-deploy.md#8-a-desk-can-be-made-anew says`;
}

/**
 * The CDK CLI protects a stack before it makes anything, and deletes what a failed first deployment left before it tries again: of a protected
 * stack CloudFormation refuses it that.
 */
function cureOfBroken({ name, status, isProtected }: StackFact, prefix: string): string {
  const id = name.slice(prefix.length + 1);
  if (!status.startsWith('ROLLBACK_')) return 'npx cdk deploy it again; where it is UPDATE_ROLLBACK_FAILED: npx cdk rollback';
  if (!isProtected) return `npx cdk deploy ${id} again: the CLI deletes first what the failed deployment left`;
  return [
    `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}, then`,
    `npx cdk deploy ${id} --import-existing-resources (docs/runbooks/first-deploy.md#where-a-first-deployment-failed)`,
  ].join(' ');
}

const halfFinished = /_FAILED$|^ROLLBACK_COMPLETE$|^REVIEW_IN_PROGRESS$/;
