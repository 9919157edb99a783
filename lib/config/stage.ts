import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, loadConfig } from './load.ts';
import type { ExchangeConfig } from './schema.ts';

/**
 * The configuration of a stage: `exchange.STAGE.json`, or `exchange.json` where no stage is named. Throws ConfigurationError where the file is of
 * another stage, and where production would protect less than the configuration that it grew from.
 */
export function loadStage(folder: string, stage: string | undefined): ExchangeConfig {
  const base = join(folder, 'exchange.json');
  if (stage === undefined) return loadConfig(base);
  const file = fileOfStage(folder, stage);
  if (!existsSync(file)) {
    const plain = loadConfig(base);
    if (plain.exchange.stage === stage) return plain;
    throw new ConfigurationError(file, [`(file): got nothing; wanted the configuration of the stage ${stage}`]);
  }
  const config = loadConfig(file);
  if (config.exchange.stage !== stage)
    throw new ConfigurationError(file, [`exchange.stage: got ${JSON.stringify(config.exchange.stage)}; wanted ${JSON.stringify(stage)}`]);
  const lowered = existsSync(base) ? loweredProtection(loadConfig(base), config) : [];
  if (lowered.length > 0) throw new ConfigurationError(file, lowered);
  return config;
}

/** Where the configuration of a stage stands, or should. */
export function fileOfStage(folder: string, stage: string): string {
  return join(folder, `exchange.${stage}.json`);
}

/** What a configuration protects less than another one: one line each. Nothing where it is of a lower stage. */
export function loweredProtection(before: ExchangeConfig, after: ExchangeConfig): readonly string[] {
  if (after.exchange.stage !== 'production') return [];
  const shorter = (['documentDays', 'auditLogDays', 'functionLogDays'] as const).flatMap((name) =>
    after.retention[name] < before.retention[name]
      ? [
          `retention.${name}: got ${after.retention[name]}; wanted at least ${before.retention[name]}, as in the stage ${before.exchange.stage}`,
        ]
      : [],
  );
  const longer = (
    ['uploadLinkSeconds', 'downloadLinkSeconds', 'assertionSeconds', 'manifestFreshSeconds', 'downloadTokenSeconds'] as const
  ).flatMap((name) =>
    after.limits[name] > before.limits[name]
      ? [`limits.${name}: got ${after.limits[name]}; wanted at most ${before.limits[name]}, as in the stage ${before.exchange.stage}`]
      : [],
  );
  return [...shorter, ...longer, ...loweredCountries(before, after)];
}

/** What a country chose for itself is not lost on the way to production. One that only one of the two names is nobody's loss here. */
function loweredCountries(before: ExchangeConfig, after: ExchangeConfig): readonly string[] {
  return after.countries.flatMap((country) => {
    const was = before.countries.find(({ code }) => code === country.code);
    if (!was) return [];
    const [days, least] = [country.documentDays ?? after.retention.documentDays, was.documentDays ?? 0];
    const lines = [
      ...(days < least ? [`documentDays: got ${days}; wanted at least ${least}`] : []),
      ...((was.documentsKeyOrigin ?? 'aws') !== 'aws' && (country.documentsKeyOrigin ?? 'aws') === 'aws'
        ? [`documentsKeyOrigin: got "aws"; wanted "${was.documentsKeyOrigin}"`]
        : []),
      ...(was.copy && !country.copy ? ['copy: got nothing; wanted a copy'] : []),
    ];
    return lines.map((line) => `countries.${country.code}.${line}, as in the stage ${before.exchange.stage}`);
  });
}
