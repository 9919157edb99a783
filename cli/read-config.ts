import { resolve } from 'node:path';
import { Failure } from '../client/failure.ts';
import { ConfigurationError, loadConfig } from '../lib/config/load.ts';
import type { ExchangeConfig } from '../lib/config/schema.ts';
import type { Run } from './commands/run.ts';

/** The configuration of the exchange. Throws ConfigurationRefused with every mistake. */
export function readConfig({ host }: Pick<Run, 'host'>, file: string): ExchangeConfig {
  try {
    return loadConfig(resolve(host.cwd, file));
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw new Failure('ConfigurationRefused', cause.mistakes.join('; '), { cause });
    throw cause;
  }
}
