import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { loadConfig } from '../lib/config/load.ts';
import { loadStage } from '../lib/config/stage.ts';
import { placeExchange } from '../lib/exchange.ts';
import { buildPortal } from '../portal/build.ts';

const app = new App();
const configured: unknown = app.node.tryGetContext('config');
const stage: unknown = app.node.tryGetContext('stage') ?? process.env.EXCHANGE_STAGE;
if (typeof configured === 'string' && stage !== undefined) throw new Error('-c config and a stage name two configurations: leave one out');
const config =
  typeof configured === 'string'
    ? loadConfig(configured)
    : loadStage(fileURLToPath(new URL('../config', import.meta.url)), typeof stage === 'string' && stage !== '' ? stage : undefined);
const portalFiles = await mkdtemp(join(tmpdir(), 'portal-'));
try {
  await buildPortal(portalFiles);
  placeExchange(app, config, { portalFiles });
  app.synth();
} finally {
  await rm(portalFiles, { recursive: true });
}
