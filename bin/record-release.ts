import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { readAssembly } from '../policy/templates/assembly.ts';
import { statefulResources } from '../policy/templates/released.ts';
import { newRecordFile, recordsFolder } from './release-record.ts';
import { synthesize } from './synthesize.ts';

/** Writes down what this version leaves standing in an account, for the next version's test. Once, when a release is made: a record is never written over. */
const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
const file = fileOf(version);
const { stacks } = await readAssembly(await synthesize(root, console.log));
const resources = statefulResources(stacks);
await mkdir(join(root, recordsFolder), { recursive: true });
const lines = resources.map((one) => `    ${JSON.stringify(one)}`);
await writeFile(join(root, file), `{\n  "version": "${version}",\n  "resources": [\n${lines.join(',\n')}\n  ]\n}\n`);
console.log(`${file}: ${resources.length} stateful resources of ${stacks.length} stacks.`);

function fileOf(released: string): string {
  try {
    return newRecordFile(root, released);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return process.exit(1);
  }
}
