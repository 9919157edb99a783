import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { releaseNotes } from './release-notes.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'release');
const assembly = join(out, 'cdk.out');

/**
 * Makes the files of a release in release/, the same bytes from the same commit: the bill of materials, the digests of every template and
 * bundle, and the part of the changelog that speaks of this version. A release is a tag; this only prints the commands that set it.
 */
const { version } = z.object({ version: z.string().regex(/^\d+\.\d+\.\d+$/) }).parse(JSON.parse(read('package.json')));
const changed = run('git', ['status', '--porcelain', '--untracked-files=no']).trim();
if (changed) fail(`a release is made of a commit; these files differ from it:\n${changed}`);
const notes = releaseNotes(read('CHANGELOG.md'), version);
if (!notes) fail(`CHANGELOG.md has no section [${version}]: rename [Unreleased], with its date`);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
run('npm', ['run', '-s', 'sbom']);
run('npx', ['cdk', 'synth', '--quiet', '--output', assembly]);
const digests = filesBelow(assembly)
  .filter((file) => file.endsWith('.template.json') || file.includes('asset.'))
  .map((file) => `${sha256(readFileSync(file))}  ${relative(out, file)}`);
const written = { 'CHANGELOG.md': `${notes}\n`, 'sbom.cdx.json': read('sbom.cdx.json'), COMMIT: run('git', ['rev-parse', 'HEAD']) };
for (const [name, text] of Object.entries(written)) writeFileSync(join(out, name), text);
const all = [...digests, ...Object.entries(written).map(([name, text]) => `${sha256(Buffer.from(text))}  ${name}`)];
writeFileSync(join(out, 'SHA256SUMS'), `${all.sort().join('\n')}\n`);
console.log(`release/ holds version ${version}: ${digests.length} templates and bundles, SBOM, changelog; all of it in release/SHA256SUMS.
SHA-256 of SHA256SUMS: ${sha256(readFileSync(join(out, 'SHA256SUMS')))}

The tag carries that digest, signed by the person who releases:
  git tag -s v${version} -m "v${version}, SHA256SUMS $(sha256sum release/SHA256SUMS | cut -d' ' -f1)"
  git push origin v${version}

Anybody checks it from the tag: npm ci && npm run release prints the SHA-256 that stands in the tag's message (git tag -v v${version}).`);

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'inherit'] });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
