import { spawnSync } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { type Measurement, median } from './measure.ts';
import { root } from './rehearsal-process.ts';

const sizeLimitBytes = 400 * 1024;
const initLimitMs = 150;
const runs = 7;

/** Size and cold initialisation of each function's bundle, in a new process each time, against a bundle that does nothing. */
export async function bundles(): Promise<Measurement> {
  const found = await bundlesOf(join(root, 'cdk.out'));
  const rows: (readonly [string, number, number])[] = [];
  for (const { name, file, environment } of found) {
    const differences = Array.from({ length: runs }, () => importMs(file, environment) - importMs(undefined, environment));
    rows.push([name, (await stat(file)).size, median(differences)]);
  }
  rows.sort((a, b) => b[1] - a[1]);
  const within = rows.every(([, size, ms]) => size <= sizeLimitBytes && ms <= initLimitMs);
  return {
    title: 'Function bundles',
    against: `Limits: ${sizeLimitBytes / 1024} KB, and ${initLimitMs} ms of initialisation above a bundle that does nothing; the median of ${runs} pairs, each a new Node process.`,
    columns: ['function', 'KB', 'ratio to 400 KB', 'initialisation above nothing, ms', 'ratio to 150 ms'],
    rows: rows.map(([name, size, ms]) => [
      name,
      (size / 1024).toFixed(0),
      (size / sizeLimitBytes).toFixed(2),
      ms.toFixed(0),
      (ms / initLimitMs).toFixed(2),
    ]),
    verdict: within ? 'All within both limits.' : 'Not all within the limits.',
  };
}

interface Bundle {
  readonly name: string;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

const templateSchema = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })) });
const functionSchema = z.object({
  FunctionName: z.string(),
  Code: z.object({ S3Key: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).optional(),
});

/** The functions of one desk, of the Directory and of the Audit stack: every desk has the same bundles. */
async function bundlesOf(assembly: string): Promise<readonly Bundle[]> {
  const files = (await readdir(assembly)).filter((name) => /^(?:EG-?Desk|Directory|Audit).*\.template\.json$/.test(name));
  const templates = await Promise.all(
    files.map(async (name) => templateSchema.parse(JSON.parse(await readFile(join(assembly, name), 'utf8')))),
  );
  return templates.flatMap(({ Resources }) =>
    Object.values(Resources)
      .filter((resource) => resource.Type === 'AWS::Lambda::Function')
      .map((resource) => toBundle(assembly, functionSchema.parse(resource.Properties))),
  );
}

function toBundle(assembly: string, { FunctionName, Code, Environment }: z.infer<typeof functionSchema>): Bundle {
  const variables = Object.entries(Environment?.Variables ?? {}).map(([key, value]): [string, string] => [key, plausible(key, value)]);
  return {
    name: FunctionName.replace(/^.*-(?:EG|directory|pilot)-/, ''),
    file: join(assembly, `asset.${Code.S3Key.replace('.zip', '')}`, 'index.mjs'),
    environment: Object.fromEntries(variables),
  };
}

/** References are not resolved here: anything of the right form does for loading the module. */
function plausible(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  return name.endsWith('_ARN') ? 'arn:aws:kms:eu-central-1:123456789012:key/example' : 'https://desk.example';
}

function importMs(file: string | undefined, environment: Readonly<Record<string, string>>): number {
  const module = file === undefined ? 'data:text/javascript,' : pathToFileURL(file).href;
  const script = `const begin = performance.now(); await import(${JSON.stringify(module)}); console.log(performance.now() - begin); process.exit()`;
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    ...environment,
  };
  const outcome = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { env, encoding: 'utf8' });
  if (outcome.status !== 0) throw new Error(`${file}: ${outcome.stderr.slice(-1000)}`);
  return Number(outcome.stdout);
}
