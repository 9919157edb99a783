import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { buildVerifyPage } from '../evidence/page/build.mjs';
import { splitWords } from './split-words.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** What the first view loads, as paths below the output folder. */
export interface BuiltPortal {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
  /** The sentences of the first view; a browser loads those of one language. */
  readonly words: readonly string[];
}

/**
 * Writes the whole portal, but for portal.json, into an empty `outDir`: index.html, hashed files below `assets/`, and the worker at
 * `/worker.js`, whose address a Trusted Types policy knows, and the page of evidence packages, which is content here and no page. The same sources give the same bytes.
 */
export async function buildPortal(outDir: string): Promise<BuiltPortal> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const { metafile } = await build({
    ...common,
    entryPoints: { main: join(here, 'main.tsx'), style: join(here, 'style', 'all.css') },
    outdir: join(outDir, 'assets'),
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.woff2': 'file' },
    plugins: [splitWords(join(here, 'words'))],
    metafile: true,
    absWorkingDir: here,
  });
  await build({ ...common, entryPoints: [join(here, 'transfer', 'worker.ts')], outfile: join(outDir, 'worker.js'), format: 'iife' });
  await writeFile(join(outDir, 'evidence-page.txt'), await buildVerifyPage());
  const outputs = Object.fromEntries(
    Object.entries(metafile.outputs).map(([path, output]) => [path.slice(path.lastIndexOf('/assets/') + 1), output]),
  );
  const main = entryOf(outputs, 'main.tsx');
  const style = entryOf(outputs, 'all.css');
  const scripts = withStaticImports(outputs, main);
  await writeFile(join(outDir, 'index.html'), await page({ main, style, preload: scripts.slice(1) }));
  return { scripts, styles: [style], words: Object.keys(outputs).filter((path) => /^assets\/\w+-first-\w+\.js$/.test(path)) };
}

type Outputs = Metafile['outputs'];

const common = {
  bundle: true,
  minify: true,
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'error',
  // names of files hold a hash over paths: the same wherever node_modules really lies
  preserveSymlinks: true,
} as const satisfies BuildOptions;

function entryOf(outputs: Outputs, name: string): string {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(name));
  if (!found) throw new Error(`esbuild made nothing of ${name}`);
  return found[0];
}

/** A script and every script that it imports before it runs. */
function withStaticImports(outputs: Outputs, path: string, seen: Set<string> = new Set()): readonly string[] {
  seen.add(path);
  for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
    const below = imported.slice(imported.lastIndexOf('/assets/') + 1);
    if (kind === 'import-statement' && !seen.has(below)) withStaticImports(outputs, below, seen);
  }
  return [...seen];
}

interface Page {
  readonly main: string;
  readonly style: string;
  readonly preload: readonly string[];
}

async function page({ main, style, preload }: Page): Promise<string> {
  const source = await readFile(join(here, 'index.html'), 'utf8');
  const links = preload.map((path) => `<link rel="modulepreload" href="/${path}">`).join('\n');
  return source.replace('/style/all.css', `/${style}`).replace('/main.js', `/${main}`).replace('</head>', `${links}\n</head>`);
}
