import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { longBucketNames } from './bucket-names.ts';
import { copyMistakes } from './copy.ts';
import { documentsKeyMistakes } from './documents-keys.ts';
import { repeatedKeys } from './repeated-keys.ts';
import { type ExchangeConfig, exchangeConfig } from './schema.ts';

/** Every mistake of a configuration: one line each with path, value got and value wanted. */
export class ConfigurationError extends Error {
  readonly mistakes: readonly string[];

  constructor(source: string, mistakes: readonly string[]) {
    super(
      `${source}: ${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}\n${mistakes.map((line) => `  ${line}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
    this.mistakes = mistakes;
  }
}

/** Reads and checks the configuration. Throws ConfigurationError with all mistakes at once. */
export function loadConfig(file: string): ExchangeConfig {
  return parseConfig(file, read(file));
}

export function parseConfig(source: string, text: string): ExchangeConfig {
  const json = parseJson(source, text);
  const parsed = exchangeConfig.safeParse(json);
  const across = [
    ...repeatedKeys(text),
    ...repeated(json),
    ...sharedIssuers(json),
    ...documentsKeyMistakes(json),
    ...tooManyAccounts(json),
    ...keptForLess(json),
    ...topicsElsewhere(json),
    ...certificateElsewhere(json),
    ...copyMistakes(json),
  ];
  if (!parsed.success) throw new ConfigurationError(source, [...parsed.error.issues.flatMap((issue) => describe(issue, json)), ...across]);
  const mistakes = [...across, ...longBucketNames(parsed.data)];
  if (mistakes.length > 0) throw new ConfigurationError(source, mistakes);
  return parsed.data;
}

function read(file: string): string {
  const bytes = bytesOf(file);
  // another encoding would give countries names that nobody wrote
  if (!isUtf8(bytes)) throw new ConfigurationError(file, ['(file): got bytes that are not UTF-8; wanted a file saved as UTF-8']);
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigurationError(file, [`(file): got ${cause instanceof Error ? cause.message : cause}; wanted a file that can be read`]);
  }
}

/** Apart from the schema, whose own checks across entries wait until every entry has its form. */
function repeated(json: unknown): readonly string[] {
  const countries = valueAt(json, ['countries']);
  const codes = Array.isArray(countries) ? countries.map((country) => valueAt(country, ['code'])) : [];
  return codes.flatMap((code, index) =>
    typeof code === 'string' && codes.indexOf(code) < index
      ? [`countries.${index}.code: got ${JSON.stringify(code)}; wanted a country that is listed once`]
      : [],
  );
}

/** One provider of two states could sign the people of one in at the other. */
function sharedIssuers(json: unknown): readonly string[] {
  const countries = valueAt(json, ['countries']);
  const issuers = Array.isArray(countries) ? countries.map((country) => valueAt(country, ['signIn', 'issuer'])) : [];
  return issuers.flatMap((issuer, index) =>
    typeof issuer === 'string' && issuers.indexOf(issuer) < index
      ? [`countries.${index}.signIn.issuer: got ${JSON.stringify(issuer)}; wanted an issuer of one country alone`]
      : [],
  );
}

/** Each account's trail has a statement of its own in the archive's policy, and S3 takes 20 KB of policy (docs: "Bucket policies"). */
const mostAccounts = 40;

function tooManyAccounts(json: unknown): readonly string[] {
  const countries = valueAt(json, ['countries']);
  const places = ['audit', 'directory', 'portal'].map((name) => valueAt(json, [name]));
  const accounts = new Set([...places, ...(Array.isArray(countries) ? countries : [])].map((place) => valueAt(place, ['account'])));
  accounts.delete(undefined);
  return accounts.size > mostAccounts
    ? [`countries: got ${accounts.size} different accounts in all; wanted at most ${mostAccounts} that write into one archive`]
    : [];
}

/** A country may keep its documents for longer than the exchange asks, not for less. */
function keptForLess(json: unknown): readonly string[] {
  const countries = valueAt(json, ['countries']);
  const least = valueAt(json, ['retention', 'documentDays']);
  return (Array.isArray(countries) ? countries : []).flatMap((country, index) => {
    const own = valueAt(country, ['documentDays']);
    return typeof own === 'number' && typeof least === 'number' && own < least
      ? [`countries.${index}.documentDays: got ${own}; wanted at least ${least}, as retention.documentDays asks of all`]
      : [];
  });
}

/** CloudWatch refuses to make an alarm that would tell a topic of another Region ("Invalid region ... specified"). */
function topicsElsewhere(json: unknown): readonly string[] {
  const countries = valueAt(json, ['countries']);
  return (Array.isArray(countries) ? countries : []).flatMap((country, index) => {
    const [topic, region] = [valueAt(country, ['alarmTopicArn']), valueAt(country, ['region'])];
    if (typeof topic !== 'string' || !topic.startsWith('arn:aws:sns:') || topic.split(':')[3] === region) return [];
    return [
      `countries.${index}.alarmTopicArn: got ${JSON.stringify(topic)}; wanted a topic in Region ${String(region)}: CloudWatch takes no other`,
    ];
  });
}

/** CloudFront takes a certificate of the distribution's own account alone (docs: "Requirements for using SSL/TLS certificates with CloudFront"). */
function certificateElsewhere(json: unknown): readonly string[] {
  const [certificate, account] = ['certificateArn', 'account'].map((key) => valueAt(json, ['portal', key]));
  if (typeof certificate !== 'string' || !certificate.startsWith('arn:aws:acm:') || certificate.split(':')[4] === account) return [];
  return [
    `portal.certificateArn: got ${JSON.stringify(certificate)}; wanted a certificate of account ${String(account)}, where the portal is`,
  ];
}

function parseJson(source: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigurationError(source, [`(file): got text that is not JSON: ${cause instanceof Error ? cause.message : cause}`]);
  }
}

function describe(issue: z.core.$ZodIssue, json: unknown): readonly string[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${path ? `${path}.` : ''}${key}: got a key that is not known; wanted none`);
  const got = valueAt(json, issue.path);
  return [`${path || '(file)'}: got ${got === undefined ? 'nothing' : JSON.stringify(got)}; wanted ${wanted(issue)}`];
}

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      return issue.inclusive === false ? `more than ${issue.minimum}` : `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), json);
}
