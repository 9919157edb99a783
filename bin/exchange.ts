import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { loadConfig } from '../lib/config/load.ts';
import { placeExchange } from '../lib/exchange.ts';
import { buildPortal } from '../portal/build.ts';

const app = new App();
const configured: unknown = app.node.tryGetContext('config');
const file = typeof configured === 'string' ? configured : fileURLToPath(new URL('../config/exchange.json', import.meta.url));
const config = loadConfig(file);
const portalFiles = await mkdtemp(join(tmpdir(), 'portal-'));
try {
  await buildPortal(portalFiles);
  placeExchange(app, config, { portalFiles });
  app.synth();
} finally {
  await rm(portalFiles, { recursive: true });
}
