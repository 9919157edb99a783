import type { PolicyValidationPluginReport } from 'aws-cdk-lib';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { deskFunctions, eventFunctions, exchangeNames } from '../../lib/names.ts';

/**
 * What a rule pack says that we accept. In `rules` and `on`, `<country>` (`<cc>` in small letters), `<function>`, `<asked>` (functions behind
 * the API) and `<told>` (functions that events start) stand for each one in turn, `<exchange>`, `<account>`, `<region>` for the configured ones.
 */
export interface Accepted {
  /** Exact ids. */
  readonly rules: readonly string[];
  /** Paths of constructs, each of which has the finding by each of the rules. */
  readonly on: readonly string[];
  /** One line. */
  readonly reason: string;
}

/** `rule on construct`, sorted, each once. */
export type Findings = readonly string[];

/** Every finding that the table expects of the packs whose rule ids begin so. */
export function expectedOf(table: readonly Accepted[], rulePrefix: string, config: ExchangeConfig): Findings {
  const each = table.flatMap(({ rules, on }) => rules.flatMap((rule) => on.map((path) => `${rule} on ${path}`)));
  return sorted(each.filter((one) => one.startsWith(rulePrefix)).flatMap((one) => spelledOut(one, config)));
}

/** What a pack found; `place` answers the construct's path. */
export function findingsOf({ violations }: PolicyValidationPluginReport, place: (found: Found) => string): Findings {
  return sorted(violations.flatMap((one) => one.violatingResources.map((resource) => `${ruleOf(one)} on ${place(resource)}`)));
}

export type Found = PolicyValidationPluginReport['violations'][number]['violatingResources'][number];

/** Control Tower's rules carry their id in front of the text: `[CT.S3.PR.2]: Require ...`. */
function ruleOf({ ruleName, description }: PolicyValidationPluginReport['violations'][number]): string {
  return /^\s*\[(CT\.[A-Z0-9.]+)\]/.exec(description)?.[1] ?? ruleName;
}

function spelledOut(text: string, config: ExchangeConfig): readonly string[] {
  const told: readonly string[] = eventFunctions;
  const asked = deskFunctions.filter((name) => !told.includes(name));
  const each = (name: string, values: readonly string[]) => (one: string) =>
    one.includes(`<${name}>`) ? values.map((value) => one.replaceAll(`<${name}>`, value)) : [one];
  return config.countries
    .map(({ code }) => text.replaceAll('<country>', code).replaceAll('<cc>', code.toLowerCase()))
    .flatMap(each('function', deskFunctions))
    .flatMap(each('asked', asked))
    .flatMap(each('told', told))
    .flatMap(each('exchange', [exchangeNames(config).prefix]))
    .flatMap(each('account', [config.audit.account]))
    .flatMap(each('region', [config.audit.region]));
}

function sorted(findings: readonly string[]): Findings {
  return [...new Set(findings)].sort();
}
