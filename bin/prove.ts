import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readAssembly } from '../policy/templates/assembly.ts';
import { accessMatrix } from '../proof/matrix.ts';
import { prove } from '../proof/proof.ts';
import { realmOf } from '../proof/realm.ts';
import { htmlReport } from '../proof/report/html.ts';
import { jsonReport } from '../proof/report/json.ts';
import { junitReport } from '../proof/report/junit.ts';
import { breachText, verdictsOf } from '../proof/report/verdicts.ts';
import { openSolver } from '../proof/solver.ts';
import { synthesize } from './synthesize.ts';

const usage = `npm run prove -- [--assembly DIR] [--out DIR]

  --assembly DIR   a synthesized cloud assembly; default: this folder's, brought in step with the sources
  --out DIR        write proof.html, proof.json and proof.junit.xml there

Exit code 0 only if every rule holds; 1 if one is broken; 2 if something in the templates cannot be read, so that nothing is proven.`;

const { values } = parseArgs({
  options: { assembly: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean', default: false } },
});

if (values.help) {
  console.log(usage);
  process.exit(0);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const solver = await openSolver();
try {
  const started = performance.now();
  const assembly = await readAssembly(values.assembly === undefined ? await synthesize(root, console.log) : resolve(values.assembly));
  const proof = await prove(assembly, solver);
  const verdicts = verdictsOf(proof);
  for (const { id, holds, words, asked, breaches } of verdicts) {
    console.log(`${holds ? '✓' : '✗'} ${id} (${asked}): ${words.en}`);
    for (const breach of breaches) console.log(`    ${breachText(breach)}`);
  }
  const broken = verdicts.filter(({ holds }) => !holds).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `\n${proof.holds ? 'Every rule holds' : `${broken} of ${verdicts.length} sentences do not hold`}: ${proof.countries.length} countries, ${proof.standingRoles} standing roles, ${proof.templates.length} templates, ${seconds} s.`,
  );
  if (values.out !== undefined) {
    const matrix = accessMatrix(realmOf(assembly));
    await mkdir(values.out, { recursive: true });
    await writeFile(join(values.out, 'proof.html'), htmlReport(proof, matrix));
    await writeFile(join(values.out, 'proof.json'), jsonReport(proof, matrix));
    await writeFile(join(values.out, 'proof.junit.xml'), junitReport(proof));
    console.log(`Written: ${join(values.out, 'proof.html')}, proof.json, proof.junit.xml`);
  }
  process.exitCode = proof.holds ? 0 : 1;
} catch (error) {
  console.error(`Nothing is proven: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
} finally {
  solver.close();
}
