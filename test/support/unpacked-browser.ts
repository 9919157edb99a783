import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
const folder = join(cache, 'chromium');

/**
 * The path of the browser inside the npm package, unpacked once beside the package. Several processes may ask at once: each that finds none
 * unpacks into a folder of its own, and the first to be done is the one that all use. Left to itself the package unpacks into the folder for
 * temporary files that everybody shares, and takes a half-written browser for a whole one.
 */
export async function unpackedBrowser(): Promise<string> {
  const path = join(folder, 'chromium');
  if (existsSync(path)) return path;
  await mkdir(cache, { recursive: true });
  const own = await mkdtemp(`${folder}-`);
  try {
    const script = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...process.env, TMPDIR: own },
    });
    await rename(own, folder).catch((error: unknown) => {
      if (!existsSync(path)) throw error;
    });
    return path;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
