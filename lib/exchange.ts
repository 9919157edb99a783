import { type App, Tags } from 'aws-cdk-lib';
import type { ExchangeConfig } from './config/schema.ts';
import { countryNames, exchangeNames, trailAccounts } from './names.ts';
import { Audit } from './stacks/audit.ts';
import { Copy } from './stacks/copy.ts';
import { Desk } from './stacks/desk.ts';
import { Directory } from './stacks/directory.ts';
import { Portal } from './stacks/portal.ts';
import { Trail } from './stacks/trail.ts';
import { Vault } from './stacks/vault.ts';

export interface ExchangeProps {
  /** Folder of the built portal. */
  readonly portalFiles: string;
}

/**
 * Places every stack of an exchange. A country's stacks depend on its own configuration and the shared settings alone. The context value
 * `addresses` changes the templates that name desks, and so lets a deployment read the address of a desk that was made anew.
 */
export function placeExchange(app: App, config: ExchangeConfig, { portalFiles }: ExchangeProps): void {
  const names = exchangeNames(config);
  const audit = new Audit(app, 'Audit', {
    config,
    env: config.audit,
    stackName: `${names.prefix}-Audit`,
    terminationProtection: true,
  });
  for (const account of trailAccounts(config).filter((each) => each !== config.audit.account)) {
    const trail = new Trail(app, `Audit-${account}`, {
      config,
      env: { account, region: config.audit.region },
      stackName: `${names.prefix}-Audit-${account}`,
      terminationProtection: true,
    });
    // CloudTrail asks the bucket and the key when a trail is made
    trail.addStackDependency(audit);
  }
  const desks = config.countries.map((country): [string, Desk] => {
    const { prefix } = countryNames(config, country);
    const env = { account: country.account, region: country.region };
    const vault = new Vault(app, `${country.code}-Vault`, {
      config,
      country,
      env,
      stackName: `${prefix}-Vault`,
      terminationProtection: true,
    });
    if (country.copy) {
      const { region } = country.copy;
      const copy = new Copy(app, `${country.code}-Copy`, {
        config,
        country,
        copy: country.copy,
        env: { account: country.account, region },
        stackName: `${prefix}-Copy`,
        terminationProtection: true,
      });
      // KMS asks after everybody whom a key's policy names
      copy.addStackDependency(vault);
    }
    return [country.code, new Desk(app, `${country.code}-Desk`, { config, country, vault, env, stackName: `${prefix}-Desk` })];
  });
  const directory = new Directory(app, 'Directory', {
    config,
    desks: Object.fromEntries(desks.map(([code, desk]) => [code, desk.url])),
    env: config.directory,
    stackName: `${names.prefix}-Directory`,
    terminationProtection: true,
  });
  const portal = new Portal(app, 'Portal', {
    config,
    files: portalFiles,
    directoryUrl: directory.url,
    desks: desks.map(([, desk]) => desk.url),
    env: { account: config.portal.account, region: config.portal.region },
    stackName: `${names.prefix}-Portal`,
  });
  Tags.of(app).add('exchange', names.prefix, { excludeResourceTypes: untagged });
  const asOf: unknown = app.node.tryGetContext('addresses');
  if (typeof asOf === 'string')
    for (const stack of [directory, portal]) Tags.of(stack).add('addresses-as-of', asOf, { excludeResourceTypes: untagged });
}

/** Dashboards take tags since 2026 only: validators and partitions that are older refuse them. They hold nothing. */
const untagged = ['AWS::CloudWatch::Dashboard'];
