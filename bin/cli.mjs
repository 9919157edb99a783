#!/usr/bin/env node
// Starts the exchange program. Node 20 does not run TypeScript: the sources are bundled once, and again when they change; a start takes a quarter of a second.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// the program runs on Node 20, and says what it needs itself
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const root = fileURLToPath(new URL('..', import.meta.url));
if (!existsSync(join(root, 'node_modules', 'esbuild'))) await import('./installed.mjs');

const cache = join(root, 'node_modules', '.cache', 'exchange');
const folder = join(
  cache,
  fingerprint(['bin/cli.ts', 'audit', 'cli', 'client', 'domain', 'evidence', 'lib', 'operations', 'package-lock.json']),
);
if (!existsSync(folder)) await bundleInto(folder).catch(sayWhere);
await import(pathToFileURL(join(folder, 'cli.mjs')).href);

/** Names, sizes and times of the sources: reading them whole would take longer than the start itself. */
function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths.flatMap(filesBelow)) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(path) {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}

/** A place that this person may not write, a full disk: whoever may, starts the program once, and it stands for all. */
function sayWhere(error) {
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(error.code)) throw error;
  process.stderr.write(
    `The program is built anew after its sources changed, and ${cache} cannot be written (${error.code}): start it once as somebody who may, for instance the owner of the folder.\n`,
  );
  process.exit(1);
}

/** Two programs started at once each build their own; the first one in place is used. */
async function bundleInto(target) {
  const { build } = await import('esbuild');
  const fresh = `${target}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  await build({
    entryPoints: [join(root, 'bin', 'cli.ts')],
    outdir: fresh,
    outExtension: { '.js': '.mjs' },
    // what one command alone needs is read when it is called
    splitting: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    sourcemap: 'inline',
    // brings a library of its own for each platform
    external: ['@duckdb/node-api'],
    // commander is CommonJS and calls require
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  for (const worker of ['cli/transfer/hash-worker.mjs', 'audit/verify/inflate-worker.mjs'])
    copyFileSync(join(root, worker), join(fresh, basename(worker)));
  const { buildVerifyPage } = await import('../evidence/page/build.mjs');
  writeFileSync(join(fresh, 'verify.html'), await buildVerifyPage());
  for (const old of readdirSync(cache))
    if (join(cache, old) !== fresh && !old.includes('.')) rmSync(join(cache, old), { recursive: true, force: true });
  try {
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}
