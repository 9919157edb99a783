import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { readAssembly } from '../policy/templates/assembly.ts';
import { statefulResources } from '../policy/templates/released.ts';
import { synthesize } from './synthesize.ts';

/** Writes down what this version leaves standing in an account, for the next version's test. Once, when a release is made: a record is never written over. */
const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
const file = join('docs', 'releases', `${version}.json`);
if (existsSync(join(root, file))) {
  console.error(`${file} is there, and upgrades are held against it: set the next version in package.json first`);
  process.exit(1);
}
const { stacks } = await readAssembly(await synthesize(root, console.log));
const resources = statefulResources(stacks);
await mkdir(join(root, 'docs', 'releases'), { recursive: true });
const lines = resources.map((one) => `    ${JSON.stringify(one)}`);
await writeFile(join(root, file), `{\n  "version": "${version}",\n  "resources": [\n${lines.join(',\n')}\n  ]\n}\n`);
console.log(`${file}: ${resources.length} stateful resources of ${stacks.length} stacks.`);
