import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuiltPortal, buildPortal } from '../../portal/build.ts';

let outDir: string;
let built: BuiltPortal;
beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'portal-'));
  built = await buildPortal(outDir);
});
afterAll(() => rm(outDir, { recursive: true }));

const compressed = async (files: readonly string[]): Promise<number> => {
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(join(outDir, file)), { level: 9 }).length));
  return sizes.reduce((sum, size) => sum + size, 0);
};

describe('the first view of the portal', () => {
  test('loads at most 60 KB of script, its words in the longest language among them', async () => {
    expect(built.words).toHaveLength(3);
    const words = await Promise.all(built.words.map((file) => compressed([file])));
    expect((await compressed(built.scripts)) + Math.max(...words)).toBeLessThanOrEqual(60 * 1024);
  });

  test('loads at most 15 KB of CSS', async () => {
    expect(await compressed(built.styles)).toBeLessThanOrEqual(15 * 1024);
  });

  test('loads neither the worker nor WebAssembly nor the pages that are opened later', async () => {
    const text = (await Promise.all(built.scripts.map((file) => readFile(join(outDir, file), 'utf8')))).join('');
    expect(text).not.toMatch(/WebAssembly|indexedDB\.open|webkitGetAsEntry/);
  });

  test('holds no inline script or style and no address of another site', async () => {
    const html = await readFile(join(outDir, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*src=)[^>]*>|<style|\sstyle=|\son\w+=|https?:/);
  });
});

test('the same sources give the same portal', async () => {
  const again = await mkdtemp(join(tmpdir(), 'portal-'));
  try {
    expect(await buildPortal(again)).toEqual(built);
    for (const file of [...built.scripts, ...built.styles, 'index.html', 'worker.js']) {
      expect(await readFile(join(again, file))).toEqual(await readFile(join(outDir, file)));
    }
  } finally {
    await rm(again, { recursive: true });
  }
});
