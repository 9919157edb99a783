import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../../lib/config/load.ts';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { loadStage } from '../../lib/config/stage.ts';
import { synthesized } from './synthesized.ts';
import { sample, withCountries } from './templates.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stages-'));
  write('exchange.json', sample);
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, config: ExchangeConfig): void => writeFileSync(join(folder, name), JSON.stringify(config));
const production: ExchangeConfig = { ...sample, exchange: { ...sample.exchange, stage: 'production' } };
const mistakes = (stage: string): readonly string[] => {
  try {
    loadStage(folder, stage);
    return [];
  } catch (cause) {
    if (cause instanceof ConfigurationError) return cause.mistakes;
    throw cause;
  }
};

test('a stage has a file of its own; without one named, exchange.json counts', () => {
  write('exchange.production.json', production);
  expect(loadStage(folder, undefined).exchange.stage).toBe('pilot');
  expect(loadStage(folder, 'pilot').exchange.stage).toBe('pilot');
  expect(loadStage(folder, 'production').exchange.stage).toBe('production');
});

test('a stage without a file, and a file of another stage, are refused', () => {
  expect(mistakes('production')).toEqual(['(file): got nothing; wanted the configuration of the stage production']);
  write('exchange.production.json', sample);
  expect(mistakes('production')).toEqual(['exchange.stage: got "pilot"; wanted "production"']);
});

test.each<readonly [string, Partial<ExchangeConfig>, string]>([
  [
    'documents are kept for less long',
    { retention: { ...sample.retention, documentDays: sample.retention.documentDays - 1 } },
    `retention.documentDays: got ${sample.retention.documentDays - 1}; wanted at least ${sample.retention.documentDays}, as in the stage pilot`,
  ],
  [
    'the log is kept for less long',
    { retention: { ...sample.retention, auditLogDays: 1 } },
    `retention.auditLogDays: got 1; wanted at least ${sample.retention.auditLogDays}, as in the stage pilot`,
  ],
])('production is refused where %s', (_what, change, wanted) => {
  write('exchange.production.json', { ...production, ...change });
  expect(mistakes('production')).toEqual([wanted]);
});

test.each<readonly [string, Partial<ExchangeConfig['countries'][number]>, string]>([
  ['documents of one country are kept for less long', { documentDays: 7300 }, 'countries.EG.documentDays: got 3650; wanted at least 7300'],
  [
    'a country no longer makes the material of its key',
    { documentsKeyOrigin: 'imported' },
    'countries.EG.documentsKeyOrigin: got "aws"; wanted "imported"',
  ],
  [
    'a country has no copy any more',
    { copy: { region: 'eu-west-1', phase: 'replicate' } },
    'countries.EG.copy: got nothing; wanted a copy',
  ],
])('production is refused where %s', (_what, before, wanted) => {
  write('exchange.json', { ...sample, countries: sample.countries.map((one) => (one.code === 'EG' ? { ...one, ...before } : one)) });
  write('exchange.production.json', production);
  expect(mistakes('production')).toEqual([`${wanted}, as in the stage pilot`]);
  // a key of the country's own making, longer retention: more is always taken
  write('exchange.production.json', {
    ...production,
    countries: sample.countries.map((one) => (one.code === 'EG' ? { ...one, ...before } : one)),
  });
  expect(mistakes('production')).toEqual([]);
});

test('production may keep for longer', () => {
  write('exchange.production.json', { ...production, retention: { ...sample.retention, documentDays: 7300 } });
  expect(mistakes('production')).toEqual([]);
});

test('in production everything locked is locked in COMPLIANCE mode, in two accounts of two Regions, each country in its own place', () => {
  const { countries } = withCountries('EG', 'MA');
  const [egypt, morocco] = countries;
  if (!egypt || !morocco) throw new Error('two countries were wanted');
  const moved = { ...morocco, account: '222222222222', region: 'eu-south-1', documentDays: 7300 };
  const { stacks, missing } = synthesized({ ...production, countries: [egypt, moved] });
  expect(missing).toEqual([]);
  const ofMorocco = stacks.filter(({ id }) => id.startsWith('MA-'));
  expect(ofMorocco.map(({ id, account, region }) => [id, account, region])).toEqual([
    ['MA-Vault', '222222222222', 'eu-south-1'],
    ['MA-Desk', '222222222222', 'eu-south-1'],
  ]);
  const daysOf = (id: string) =>
    /"DefaultRetention":\s*\{\s*"Days":\s*(\d+)/.exec(stacks.find((stack) => stack.id === id)?.text ?? '')?.[1];
  expect([daysOf('EG-Vault'), daysOf('MA-Vault')]).toEqual([String(sample.retention.documentDays), '7300']);
  // what one country's ops team deploys reads from no other country
  for (const { text } of ofMorocco) expect(text).not.toMatch(/"StackName":\s*"[^"]*-(?:EG|Directory|Audit|Portal)-?/);
  const modes = stacks.flatMap(({ text }) => [...text.matchAll(/"Mode":\s*"([A-Z]+)"/g)].map(([, mode]) => mode));
  expect(new Set(modes)).toEqual(new Set(['COMPLIANCE']));
});

test('a calendar that no function can be given is refused while the templates are made, with what to shorten', () => {
  const [morocco] = sample.countries.filter(({ code }) => code === 'MA');
  if (!morocco) throw new Error('the sample has a Morocco');
  const holidays = (count: number) => Array.from({ length: count }, (_, index) => day(index)).map((at) => ({ from: at, to: at }));
  const day = (index: number): string => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
  const exceptions = (count: number) => ({ holidays: holidays(count), otherHours: [], weekdayHours: [] });
  const withHolidays = (count: number) => ({ ...sample, countries: [{ ...morocco, exceptions: exceptions(count) }] });
  expect(synthesized(withHolidays(40)).stacks.map(({ id }) => id)).toContain('MA-Desk');
  expect(() => synthesized(withHolidays(200))).toThrow(
    /-MA-show-entry: its environment variables take \d+ bytes; wanted at most 4096.*PROFILE: leave out holidays.*years that are over/,
  );
});
