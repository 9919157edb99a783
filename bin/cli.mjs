#!/usr/bin/env node
// Starts the exchange program from its TypeScript source (Node 20 does not run TypeScript by itself).
import { register } from 'tsx/esm/api';

// before tsx's hooks are in place: through them each of these packages' files would cost a message between threads, 0.3 s in all
await Promise.all([import('commander'), import('jose'), import('oauth4webapi'), import('zod')]);
register();
await import('./cli.ts');
