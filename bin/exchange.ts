import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { ConfigurationError, loadConfig } from '../lib/config/load.ts';
import type { ExchangeConfig } from '../lib/config/schema.ts';
import { loadStage } from '../lib/config/stage.ts';
import { placeExchange } from '../lib/exchange.ts';
import { buildPortal } from '../portal/build.ts';

const app = new App();
const config = configured();
const portalFiles = await mkdtemp(join(tmpdir(), 'portal-'));
try {
  await buildPortal(portalFiles);
  placeExchange(app, config, { portalFiles });
  app.synth();
} finally {
  await rm(portalFiles, { recursive: true });
}

/** The configuration that was asked for. Ends with its mistakes, and nothing made, where there are any. */
function configured(): ExchangeConfig {
  const file: unknown = app.node.tryGetContext('config');
  const stage: unknown = app.node.tryGetContext('stage') ?? process.env.EXCHANGE_STAGE;
  if (typeof file === 'string' && stage !== undefined) return fail('-c config and a stage name two configurations: leave one out');
  try {
    if (typeof file === 'string') return loadConfig(file);
    return loadStage(fileURLToPath(new URL('../config', import.meta.url)), typeof stage === 'string' && stage !== '' ? stage : undefined);
  } catch (error) {
    if (error instanceof ConfigurationError) return fail(error.message);
    throw error;
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
