import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import * as z from 'zod';
import type english from '../../portal/words/en.json';
import type { Endpoints } from '../../rehearsal/endpoints.ts';

export type Language = 'ar' | 'fr' | 'en';
/** What a person can sign: the keys `act.…` that have an explanation. */
export type ActChoice = keyof typeof english extends infer Key ? (Key extends `act.${infer Act}-what` ? Act : never) : never;
export type Words = Readonly<Record<keyof typeof english, string>>;

/** The page's sentences, to find them by. */
export async function wordsOf(language: Language): Promise<Words> {
  return JSON.parse(await readFile(fileURLToPath(new URL(`../../portal/words/${language}.json`, import.meta.url)), 'utf8'));
}

/** Pictures of every page, for whoever wants to look; not kept in the repository. */
const artefacts = fileURLToPath(new URL('../../test-artefacts/portal', import.meta.url));
const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Narrow: 1280 pixels at 400 % zoom (WCAG 2.2, 1.4.10). */
const widths = { wide: 1280, narrow: 320 };

/** A magistrate in front of a browser of their own. */
export interface Visitor {
  readonly page: Page;
  readonly words: Words;
  /** Everything that the browser complained about: errors, refused by policy, unhandled. */
  readonly complaints: readonly string[];
  readonly signIn: (country: string, nth?: number) => Promise<void>;
  /**
   * Looks at the page at both widths: nothing must be scrolled sideways; keeps a picture of each. axe finds nothing at the narrow one, and in
   * Arabic at neither: the pages of a language differ in words, not in structure.
   */
  readonly look: (name: string) => Promise<void>;
  /** The same in all three languages, one after the other, ending with the visitor's own; of `part` of the page alone where one is named. */
  readonly lookInEach: (name: string, part?: string) => Promise<void>;
  /** A picture and nothing else. */
  readonly keep: (name: string) => Promise<unknown>;
  readonly go: (address: string) => Promise<void>;
  /** Takes a step on the dispatch that is shown, as far as the receipt; `fill` answers what the step asks. */
  readonly sign: (act: ActChoice, fill?: () => Promise<unknown>) => Promise<void>;
  /** The steps that the page offers now. */
  readonly offered: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export interface Visit {
  readonly browser: Browser;
  readonly endpoints: Endpoints;
  readonly language: Language;
  /** Begins the names of pictures. @default the language */
  readonly album?: string;
}

export async function visit({ browser, endpoints, language, album = language }: Visit): Promise<Visitor> {
  const context = await browser.newContext({
    locale: language,
    viewport: { width: widths.wide, height: 900 },
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(endpoints.portal);
  await page.locator('h1').waitFor();
  const words = await wordsOf(language);
  return {
    page,
    words,
    complaints,
    signIn: (country, nth = 0) => signIn({ page, endpoints, country, nth }),
    look: (name) => look(page, `${album}-${name}`, language === 'ar' ? ['wide', 'narrow'] : ['narrow']),
    lookInEach: (name, part) => lookInEach({ page, name, part, last: language }),
    keep: (name) => page.screenshot({ path: join(artefacts, `${album}-${name}.png`), fullPage: true }),
    go: async (address) => {
      await page.evaluate((to) => {
        location.hash = to;
      }, address);
      await page.locator('h1').waitFor();
    },
    sign: async (act, fill = async () => {}) => {
      await page.getByRole('button', { name: words[`act.${act}`], exact: true }).click();
      await fill();
      await page.getByRole('button', { name: words['act.review'] }).click();
      await page.locator('.act-review button').first().click();
      await page.locator('.act-signed').waitFor();
      await page.getByRole('button', { name: words['act.done'] }).click();
    },
    offered: () => page.locator('.choices-of-acts button').allTextContents(),
    close: () => leave(context),
  };
}

interface SignIn {
  readonly page: Page;
  readonly endpoints: Endpoints;
  readonly country: string;
  readonly nth: number;
}

async function signIn({ page, endpoints, country, nth }: SignIn): Promise<void> {
  const magistrate = endpoints.countries[country]?.magistrates[nth];
  if (!magistrate) throw new Error(`no magistrate ${nth} of ${country}`);
  await page
    .locator('.countries li', { has: page.getByText(country, { exact: true }) })
    .getByRole('button')
    .click();
  await page.locator('#username').fill(magistrate.username);
  await page.locator('#password').fill(magistrate.password);
  await page.locator('#password').press('Enter');
  await page.locator('header .person').waitFor();
}

async function look(page: Page, name: string, underAxe: readonly string[]): Promise<void> {
  await mkdir(artefacts, { recursive: true });
  for (const [width, pixels] of Object.entries(widths)) {
    await page.setViewportSize({ width: pixels, height: 900 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await page.screenshot({ path: join(artefacts, `${name}-${width}.png`), fullPage: true });
    if (overflow > 0) throw new Error(`${name} must be scrolled sideways by ${overflow} pixels at a width of ${pixels}`);
    const found = underAxe.includes(width) ? await violations(page) : [];
    if (found.length > 0) throw new Error(`axe on ${name} at a width of ${pixels}: ${found.join('; ')}`);
  }
  await page.setViewportSize({ width: widths.wide, height: 900 });
}

interface LookInEach {
  readonly page: Page;
  readonly name: string;
  readonly part?: string;
  readonly last: Language;
}

async function lookInEach({ page, name, part, last }: LookInEach): Promise<void> {
  await mkdir(artefacts, { recursive: true });
  await page.setViewportSize({ width: widths.narrow, height: 900 });
  for (const language of [...languages.filter((one) => one !== last), last]) {
    await page.locator('header select').selectOption(language);
    await page.locator(`html[lang=${language}]`).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const path = join(artefacts, `${language}-${name}-narrow.png`);
    await (part === undefined ? page.screenshot({ path, fullPage: true }) : page.locator(part).screenshot({ path }));
    if (overflow > 0) throw new Error(`${name} in ${language} must be scrolled sideways by ${overflow} pixels`);
    const found = await violations(page, part);
    if (found.length > 0) throw new Error(`axe on ${name} in ${language}: ${found.join('; ')}`);
  }
  await page.setViewportSize({ width: widths.wide, height: 900 });
}

const languages: readonly Language[] = ['ar', 'fr', 'en'];

const axeAnswer = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })) })),
});

/** What axe-core finds by its rules for WCAG 2.2 A and AA and its best practices. */
export async function violations(page: Page, part?: string): Promise<readonly string[]> {
  // parsing it costs more than asking it
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(await readFile(axeSource, 'utf8'));
  const answer: unknown = await page.evaluate(
    `axe.run(${JSON.stringify(part ?? 'html')}, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  );
  return axeAnswer
    .parse(answer)
    .violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} (${node.failureSummary ?? ''})`));
}

async function leave(context: BrowserContext): Promise<void> {
  await context.close();
}
