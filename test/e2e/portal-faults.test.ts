import { randomFillSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Route } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { type Visitor, visit } from '../support/portal-visitor.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

let rehearsing: Rehearsing;
let browser: Browser;
beforeAll(async () => {
  [rehearsing, browser] = await Promise.all([rehearse(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await rehearsing?.end();
});

const partBytes = 8 * 2 ** 20;
/** Three parts. */
const sizeBytes = 2.5 * partBytes;
const parts = /partNumber=(\d+)/;

let number = 0;
let reference: string;
let file: string;
let egypt: Visitor;
beforeEach(async () => {
  number += 1;
  reference = `EG-2026-F${number}`;
  file = join(rehearsing.folder, `disk-${number}.img`);
  await writeFile(file, randomFillSync(Buffer.alloc(sizeBytes)));
  egypt = await come('EG');
});
afterEach(() => egypt.close());

async function come(country: string): Promise<Visitor> {
  const visitor = await visit({ browser, endpoints: rehearsing.rehearsal().endpoints, language: 'en' });
  await visitor.signIn(country);
  return visitor;
}

/** Fills in the form, reviews it and presses Send. */
async function send({ page, words, go }: Visitor): Promise<void> {
  await go('#/new');
  await page.locator('#to').selectOption('MA');
  await page.locator('#case').fill(reference);
  await page.locator('#documents').setInputFiles(file);
  await page.getByRole('button', { name: words['compose.review'] }).click();
  await page.locator('.buttons button[aria-disabled="false"]').click();
}

const delivered = ({ page, words }: Visitor): Promise<void> => page.getByText(words['sending.done-lead']).waitFor({ timeout: 90_000 });

/** How often a dispatch of that reference lies in Morocco's inbox, delivered. */
async function arrivals(): Promise<number> {
  const morocco = await come('MA');
  try {
    await morocco.page.locator('.count').getByText(/\d/).waitFor();
    const rows = morocco.page.locator('.row', { hasText: reference });
    return await rows.filter({ hasText: morocco.words['state.available'] }).count();
  } finally {
    await morocco.close();
  }
}

/** Counts the PUTs of each part, and lets the test answer them. */
async function onParts(
  { page }: Visitor,
  answer: (route: Route, part: number, count: number) => Promise<void>,
): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  await page.context().route(parts, async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    const part = Number(parts.exec(route.request().url())?.[1]);
    const count = (counts.get(part) ?? 0) + 1;
    counts.set(part, count);
    await answer(route, part, count);
  });
  return counts;
}

const refuse = (route: Route, status: number, code: string): Promise<void> =>
  route.fulfill({
    status,
    contentType: 'application/xml',
    headers: { 'access-control-allow-origin': new URL(rehearsing.rehearsal().endpoints.portal).origin },
    body: `<Error><Code>${code}</Code></Error>`,
  });

describe('a dispatch sent through the portal arrives once', () => {
  test.each([
    ['the line is cut in mid-part', (route: Route) => route.abort('connectionreset')],
    ['the drop box answers 503', (route: Route) => refuse(route, 503, 'SlowDown')],
    ['a link has expired', (route: Route) => refuse(route, 403, 'AccessDenied')],
  ])('where %s', async (_fault, fault) => {
    const counts = await onParts(egypt, (route, part, count) => (part === 2 && count === 1 ? fault(route) : route.continue()));
    await send(egypt);
    await delivered(egypt);
    expect(Object.fromEntries(counts)).toEqual({ 1: 1, 2: 2, 3: 1 });
    expect(await arrivals()).toBe(1);
  });

  test('where the sender pauses', async () => {
    let isHeld = true;
    await onParts(egypt, (route) => (isHeld ? new Promise<void>(() => {}) : route.continue()));
    await send(egypt);
    await egypt.page.getByRole('button', { name: egypt.words['sending.pause'] }).click();
    await egypt.page.getByText(egypt.words['sending.paused']).first().waitFor();
    isHeld = false;
    await egypt.page.getByRole('button', { name: egypt.words['sending.resume'] }).click();
    await delivered(egypt);
    expect(await arrivals()).toBe(1);
  });

  test('where the page is loaded anew in the middle; what had arrived is not sent again, another file is not taken', async () => {
    let isHeld = true;
    const counts = await onParts(egypt, async (route, part) => (isHeld && part > 1 ? new Promise<void>(() => {}) : route.continue()));
    const firstPart = egypt.page.waitForResponse(
      (response) => /partNumber=1\b/.test(response.url()) && response.request().method() === 'PUT',
      { timeout: 90_000 },
    );
    await send(egypt);
    await firstPart;
    await egypt.page.reload();
    await egypt.page.locator('header .person').waitFor();
    await egypt.go('#/new');
    isHeld = false;
    const chooser = egypt.page.locator('.unfinished input[type=file]');
    const other = join(rehearsing.folder, 'other', `disk-${number}.img`);
    await writeOther(other);
    await chooser.setInputFiles(other);
    await egypt.page.getByText(egypt.words['failure.FileChanged']).waitFor();
    await egypt.page.getByRole('button', { name: egypt.words['nav.out'] }).click();
    await egypt.go('#/new');
    await chooser.setInputFiles(file);
    await delivered(egypt);
    expect(counts.get(1)).toBe(1);
    expect(await arrivals()).toBe(1);
  });

  test('where two tabs try to send it', async () => {
    let isHeld = true;
    const held: Route[] = [];
    await onParts(egypt, async (route) => (isHeld ? void held.push(route) : route.continue()));
    await send(egypt);
    await egypt.page.getByText(egypt.words['sending.sending']).first().waitFor();
    const second = await egypt.page.context().newPage();
    await second.goto(rehearsing.rehearsal().endpoints.portal);
    await second.locator('.countries li', { hasText: 'EG' }).getByRole('button').click();
    await second.locator('header .person').waitFor();
    await second.evaluate(() => {
      location.hash = '#/new';
    });
    await second.locator('.unfinished input[type=file]').setInputFiles(file);
    await second.getByText(egypt.words['sending.elsewhere']).waitFor();
    isHeld = false;
    for (const route of held) await route.continue();
    await delivered(egypt);
    expect(await arrivals()).toBe(1);
  });
});

describe('a document opened in the portal', () => {
  test('is never handed over where its bytes differ, and the alarm says so', async () => {
    await send(egypt);
    await delivered(egypt);
    const morocco = await come('MA');
    const downloads: string[] = [];
    morocco.page.on('download', (download) => downloads.push(download.suggestedFilename()));
    try {
      await morocco.page.context().route(/versionId=/, async (route) => {
        const answer = await route.fetch();
        const body = await answer.body();
        body.writeUInt8(body.readUInt8(1000) ^ 1, 1000);
        await route.fulfill({ response: answer, body });
      });
      await morocco.page.getByRole('link', { name: reference }).click();
      await morocco.page.locator('.documents button').click();
      await morocco.page.getByText(morocco.words['open.alarm']).waitFor();
      await morocco.look('alarm');
      expect(downloads).toEqual([]);
    } finally {
      await morocco.close();
    }
  });

  test('goes on after a broken line', async () => {
    await send(egypt);
    await delivered(egypt);
    const morocco = await come('MA');
    try {
      let count = 0;
      await morocco.page.context().route(/versionId=/, async (route) => {
        count += 1;
        if (count === 1) await route.abort('connectionreset');
        else await route.continue();
      });
      await morocco.page.getByRole('link', { name: reference }).click();
      const [download] = await Promise.all([morocco.page.waitForEvent('download'), morocco.page.locator('.documents button').click()]);
      expect(download.suggestedFilename()).toBe(`disk-${number}.img`);
      await morocco.page.getByText(morocco.words['open.verified']).waitFor();
    } finally {
      await morocco.close();
    }
  });
});

async function writeOther(path: string): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, randomFillSync(Buffer.alloc(sizeBytes)));
}
