import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { reproducible } from './bill-of-materials.ts';
import { licencesPage, licensedPackages, packageLock } from './licences.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bill = 'sbom.cdx.json';
const licences = join('docs', 'licences.md');

const { name } = z.object({ name: z.string() }).parse(read('package.json'));
writeFileSync(join(root, bill), reproducible(madeByNpm(), name));
writeFileSync(join(root, licences), licencesPage(licensedPackages(packageLock.parse(read('package-lock.json')))));
console.log(`${bill} and ${licences} are written.`);

/** From the lock alone: what is installed differs from platform to platform. */
function madeByNpm(): unknown {
  const [command, ...args] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const made = execFileSync(command, [...args, 'sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(made);
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}
