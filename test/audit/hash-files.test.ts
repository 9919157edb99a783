import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { hashFiles } from '../../audit/verify/hash-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const options = { workers: 2, maxInflatedBytes: 2 ** 24 };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hash-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function writeFiles(count: number, contentOf: (index: number) => Buffer): Promise<readonly string[]> {
  const paths = Array.from({ length: count }, (_, index) => join(folder, `${count}-${index}.gz`));
  for (const [index, path] of paths.entries()) await writeFile(path, gzipSync(contentOf(index), { level: 1 }));
  return paths;
}

test('hashes stand in the order of the files, however many messages they go in', async () => {
  const paths = await writeFiles(600, (index) => Buffer.from(`file ${index}`));
  const hashed = await hashFiles(paths, options);
  const wanted = paths.map((_, index) => createHash('sha256').update(`file ${index}`).digest('hex'));
  expect(hashed.map(({ sha256 }) => sha256)).toEqual(wanted);
});

test('no files have no hashes', async () => {
  expect(await hashFiles([], options)).toEqual([]);
});

test('what was hashed is let go of: memory follows the threads, not the files', async () => {
  const paths = await writeFiles(150, () => Buffer.alloc(4 * 2 ** 20, '{"Records":[]}'));
  // looked at meanwhile: the system's own record of the peak begins with that of whoever starts the process
  const script = `
    const { hashFiles } = await import('./audit/verify/hash-files.ts');
    let peak = 0;
    const look = () => { peak = Math.max(peak, process.memoryUsage.rss()); };
    const looking = setInterval(look, 2);
    const hashed = await hashFiles(${JSON.stringify(paths)}, ${JSON.stringify(options)});
    clearInterval(looking);
    look();
    const inflated = hashed.reduce((sum, { inflatedBytes }) => sum + inflatedBytes, 0);
    console.log(JSON.stringify({ inflated, peak }));
  `;
  const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], { cwd: root, encoding: 'utf8' });
  const { inflated, peak } = JSON.parse(child.stdout);
  expect(inflated).toBe(150 * 4 * 2 ** 20);
  expect(peak).toBeLessThan(inflated / 2);
});
