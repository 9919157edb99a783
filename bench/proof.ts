import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { loadConfig } from '../lib/config/load.ts';
import type { ExchangeConfig } from '../lib/config/schema.ts';
import { placeExchange } from '../lib/exchange.ts';
import { readAssembly } from '../policy/templates/assembly.ts';
import { buildPortal } from '../portal/build.ts';
import { prove } from '../proof/proof.ts';
import { openSolver, type Solver } from '../proof/solver.ts';
import { type Measurement, secondsOf } from './measure.ts';
import { withCountries } from './more-countries.ts';
import { root } from './rehearsal-process.ts';

const limitSeconds = 20;
const counts = [8, 27, 64, 193];

/** The full proof, reading of the templates included; synthesis is measured elsewhere. */
export async function proof(): Promise<Measurement> {
  const config = loadConfig(join(root, 'config', 'exchange.json'));
  const solver = await openSolver();
  const figures: Figure[] = [];
  try {
    for (const count of counts) figures.push(await proven(withCountries(config, count), solver));
  } finally {
    solver.close();
  }
  const [eight] = figures;
  if (!eight) throw new Error('nothing was measured');
  const each = (figure: Figure) => figure.seconds / figure.countries;
  const linear = figures.every((figure) => each(figure) <= each(eight));
  return {
    title: 'Proof of isolation',
    against: `Limit: ${limitSeconds} s for 8 countries; more countries not worse than linear. One run each, in one process.`,
    columns: ['countries', 'standing roles', 'sentences asked', 'of them same up to names', 'seconds', 'seconds a country, ratio to 8'],
    rows: figures.map((figure) => [
      String(figure.countries),
      String(figure.roles),
      String(figure.asked),
      String(figure.same),
      figure.seconds.toFixed(1),
      (each(figure) / each(eight)).toFixed(2),
    ]),
    verdict: `${(eight.seconds / limitSeconds).toFixed(2)} of the limit; ${linear ? 'not worse than linear' : 'worse than linear'}.`,
  };
}

interface Figure {
  readonly countries: number;
  readonly roles: number;
  readonly asked: number;
  readonly same: number;
  readonly seconds: number;
}

async function proven(config: ExchangeConfig, solver: Solver): Promise<Figure> {
  const { context } = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8')));
  const outdir = await mkdtemp(join(tmpdir(), 'bench-proof-'));
  try {
    const portalFiles = join(outdir, 'portal');
    await buildPortal(portalFiles);
    const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
    placeExchange(app, config, { portalFiles });
    app.synth();
    let figure: Figure | undefined;
    const seconds = await secondsOf(async () => {
      const { holds, findings, standingRoles } = await prove(await readAssembly(outdir), solver);
      if (!holds) throw new Error('the proof fails');
      const same = findings.filter(({ sameAs }) => sameAs !== undefined).length;
      figure = { countries: config.countries.length, roles: standingRoles, asked: findings.length, same, seconds: 0 };
    });
    if (!figure) throw new Error('nothing was proven');
    return { ...figure, seconds };
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
