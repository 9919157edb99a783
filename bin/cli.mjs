#!/usr/bin/env node
// Starts the exchange program from its TypeScript source (Node 20 does not run TypeScript by itself).
import { register } from 'tsx/esm/api';

register();
await import('./cli.ts');
