import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runExchange } from '../cli/program.ts';
import { type Assembly, readAssembly } from '../policy/templates/assembly.ts';
import { accessMatrix } from '../proof/matrix.ts';
import { givenPolicySuffix, type Proof, prove } from '../proof/proof.ts';
import { realmOf } from '../proof/realm.ts';
import { htmlReport } from '../proof/report/html.ts';
import { jsonReport } from '../proof/report/json.ts';
import { junitReport } from '../proof/report/junit.ts';
import { breachText, verdictsOf } from '../proof/report/verdicts.ts';
import { openSolver } from '../proof/solver.ts';
import { compareHere, comparisonLines } from './against-deployed.ts';
import { realHost } from './host.ts';
import { keyPolicySources, withKeyPolicies } from './key-policies.ts';
import { optionsOf } from './options.ts';
import { synthesize } from './synthesize.ts';

const usage = `exchange prove, or: npm run prove -- [options]

  --assembly DIR       a synthesized cloud assembly; default: this folder's, brought in step with the sources
  --key-policy CC=FILE the policy that this country's own key has, which no template makes; may be repeated; default:
                       config/key-policies/EXCHANGE-STAGE-CC.json
  --out DIR            write proof.html, proof.json and proof.junit.xml there
  --against-deployed   compare every template with the one that CloudFormation keeps of the deployed stack, and every given key policy with
                       the one that KMS keeps; credentials as for the AWS CLI
  --account ID         with --against-deployed: only the stacks of this account
  --sign CC            with --out: have the desk of this country sign the outcome, into proof.CC.jws; also takes --person, --directory, --rehearsal
  --json               one line of JSON on stdout

Exit code 0 only if every rule holds, and every deployed template that was asked for is the same; 1 if a rule is broken; 2 if something in
the templates or the options cannot be read, so that nothing is proven, or the desk does not sign; 3 if AWS could not be asked about every stack; 4 if what
is deployed differs.`;

const options = () =>
  parseArgs({
    options: {
      assembly: { type: 'string' },
      'key-policy': { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      'against-deployed': { type: 'boolean', default: false },
      account: { type: 'string' },
      sign: { type: 'string' },
      person: { type: 'string' },
      directory: { type: 'string' },
      rehearsal: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
const values = optionsOf(options, (sentence) => {
  nothingProven(`${sentence}. See exchange prove --help.`, { json: process.argv.includes('--json') });
  process.exit(2);
});
const say = (line: string): void => {
  if (!values.json) console.log(line);
};

if (values.help) console.log(usage);
else if (values.sign !== undefined && values.out === undefined) {
  console.error('--sign wants --out: the report that is signed must be kept');
  process.exitCode = 1;
} else process.exitCode = await run();

async function run(): Promise<number> {
  const solver = await openSolver();
  try {
    const started = performance.now();
    const root = fileURLToPath(new URL('..', import.meta.url));
    const folder = values.assembly === undefined ? await synthesize(root, say) : resolve(values.assembly);
    const assembly = await withGivenPolicies(await readAssembly(folder), root);
    const proof = await prove(assembly, solver);
    tell(proof, (performance.now() - started) / 1000);
    if (values.out !== undefined) await writeReports(values.out, assembly, proof);
    const compared = values['against-deployed'] ? await compareHere(folder, assembly, values.account) : undefined;
    for (const line of compared ? comparisonLines(compared.stacks) : []) say(line);
    const signed = values.sign === undefined ? 0 : await sign(values.sign, values.out ?? '');
    if (values.json)
      console.log(JSON.stringify({ holds: proof.holds, sentences: sentencesOf(proof), templates: proof.templates, deployed: compared }));
    if (!proof.holds) return 1;
    return compared?.exitCode || (signed === 0 ? 0 : 2);
  } catch (error) {
    nothingProven(error instanceof Error ? error.message : String(error), values);
    return 2;
  } finally {
    solver.close();
  }
}

function nothingProven(message: string, { json }: { readonly json: boolean }): void {
  if (json) console.log(JSON.stringify({ error: { code: 'NothingProven', message } }));
  else console.error(`Nothing is proven: ${message}`);
}

/** What is given is told: it is somebody's word until it is compared with what is deployed. */
async function withGivenPolicies(assembly: Assembly, root: string): Promise<Assembly> {
  const sources = keyPolicySources(assembly, { named: values['key-policy'], folder: join(root, 'config', 'key-policies') });
  for (const { country, file } of sources) say(`Policy of the key that ${country} made itself: as in ${file}`);
  return withKeyPolicies(assembly, sources);
}

function tell(proof: Proof, seconds: number): void {
  const verdicts = verdictsOf(proof);
  for (const { id, holds, words, asked, breaches } of verdicts) {
    say(`${holds ? '✓' : '✗'} ${id} (${asked}): ${words.en}`);
    for (const breach of breaches) say(`    ${breachText(breach)}`);
  }
  const broken = verdicts.filter(({ holds }) => !holds).length;
  say(
    `\n${proof.holds ? 'Every rule holds' : `${broken} of ${verdicts.length} sentences do not hold`}: ${proof.countries.length} countries, ${proof.standingRoles} standing roles, ${sourcesOf(proof)}, ${seconds.toFixed(1)} s.`,
  );
}

function sourcesOf({ templates }: Proof): string {
  const given = templates.filter(({ stack }) => stack.endsWith(givenPolicySuffix)).length;
  return `${templates.length - given} templates${given === 0 ? '' : `, ${given} given key ${given === 1 ? 'policy' : 'policies'}`}`;
}

function sentencesOf(proof: Proof) {
  return verdictsOf(proof).map(({ id, holds, breaches }) => ({ id, holds, breaches: breaches.map(breachText) }));
}

async function writeReports(folder: string, assembly: Assembly, proof: Proof): Promise<void> {
  const matrix = accessMatrix(realmOf(assembly));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'proof.html'), htmlReport(proof, matrix));
  await writeFile(join(folder, 'proof.json'), jsonReport(proof, matrix));
  await writeFile(join(folder, 'proof.junit.xml'), junitReport(proof));
  say(`Written: ${join(folder, 'proof.html')}, proof.json, proof.junit.xml`);
}

/** As a magistrate of that country, through the country's own desk: nobody else has its key sign. */
async function sign(country: string, folder: string): Promise<number> {
  const passed = (['person', 'directory', 'rehearsal'] as const).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  const files = [join(folder, 'proof.json'), '--out', join(folder, `proof.${country}.jws`)];
  const host = realHost(() => Promise.reject(new Error('a proof within a proof')));
  // with --json, stdout belongs to the outcome
  const out = values.json ? host.err : host.out;
  return runExchange(['sign-proof', ...files, '--as', country, ...passed], { ...host, out });
}
