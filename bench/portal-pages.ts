import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { type Rehearsal, startRehearsal } from '../rehearsal/rehearsal.ts';
import { openBrowser } from '../test/support/browser.ts';
import { magistrateOf } from '../test/support/people.ts';
import { visit } from '../test/support/portal-visitor.ts';
import { type Measurement, median, spread } from './measure.ts';
import { root } from './rehearsal-process.ts';

const rounds = 7;
const dispatches = 10_000;
/** A desk takes 50 requests a second from everybody together (lib/stacks/desk.ts). They are written through the same door, below that. */
const signedPerSecond = 45;
const responsiveMs = 200;

/** The first view from an empty cache, and an outbox with ten thousand dispatches. */
export async function portalPages(): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-pages-'));
  const rehearsal = await startRehearsal({
    assembly: join(root, 'cdk.out'),
    stateDir: join(folder, '.rehearsal'),
    report: (line) => console.error(line),
  });
  const browser = await openBrowser();
  try {
    rehearsal.web.mount('/blank', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>blank</title><h1>blank</h1>');
    });
    const first: View[] = [];
    const blank: View[] = [];
    for (let round = 0; round < rounds; round += 1) {
      blank.push(await firstView(await browser.newContext(), `${rehearsal.web.origin}/blank`));
      first.push(await firstView(await browser.newContext(), rehearsal.endpoints.portal));
    }
    await signMany(rehearsal, folder);
    const visitor = await visit({ browser, endpoints: rehearsal.endpoints, language: 'ar' });
    await visitor.signIn('EG');
    const box = await measureBox(visitor.page);
    await visitor.close();
    return toMeasurement({ first, blank, box });
  } catch (error) {
    // what fails is said before everything is taken down
    console.error(error);
    throw error;
  } finally {
    await browser.close();
    await rehearsal.close();
    await rm(folder, { recursive: true, maxRetries: 5 });
  }
}

interface View {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** From the start of navigation until the heading is there and the page idle; bytes as they come over the line. */
async function firstView(context: BrowserContext, url: string): Promise<View> {
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  let bytes = 0;
  line.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(url);
  await page.locator('h1').waitFor();
  const milliseconds = await page.evaluate(() => new Promise<number>((resolve) => requestIdleCallback(() => resolve(performance.now()))));
  await context.close();
  return { milliseconds, bytes };
}

async function signMany(rehearsal: Rehearsal, folder: string): Promise<void> {
  const { home } = await magistrateOf(folder, 'EG');
  const numbers = Array.from({ length: dispatches }, (_, index) => index).values();
  const begin = performance.now();
  const lane = async (): Promise<void> => {
    for (const number of numbers) {
      await sleep(begin + (number * 1000) / signedPerSecond - performance.now());
      await home.signManifest({
        to: ['MA', 'TN', 'JO'][number % 3] ?? 'MA',
        case: `EG-2026-${String(number).padStart(6, '0')}`,
        legalBasis: { instrument: 'riyadh-1983' },
        urgency: 'routine',
        documents: [{ number: 1, name: 'request.pdf', sizeBytes: 1000, sha256: 'a'.repeat(64) }],
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  await rehearsal.idle();
}

interface BoxTimes {
  /** Until the first page stands. */
  readonly openMs: number;
  /** Until all are fetched for a search. */
  readonly searchMs: number;
  /** From a key press to the next frame, when all are there. */
  readonly keyMs: readonly number[];
  readonly rowsShown: number;
}

async function measureBox(page: Page): Promise<BoxTimes> {
  const begin = performance.now();
  await page.evaluate(() => {
    location.hash = '#/out';
  });
  await page.locator('ul.rows > li').nth(49).waitFor();
  const openMs = performance.now() - begin;
  const search = page.locator('search input');
  const searched = performance.now();
  await search.fill('EG-2026-00000');
  await page.waitForFunction(() => document.querySelectorAll('ul.rows > li').length === 10 && document.querySelector('.waiting') === null);
  const searchMs = performance.now() - searched;
  const keyMs: number[] = [];
  for (const text of ['', 'E', 'EG', 'EG-2', 'EG-2026', '٢٠٢٦', '99', '1', '']) {
    keyMs.push(
      await page.evaluate((value) => {
        const input = document.querySelector<HTMLInputElement>('search input');
        if (input === null) throw new Error('the search field is gone');
        return new Promise<number>((resolve) => {
          const pressed = performance.now();
          input.value = value;
          input.dispatchEvent(new InputEvent('input', { bubbles: true }));
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)));
        });
      }, text),
    );
  }
  return { openMs, searchMs, keyMs, rowsShown: await page.locator('ul.rows > li').count() };
}

interface Figures {
  readonly first: readonly View[];
  readonly blank: readonly View[];
  readonly box: BoxTimes;
}

function toMeasurement({ first, blank, box }: Figures): Measurement {
  const times = first.map(({ milliseconds }) => milliseconds);
  const empty = blank.map(({ milliseconds }) => milliseconds);
  const kilobytes = first.map(({ bytes }) => bytes / 1024);
  const isResponsive = box.keyMs.every((ms) => ms <= responsiveMs);
  return {
    title: 'Pages of the portal',
    against: `Headless Chromium with an empty cache, ${rounds} rounds, against an empty page of the same server; then an outbox of ${dispatches} dispatches in Arabic, each signed by the desk itself, within the rate that it allows (${signedPerSecond} a second). Limit: ${responsiveMs} ms from a key press in the search to the next frame (the "good" of Interaction to Next Paint).`,
    columns: ['what', 'median (range)'],
    rows: [
      ['first view until idle, ms', spread(times, 0)],
      ['an empty page until idle, ms', spread(empty, 0)],
      ['first view above an empty page, ms', (median(times) - median(empty)).toFixed(0)],
      ['first view, KB over the line', spread(kilobytes, 1)],
      ['outbox, first fifty rows, ms', box.openMs.toFixed(0)],
      [`search that fetches all ${dispatches}, ms`, box.searchMs.toFixed(0)],
      ['a key press in the search, all fetched, ms', spread(box.keyMs, 0)],
      ['of the limit', (Math.max(...box.keyMs) / responsiveMs).toFixed(2)],
      ['rows in the page at once', String(box.rowsShown)],
    ],
    verdict: isResponsive ? 'Stays responsive.' : 'Not responsive enough.',
  };
}
