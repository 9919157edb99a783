import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod';

/** What a synthesis depends on, beside the versions in the lock file. */
const inputs = [
  'bin/exchange.ts',
  'lib',
  'lambda',
  'domain',
  'client',
  'portal',
  'evidence',
  'config',
  'cdk.json',
  'package-lock.json',
  'tsconfig.json',
];

/**
 * Brings `cdk.out` in step with the sources and answers its path. Does nothing where neither the sources nor the assembly changed since
 * the last time: a stamp beside the manifest holds the hash of both. Another configuration than the repository's own has a folder of its own.
 */
export async function synthesize(root: string, report: (line: string) => void, config?: string): Promise<string> {
  const assembly = join(
    root,
    config === undefined ? 'cdk.out' : `cdk.out.${createHash('sha256').update(config).digest('hex').slice(0, 8)}`,
  );
  const sources = `${await hashOf(root, inputs)}${
    config === undefined
      ? ''
      : ` ${createHash('sha256')
          .update(await readFile(config))
          .digest('hex')}`
  }`;
  if ((await readStamp(assembly)) === `${sources} ${await manifestHash(assembly)}`) return assembly;
  report('Synthesizing the templates from the sources ...');
  // beside it first: whoever reads the old one meanwhile finds it whole, and a failed synthesis leaves it as it was
  const fresh = `${assembly}.${process.pid}`;
  await runApp(root, fresh, config);
  await writeFile(stampFile(fresh), `${sources} ${await manifestHash(fresh)}`);
  await rm(assembly, { recursive: true, force: true });
  await rename(fresh, assembly);
  return assembly;
}

function stampFile(assembly: string): string {
  return join(assembly, 'in-step-with.sha256');
}

async function readStamp(assembly: string): Promise<string | undefined> {
  return readFile(stampFile(assembly), 'utf8').catch(() => undefined);
}

async function manifestHash(assembly: string): Promise<string> {
  const manifest = await readFile(join(assembly, 'manifest.json')).catch(() => '');
  return createHash('sha256').update(manifest).digest('hex');
}

async function hashOf(root: string, paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const file of (await Promise.all(paths.map((path) => filesBelow(root, path)))).flat()) {
    hash.update(`\0${file}\0`).update(await readFile(join(root, file)));
  }
  return hash.digest('hex');
}

async function filesBelow(root: string, path: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (!entries) return [path];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return files.sort();
}

/** Runs the app as the CDK CLI does: output folder and context in the environment (docs: cloud-executable protocol). */
async function runApp(root: string, assembly: string, config: string | undefined): Promise<void> {
  const { context } = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8')));
  const env = {
    ...process.env,
    CDK_OUTDIR: assembly,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:version-reporting': false, ...(config !== undefined && { config }) }),
  };
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/exchange.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  if (code !== 0) throw new Error(`the CDK app ended with ${code}:\n${Buffer.concat(said).toString('utf8')}`);
}
