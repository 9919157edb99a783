import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = ['client', 'config', 'domain', 'evidence', 'lambda', 'lib', 'portal', 'package.json', 'tsconfig.json'];

/** Builds what is deployed from the sources in the working folder, into the folder given, and prints the digest of every file. */
const build = `
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildSync } from 'esbuild';
const { bundleOptions } = await import(join(process.cwd(), 'lib/constructs/function-code.ts'));
const { buildPortal } = await import(join(process.cwd(), 'portal/build.ts'));
const out = process.env.OUT;
const names = readdirSync('lambda').filter((name) => name.includes('-'));
for (const name of names) buildSync({ ...bundleOptions, entryPoints: [join(process.cwd(), 'lambda', name, 'handler.ts')], outfile: join(out, name, 'index.mjs') });
await buildPortal(join(out, 'portal'));
const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
const digest = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
console.log(JSON.stringify(Object.fromEntries(files.sort().map((file) => [relative(out, file), digest(file)]))));
`;

const digests = z.record(z.string(), z.string());

async function builtFrom(folder: string, out: string): Promise<z.infer<typeof digests>> {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', build];
  const { stdout } = await run(process.execPath, args, { cwd: folder, env: { ...process.env, OUT: out }, maxBuffer: 2 ** 24 });
  return digests.parse(JSON.parse(stdout));
}

describe('the same sources in another folder', () => {
  let scratch = '';
  let here: z.infer<typeof digests> = {};
  let elsewhere: z.infer<typeof digests> = {};

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'reproducible-'));
    const copy = join(scratch, 'some', 'deeper', 'folder with a space');
    mkdirSync(copy, { recursive: true });
    for (const source of sources) cpSync(join(root, source), join(copy, source), { recursive: true });
    symlinkSync(realpathSync(join(root, 'node_modules')), join(copy, 'node_modules'), 'dir');
    [here, elsewhere] = await Promise.all([builtFrom(root, join(scratch, 'here')), builtFrom(copy, join(scratch, 'elsewhere', 'still'))]);
  });

  afterAll(() => rmSync(scratch, { recursive: true }));

  test('give the same function bundles, to the byte', () => {
    const functions = Object.keys(here).filter((file) => dirname(file) !== 'portal' && file.endsWith('/index.mjs'));
    const handlers = readdirSync(join(root, 'lambda')).filter((name) => existsSync(join(root, 'lambda', name, 'handler.ts')));
    expect(functions.map((file) => dirname(file)).sort()).toEqual(handlers.sort());
    expect(functions.filter((file) => elsewhere[file] !== here[file])).toEqual([]);
  });

  test('give the same portal, names of files included', () => {
    const portal = (built: z.infer<typeof digests>) => Object.entries(built).filter(([file]) => file.startsWith('portal/'));
    expect(portal(here).length).toBeGreaterThan(10);
    expect(portal(elsewhere)).toEqual(portal(here));
  });
});
