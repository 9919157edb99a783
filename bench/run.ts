import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { audit, auditLarge } from './audit.ts';
import { bundles } from './bundles.ts';
import { type Measurement, machine, toMarkdown } from './measure.ts';
import { portal } from './portal.ts';
import { portalLarge } from './portal-large.ts';
import { portalPages } from './portal-pages.ts';
import { proof } from './proof.ts';
import { ready } from './ready.ts';
import { register } from './register.ts';
import { root } from './rehearsal-process.ts';
import { synth } from './synth.ts';
import { throughput } from './throughput.ts';

/** Runs every benchmark in one go and writes docs/benchmarks.md. `npm run bench -- NAME` runs one and prints it; with `--write` its section is renewed there. */
const benchmarks: Readonly<Record<string, () => Promise<Measurement>>> = {
  ready,
  throughput,
  portal,
  'portal-large': portalLarge,
  'portal-pages': portalPages,
  bundles,
  synth,
  proof,
  audit,
};

const [only, ...flags] = process.argv.slice(2);
const page = join(root, 'docs', 'benchmarks.md');
/** Too long for every run. */
const onDemand: typeof benchmarks = { register, 'audit-large': auditLarge };
const known = only === undefined ? benchmarks : { ...benchmarks, ...onDemand };
const chosen = Object.entries(known).filter(([name]) => only === undefined || name === only);
if (chosen.length === 0) throw new Error(`no benchmark ${only}: there are ${Object.keys(known).join(', ')}`);

const sections: string[] = [];
for (const [, run] of chosen) {
  const section = toMarkdown(await run());
  console.log(section);
  sections.push(section);
}
if (only === undefined || flags.includes('--write')) await writeFile(page, renewed(await readFile(page, 'utf8'), sections));

/** Each section takes the place of the one with its title; a new one comes last. What was not measured stays. */
function renewed(before: string, measured: readonly string[]): string {
  const [, ...kept] = before.split(/^(?=## )/m);
  const titleOf = (section: string): string => section.slice(0, section.indexOf('\n'));
  const replaced = kept.map((section) => measured.find((one) => titleOf(one) === titleOf(section)) ?? section);
  const added = measured.filter((one) => !kept.some((section) => titleOf(section) === titleOf(one)));
  const top = only === undefined ? `${head()}\n` : before.slice(0, before.search(/^## /m));
  return `${top}${[...replaced, ...added].map((section) => section.trimEnd()).join('\n\n')}\n`;
}

function head(): string {
  return [
    '# Benchmarks',
    '',
    `Measured by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}.`,
    'Machines differ and are noisy: the ratios within one run are what counts. Medians, with the range in brackets.',
    '',
  ].join('\n');
}
