import type { Browser } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { keyboardOf } from '../support/keyboard.ts';
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

const come = (): Promise<Visitor> => visit({ browser, endpoints: rehearsing.rehearsal().endpoints, language: 'fr', album: 'fr-session' });

test('no token is kept where another page could read it', async () => {
  const visitor = await come();
  try {
    await visitor.signIn('TN');
    const kept: string = await visitor.page.evaluate(async () => {
      const databases = await indexedDB.databases();
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, databases]);
    });
    expect(kept).not.toMatch(/eyJ|access|token/i);
  } finally {
    await visitor.close();
  }
});

test('a reload asks the identity provider again, without a question to the person', async () => {
  const visitor = await come();
  try {
    await visitor.signIn('TN');
    await visitor.go('#/out');
    await visitor.page.reload();
    await visitor.page.locator('header .person').waitFor();
    expect(new URL(visitor.page.url()).hash).toBe('#/out');
    expect(new URL(visitor.page.url()).search).toBe('');
  } finally {
    await visitor.close();
  }
});

test('the end of a sign-in is announced, and prolonged in a small window; what was typed stays', async () => {
  const visitor = await come();
  const { page, words } = visitor;
  try {
    await page.clock.install();
    await visitor.signIn('TN');
    await visitor.go('#/new');
    await page.locator('#case').fill('TN-2026-1');
    await page.clock.fastForward('56:00');
    await page.locator('.renewal').waitFor();
    await visitor.look('renewal');
    await page.evaluate(() => {
      const open = window.open;
      // as a browser does that lets no page open a window
      window.open = () => {
        window.open = open;
        return null;
      };
    });
    await page.getByRole('button', { name: words['renewal.prolong'] }).click();
    await page.getByText(words['failure.WindowRefused']).waitFor();
    await page.getByRole('button', { name: words['renewal.prolong'] }).click();
    await page.locator('.renewal').waitFor({ state: 'detached' });
    expect(await page.locator('#case').inputValue()).toBe('TN-2026-1');
    expect(visitor.complaints).toEqual([]);
  } finally {
    await visitor.close();
  }
});

test('a page that is opened without a line says so, and comes when the line is back', async () => {
  const visitor = await come();
  const { page, words } = visitor;
  try {
    await visitor.signIn('TN');
    await page.context().setOffline(true);
    await page.evaluate(() => {
      location.hash = '#/country/TN';
    });
    await page.getByText(words['failure.Unreachable']).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: words['problem.again'] }).click();
    await page.locator('.members').waitFor();
    expect(new URL(page.url()).hash).toBe('#/country/TN');
  } finally {
    await visitor.close();
  }
});

test('after signing out nothing of the person is left on the page', async () => {
  const visitor = await come();
  const { page, words } = visitor;
  try {
    await visitor.signIn('TN');
    await page.getByRole('button', { name: words['sign-out'] }).click();
    await page.getByRole('heading', { name: words['welcome.heading'] }).waitFor();
    expect(await page.locator('body').textContent()).not.toContain('liaison.tn');
    await page.reload();
    await page.getByRole('heading', { name: words['welcome.heading'] }).waitFor();
  } finally {
    await visitor.close();
  }
});

test('the keyboard alone leads from the first page to a form and its mistakes', async () => {
  const visitor = await come();
  const { page, words } = visitor;
  const keys = keyboardOf(page);
  const until = async (found: () => Promise<boolean>): Promise<void> => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await found()) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('the keyboard did not get there');
  };
  const focused = (text: string) => async (): Promise<boolean> =>
    // the body holds every text and is active while nothing has the focus
    (await page.evaluate(() => document.activeElement?.closest('a, button')?.textContent ?? '')).includes(text);
  try {
    // a page takes the focus to its heading once it is drawn: a press before that would go elsewhere
    await keys.isIn('h1');
    await until(focused('Tunisie'));
    await page.keyboard.press('Enter');
    await page.locator('#username').waitFor();
    const magistrate = rehearsing.rehearsal().endpoints.countries.TN?.magistrates[0];
    await page.locator('#username').focus();
    await page.keyboard.type(magistrate?.username ?? '');
    await page.keyboard.press('Tab');
    await page.keyboard.type(magistrate?.password ?? '');
    await page.keyboard.press('Enter');
    await page.locator('header .person').waitFor();
    await keys.isIn('h1');
    await until(focused(words['nav.new']));
    await page.keyboard.press('Enter');
    await page.locator('#to').waitFor();
    await keys.isIn('h1');
    await until(focused(words['compose.review']));
    await page.keyboard.press('Enter');
    await page.locator('.errors').waitFor();
    await page.waitForFunction(() => document.activeElement?.className === 'errors');
  } finally {
    await visitor.close();
  }
});
