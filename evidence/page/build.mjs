// Plain JavaScript: the program's starter calls it before anything is bundled.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * The page that verifies packages, as one file that needs nothing else. The same sources give the same bytes.
 * @returns {Promise<string>}
 */
export async function buildVerifyPage() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'error',
    preserveSymlinks: true,
  });
  // nothing in the script may end it
  const script = (outputFiles[0]?.text ?? '').trim().replaceAll('</script', '<\\/script');
  const hash = createHash('sha256').update(script).digest('base64');
  const page = await readFile(new URL('page.html', import.meta.url), 'utf8');
  return page.replace('SCRIPT-HASH', `sha256-${hash}`).replace('<script>SCRIPT</script>', () => `<script>${script}</script>`);
}
