import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { loadConfig } from '../lib/config/load.ts';
import type { ExchangeConfig } from '../lib/config/schema.ts';
import { placeExchange } from '../lib/exchange.ts';
import { buildPortal } from '../portal/build.ts';
import { type Measurement, secondsOf } from './measure.ts';
import { withCountries } from './more-countries.ts';
import { root } from './rehearsal-process.ts';

const resourceLimit = 200;
const counts = [8, 27, 193];

/** Synthesis without bundling (the bundles are the same for every country), and the largest stack. */
export async function synth(): Promise<Measurement> {
  const config = loadConfig(join(root, 'config', 'exchange.json'));
  const { context } = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8')));
  const figures: Figure[] = [];
  for (const count of counts) figures.push(await synthesized(withCountries(config, count), context));
  const largest = Math.max(...figures.map(({ most }) => most));
  return {
    title: 'Synthesis',
    against: `Limit: ${resourceLimit} resources a stack. One run each, in one process, without bundling.`,
    columns: ['countries', 'stacks', 'seconds', 'seconds a country', 'largest stack, resources', 'ratio to 200'],
    rows: figures.map(({ countries, stacks, seconds, most, name }) => [
      String(countries),
      String(stacks),
      seconds.toFixed(1),
      (seconds / countries).toFixed(2),
      `${most} (${name})`,
      (most / resourceLimit).toFixed(2),
    ]),
    verdict: largest <= resourceLimit ? 'No stack above the limit.' : 'A stack is above the limit.',
  };
}

interface Figure {
  readonly countries: number;
  readonly stacks: number;
  readonly seconds: number;
  readonly most: number;
  readonly name: string;
}

const templateSchema = z.object({ Resources: z.record(z.string(), z.unknown()) });

async function synthesized(config: ExchangeConfig, context: Readonly<Record<string, unknown>>): Promise<Figure> {
  const outdir = await mkdtemp(join(tmpdir(), 'bench-synth-'));
  const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const portalFiles = join(outdir, 'portal');
  await buildPortal(portalFiles);
  const sizes: { readonly name: string; readonly most: number }[] = [];
  const seconds = await secondsOf(async () => {
    placeExchange(app, config, { portalFiles });
    for (const stack of app.synth().stacks) {
      sizes.push({ name: stack.id, most: Object.keys(templateSchema.parse(stack.template).Resources).length });
    }
  });
  await rm(outdir, { recursive: true });
  const [largest] = sizes.sort((a, b) => b.most - a.most);
  return { countries: config.countries.length, stacks: sizes.length, seconds, most: largest?.most ?? 0, name: largest?.name ?? '' };
}
