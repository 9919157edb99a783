import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { loadConfig } from '../lib/config/load.ts';
import { placeExchange } from '../lib/exchange.ts';

const app = new App();
const configured: unknown = app.node.tryGetContext('config');
const file = typeof configured === 'string' ? configured : fileURLToPath(new URL('../config/exchange.json', import.meta.url));
placeExchange(app, loadConfig(file));
app.synth();
