import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { openArchive } from '../../evidence/archive.ts';
import { packageOf } from '../../evidence/package.ts';
import { buildVerifyPage } from '../../evidence/page/build.mjs';
import { openBrowser } from '../support/browser.ts';
import { evidenceCase } from '../support/evidence-case.ts';

/** The page as it lies in a package, opened from a disk, without a network. */
let folder: string;
let browser: Browser;
let page: Page;
let whole: Uint8Array;
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-page-'));
  const html = await buildVerifyPage();
  whole = await packageOf((await evidenceCase()).source, html);
  for (const { path, bytes } of openArchive(whole).files) {
    await mkdir(dirname(join(folder, 'unpacked', path)), { recursive: true });
    await writeFile(join(folder, 'unpacked', path), bytes);
  }
  browser = await openBrowser();
  const context = await browser.newContext({ locale: 'ar', offline: true });
  page = await context.newPage();
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => asked.push(String(error)));
  await page.goto(pathToFileURL(join(folder, 'unpacked', 'verify.html')).href);
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function verdictOn(bytes: Uint8Array): Promise<string> {
  await page.reload();
  const file = join(folder, 'package.zip');
  await writeFile(file, bytes);
  await page.locator('#package').setInputFiles(file);
  return outcome();
}

async function outcome(): Promise<string> {
  const verdict = page.locator('[data-verdict]');
  await verdict.waitFor();
  return (await verdict.getAttribute('data-verdict')) ?? '';
}

test('a package verifies in a browser, from a file, and the verdict is said in three languages', async () => {
  expect(await verdictOn(whole)).toBe('genuine');
  expect(await page.locator('.verdict').evaluateAll((said) => said.map((one) => one.getAttribute('lang')))).toEqual(['ar', 'fr', 'en']);
  expect(await page.locator('blockquote').innerText()).toBe('الوقائع لا تشكل جريمة هنا.');
  expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  await page.getByRole('button', { name: 'Français' }).click();
  expect(await page.locator('h1').innerText()).toBe('Vérifier un dossier de preuve');
});

test('one changed byte in a statement is found, and nothing of the case is told', async () => {
  const changed = Uint8Array.from(whole);
  const receipt = openArchive(changed).files.find(({ path }) => path.endsWith('Acknowledgement.jws'));
  const at = (receipt?.bytes.byteOffset ?? 0) - changed.byteOffset + 200;
  changed[at] = (changed[at] ?? 0) ^ 1;
  expect(await verdictOn(changed)).toBe('altered');
  const codes = await page.locator('[data-code]').evaluateAll((items) => items.map((one) => one.getAttribute('data-code')));
  expect(codes).toEqual(expect.arrayContaining(['ArchiveAltered', 'FileAltered', 'ReceiptNotGenuine']));
  expect(await page.locator('blockquote').count()).toBe(0);
});

test('what is no package at all is not genuine', async () => {
  expect(await verdictOn(Buffer.from('no package'))).toBe('altered');
});

test('an unpacked package verifies as a folder, and the page asks for nothing', async () => {
  await page.reload();
  await page.locator('#folder').setInputFiles(join(folder, 'unpacked'));
  expect(await outcome()).toBe('genuine');
  expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
});
