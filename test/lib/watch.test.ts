import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runbookLink } from '../../lib/constructs/runbook-link.ts';
import { synthesized } from './synthesized.ts';
import { countryOf, ofType, withCountries } from './templates.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const config = withCountries('EG', 'MA');
const topic = 'arn:aws:sns:eu-central-1:123456789012:ops';
const watched = {
  ...config,
  countries: config.countries.map((country) => ({
    ...country,
    alarmTopicArn: topic,
    monthlyBudget: { monthlyUsd: 50, mailboxes: ['ops@liaison.example'] },
  })),
};
const synthesis = synthesized(watched);
const { stacks } = synthesis;
const alarms = stacks.flatMap((stack) => ofType(stack, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties));
const filters = stacks.flatMap((stack) => ofType(stack, 'AWS::Logs::MetricFilter').map(({ Properties }) => Properties));

test('every alarm sends people to a section of a runbook that exists', () => {
  const runbook = readFileSync(join(root, 'docs/runbooks/alarms.md'), 'utf8');
  expect(alarms.length).toBeGreaterThan(14);
  for (const { AlarmDescription } of alarms) {
    const [, section] = /Runbook: docs\/runbooks\/alarms\.md#([\w-]+)$/.exec(String(AlarmDescription)) ?? [];
    expect(runbook).toContain(`\n## ${section}\n`);
  }
});

test('an address of runbooks with slashes at its end gives the same links', () => {
  expect(runbookLink('alarms.md#cost', 'https://ops.example/runbooks//')).toBe(
    runbookLink('alarms.md#cost', 'https://ops.example/runbooks'),
  );
});

test('dead letters, unverified arrivals, overdue receipts, bounces, key acts, a silent trail and the cost are watched', () => {
  const names = alarms.map(({ AlarmName }) => String(AlarmName));
  for (const end of ['dead-letters-waiting', 'unverified-arrivals', 'receipts-overdue', 'mail-bounces', 'key-acts', 'trail-silence'])
    expect(names.some((name) => name.endsWith(end))).toBe(true);
  expect(stacks.flatMap((stack) => ofType(stack, 'AWS::Budgets::Budget'))).toHaveLength(2);
  expect(alarms.filter(({ AlarmActions }) => JSON.stringify(AlarmActions)?.includes(topic)).length).toBeGreaterThanOrEqual(14);
});

/** A function's own sources and those of other folders that they take pieces from. */
function sourcesOf(folder: string): string {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)'/g)) visit(join(file, '..', from));
  };
  visit(join(root, 'lambda', folder, 'handler.ts'));
  return [...found].map((file) => readFileSync(file, 'utf8')).join('\n');
}

test('a log line that is counted is one that a function writes, in its own log group', () => {
  for (const { FilterPattern, LogGroupName } of filters) {
    const name = String(LogGroupName).split('/').at(-1) ?? '';
    const folder = readdirSync(join(root, 'lambda')).find((one) => one === name || one === `${name}-directory`) ?? name;
    const sources = sourcesOf(folder);
    for (const [, event] of String(FilterPattern).matchAll(/\$\.event = "(\w+)"/g)) expect(sources).toContain(`'${event}'`);
  }
});

test('what arrived unverified is counted whichever function finds it', () => {
  const folders = readdirSync(join(root, 'lambda')).filter((one) => existsSync(join(root, 'lambda', one, 'handler.ts')));
  const finders = folders.filter((folder) => sourcesOf(folder).includes("'ArrivalDiffers'"));
  const counted = filters.filter(({ FilterPattern }) => String(FilterPattern).includes('ArrivalDiffers'));
  expect(finders.length).toBeGreaterThan(1);
  for (const { code } of config.countries)
    expect(
      counted
        .map(({ LogGroupName }) => LogGroupName)
        .filter((name) => String(name).includes(`/${code}/`))
        .sort(),
    ).toEqual(finders.map((name) => `/liaison-exchange-pilot/${code}/${name}`).sort());
});

test('metrics have names in the form of OpenTelemetry and no dimension that could name a person or a case', () => {
  for (const { MetricTransformations } of filters) {
    const [transformation] = Array.isArray(MetricTransformations) ? MetricTransformations : [];
    expect(transformation.MetricName).toMatch(/^exchange(?:\.[a-z]+)+$/);
    expect(transformation.Dimensions).toBeUndefined();
  }
});

test('each country has a dashboard of its own, and the exchange has one that shows all of them', () => {
  const bodies = stacks.flatMap((stack) => ofType(stack, 'AWS::CloudWatch::Dashboard').map(({ Properties }) => JSON.stringify(Properties)));
  expect(bodies).toHaveLength(4);
  const ofExchange = bodies.find((body) => body.includes('liaison-exchange-pilot-exchange')) ?? '';
  for (const { code } of config.countries) expect(ofExchange).toContain(`liaison-exchange-pilot-${code}`);
  expect(countryOf(config, 'EG').alarmTopicArn).toBeUndefined();
});
