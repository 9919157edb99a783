import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, FileChooser, Page } from 'playwright-core';
import { trainingGround } from '../../bin/training.ts';
import { takeAct } from '../../client/act.ts';
import type { ActBody } from '../../domain/acts.ts';
import { examineArchive } from '../../evidence/examine.ts';
import { openBrowser } from '../support/browser.ts';
import { draftTo, entryOf, put } from '../support/deposits.ts';
import { keyboardOf } from '../support/keyboard.ts';
import { magistrateOf } from '../support/people.ts';
import { type Language, type Visitor, violations, visit } from '../support/portal-visitor.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

const clock = { now: () => new Date(), random: Math.random, sleep: (milliseconds: number) => sleep(milliseconds) };
let rehearsing: Rehearsing;
let browser: Browser;
beforeAll(async () => {
  [rehearsing, browser] = await Promise.all([rehearse({ training: (endpoints) => trainingGround(endpoints, clock) }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await rehearsing?.end();
});

const come = (language: Language): Promise<Visitor> => visit({ browser, endpoints: rehearsing.rehearsal().endpoints, language });

/** A dispatch from Egypt to Morocco that has arrived, sent without a browser. */
async function arrived(reference: string, inReplyTo?: string): Promise<string> {
  const [from, to] = inReplyTo ? ['MA', 'EG'] : ['EG', 'MA'];
  const sender = await magistrateOf(rehearsing.folder, from);
  const bytes = Buffer.from('request');
  const draft = { ...draftTo(to, [entryOf('request.pdf', bytes)]), case: reference, ...(inReplyTo && { inReplyTo }) };
  const { dispatchId, manifest } = await sender.home.signManifest(draft);
  const [link] = (await sender.deskOf(to).acceptDispatch(manifest)).links;
  if (link) await put(link, bytes);
  await rehearsing.rehearsal().idle();
  return dispatchId;
}

async function open(visitor: Visitor, dispatchId: string): Promise<void> {
  await visitor.go(`#/dispatch/${dispatchId}`);
  await visitor.page.locator('.acts').waitFor();
}

async function downloaded({ page }: Visitor): Promise<void> {
  await Promise.all([page.waitForEvent('download'), page.locator('.documents button').first().click()]);
  await rehearsing.rehearsal().trail.flush();
  await rehearsing.rehearsal().idle();
}

test('every form of a step stands up to axe in the three languages, and on a phone', async () => {
  const [morocco, egypt] = await Promise.all([come('ar'), come('fr')]);
  try {
    const dispatchId = await arrived('EG-2026-ACTS');
    await Promise.all([morocco.signIn('MA'), egypt.signIn('EG')]);
    await open(morocco, dispatchId);
    await downloaded(morocco);
    const seen = new Set<string>();
    const step = async (country: string, body: ActBody): Promise<void> => {
      await takeAct(dispatchId, body, await magistrateOf(rehearsing.folder, country));
    };
    const look = async (...sides: readonly Visitor[]): Promise<void> => {
      for (const visitor of sides) await lookAtForms(visitor, dispatchId, seen);
    };
    await look(morocco, egypt);
    await morocco.sign('acknowledge');
    await look(morocco);
    await step('MA', { act: 'ask-clarification', grounds: 'Which account?' });
    await look(egypt);
    await step('EG', { act: 'supplement', grounds: 'The second.' });
    await step('MA', { act: 'accept' });
    await look(morocco);
    await step('MA', { act: 'execute' });
    const answer = await arrived('MA-2026-ACTS', dispatchId);
    await look(morocco);
    await step('MA', { act: 'return-results', answer });
    await look(egypt);
    await egypt.sign('acknowledge-results');
    await look(egypt);
    expect([...seen].sort()).toEqual([...everyAct(morocco)].sort());
    expect([...morocco.complaints, ...egypt.complaints]).toEqual([]);
  } finally {
    await Promise.all([morocco.close(), egypt.close()]);
  }
});

const everyAct = ({ words }: Visitor): readonly string[] =>
  Object.keys(words).flatMap((key) => /^act\.([a-z-]+)-what$/.exec(key)?.slice(1) ?? []);

/** Opens each form that was not seen yet, hands it in empty, and goes back: to where it came from, with the keyboard too. */
async function lookAtForms(visitor: Visitor, dispatchId: string, seen: Set<string>): Promise<void> {
  const { page, words } = visitor;
  await visitor.go('#/in');
  // what it shows is asked for anew
  await page.locator('.acts').waitFor({ state: 'detached' });
  await open(visitor, dispatchId);
  for (const act of everyAct(visitor).filter((one) => !seen.has(one))) {
    const choice = page.locator(`.choices-of-acts button[aria-describedby=what-${act}]`);
    if ((await choice.count()) === 0) continue;
    seen.add(act);
    await choice.click();
    await page.locator('.act-form').waitFor();
    await page.locator('.act-form .waiting').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: words['act.review'] }).click();
    await page.locator('.act-form .errors, .act-review').waitFor();
    await visitor.lookInEach(`act-${act}`, '.acts');
    await page.locator('.acts .buttons button').last().click();
    const cancel = page.getByRole('button', { name: words['act.cancel'] });
    if ((await cancel.count()) > 0) await cancel.click();
    await choice.waitFor();
    await page.waitForFunction(() => document.activeElement?.closest('.acts') !== null);
  }
}

test('case file, country sheet and draft check stand up to axe in the three languages; the evidence package verifies', async () => {
  const visitor = await come('fr');
  const { page, words } = visitor;
  try {
    const dispatchId = await arrived('EG-2026-PAGES');
    await arrived('MA-2026-PAGES', dispatchId);
    await visitor.signIn('EG');
    await visitor.go('#/country/MA');
    await page.locator('.members').waitFor();
    await visitor.lookInEach('country');
    await visitor.go('#/drafts');
    await page.locator('main > section').nth(1).waitFor();
    await page.getByRole('button', { name: words['drafts.show'] }).click();
    await page.locator('form .errors').waitFor();
    await visitor.lookInEach('drafts');
    await page.getByRole('button', { name: words['compose.need-country'] }).click();
    await keyboardOf(page).isIn('#to');
    await page.locator('#to').selectOption('MA');
    await page.locator('#case').fill('eg-٢٠٢٦-draft');
    // what was begun outlives a look at another page, and Back
    await visitor.go('#/out');
    await page.goBack();
    expect(await page.locator('#case').inputValue()).toBe('eg-٢٠٢٦-draft');
    await page.locator('#text').fill('نطلب سماع شاهد.\nNous demandons une audition.');
    await page.getByRole('button', { name: words['drafts.show'] }).click();
    await page.getByText('EG-2026-DRAFT').waitFor();
    await visitor.lookInEach('draft');
    await visitor.go(`#/case/${dispatchId}`);
    await page.locator('.case-file > li').nth(1).waitFor();
    await visitor.lookInEach('case');
    const button = page.getByRole('button', { name: words['evidence.make'] });
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    const found = await examineArchive(await readFile(await download.path()));
    expect(found.findings).toEqual([]);
    expect(found.contents?.dispatches).toHaveLength(2);
    expect(download.suggestedFilename()).toBe(`evidence-${dispatchId}.zip`);
    expect(visitor.complaints).toEqual([]);
  } finally {
    await visitor.close();
  }
});

test('the exercises stand up to axe in the three languages, and on a phone', async () => {
  const page = await browser.newPage({ viewport: { width: 320, height: 900 } });
  try {
    for (const language of ['ar', 'fr', 'en']) {
      for (const path of ['/training', '/training/MA']) {
        await page.goto(`${rehearsing.rehearsal().web.origin}${path}?language=${language}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
        expect(await violations(page)).toEqual([]);
      }
    }
  } finally {
    await page.close();
  }
});

test('on paper there is nothing to press, and every hash in full', async () => {
  const visitor = await come('ar');
  const { page } = visitor;
  try {
    const dispatchId = await arrived('EG-2026-PAPER');
    await visitor.signIn('EG');
    await open(visitor, dispatchId);
    await page.locator('.event-ContentConsignment').waitFor();
    await page.setViewportSize({ width: 720, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('button:visible, .button:visible, nav:visible, input:visible, select:visible').count()).toBe(0);
    const text = await page.locator('main').innerText();
    // the document's, and of each receipt
    expect(text.replaceAll(/[ \n]/g, '').match(/[0-9a-f]{64}/g)?.length).toBeGreaterThanOrEqual(3);
    expect(text).toContain('EG-2026-PAPER');
    expect(text).toContain(dispatchId);
    await visitor.keep('paper');
    await visitor.go(`#/case/${dispatchId}`);
    await page.locator('.case-file').waitFor();
    expect(await page.locator('button:visible, .button:visible, nav:visible').count()).toBe(0);
    expect(await page.locator('main').innerText()).toContain(dispatchId);
    await visitor.keep('case-on-paper');
  } finally {
    await visitor.close();
  }
});

test('the keyboard alone sends a dispatch, opens it and acknowledges it; the focus is always somewhere, and seen', async () => {
  const [egypt, morocco] = await Promise.all([come('fr'), come('en')]);
  const file = join(rehearsing.folder, 'commission.txt');
  await writeFile(file, 'commission rogatoire');
  try {
    await Promise.all([egypt.signIn('EG'), morocco.signIn('MA')]);
    await sendsWithKeys(egypt, file);
    await rehearsing.rehearsal().idle();
    await acknowledgesWithKeys(morocco);
    expect([...egypt.complaints, ...morocco.complaints]).toEqual([]);
  } finally {
    await Promise.all([egypt.close(), morocco.close()]);
  }
});

async function sendsWithKeys({ page }: Visitor, file: string): Promise<void> {
  const keys = keyboardOf(page);
  await keys.isIn('h1');
  await keys.to('nav a[href="#/new"]');
  await keys.press('Enter');
  await keys.isIn('h1');
  await keys.to('#to');
  await keys.type('Mar');
  await keys.to('#case');
  await keys.type('eg-2026-keys');
  await keys.to('#documents');
  const chooser = await chooserBy('Enter', page);
  await chooser.setFiles(file);
  await page.locator('.documents > li').waitFor();
  await keys.to('.documents button');
  await keys.press('Space');
  // what was taken away leaves the focus where another is chosen
  await keys.isIn('#documents');
  const again = await chooserBy('Space', page);
  await again.setFiles(file);
  await page.locator('.documents > li').waitFor();
  await keys.to('button[type=submit]');
  await keys.press('Enter');
  await keys.isIn('h1');
  await page.locator('.buttons button[aria-disabled="false"]').waitFor();
  await keys.to('.buttons button');
  await keys.press('Enter');
  await page.locator('.buttons a.button').waitFor();
  await keys.isIn('main');
  await keys.to('.buttons a.button');
  await keys.press('Enter');
  await page.locator('.event-ContentConsignment').waitFor();
  await keys.isIn('h1');
}

/** The browser's own dialog for files. A press that the browser lets fall is made again; one that finds the focus elsewhere is not. */
async function chooserBy(key: string, page: Page): Promise<FileChooser> {
  const keys = keyboardOf(page);
  const press = async (): Promise<FileChooser> => {
    await keys.isIn('#documents');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser', { timeout: 10_000 }), keys.press(key)]);
    return chooser;
  };
  return press().catch(press);
}

async function acknowledgesWithKeys({ page, words }: Visitor): Promise<void> {
  const keys = keyboardOf(page);
  await page.reload();
  await page.getByRole('link', { name: 'EG-2026-KEYS' }).waitFor();
  await keys.isIn('h1');
  await keys.to('.skip');
  await keys.press('Enter');
  await keys.isIn('main');
  await keys.to('.row h2 a');
  await keys.press('Enter');
  await page.locator('.cover').waitFor();
  await keys.to('.documents .open');
  const [download] = await Promise.all([page.waitForEvent('download'), keys.press('Enter')]);
  expect(await readFile(await download.path(), 'utf8')).toBe('commission rogatoire');
  await keys.isIn('.documents');
  await rehearsing.rehearsal().trail.flush();
  await rehearsing.rehearsal().idle();
  await keys.to('.refresh');
  await keys.press('Enter');
  await page.getByRole('button', { name: words['act.acknowledge'], exact: true }).waitFor();
  await page.locator('h1').focus();
  await keys.to('[aria-describedby=what-acknowledge]');
  await keys.press('Space');
  await keys.isIn('.act-form h3');
  await keys.to('#file-number');
  await keys.type('ma-7');
  await keys.press('Enter');
  await keys.isIn('.act-review h3');
  await keys.to('.act-review button');
  await keys.press('Enter');
  await keys.isIn('.act-signed h3');
  await keys.to('.act-signed .buttons button:last-child');
  await keys.press('Enter');
  await keys.isIn('.acts');
  await page.locator('.event-Acknowledgement').getByText('MA-7').waitFor();
}

test('a folder is dropped with what lies in it; what cannot go as it is gets another name, and nothing is lost without a word', async () => {
  const visitor = await come('en');
  const { page, words } = visitor;
  try {
    const folder = await caseFolder(join(rehearsing.folder, 'dropped'));
    await visitor.signIn('EG');
    await visitor.go('#/new');
    await page.locator('#documents').waitFor();
    // beside its place it does nothing: it is not opened instead of the page
    await drop(visitor, join(folder, 'case/request.pdf'), 'h1');
    await drop(visitor, join(folder, 'void'));
    await page.getByText(words['files.none']).waitFor();
    await drop(visitor, join(folder, 'case'));
    await page.locator('.documents > li').nth(106).waitFor();
    expect(await page.locator('.documents > li').count()).toBe(107);
    expect(await page.locator('.file-choice [role=status]').textContent()).toContain('Thumbs.db');
    expect(await page.locator('.documents .wrong').allTextContents()).toEqual([words['compose.twice']]);
    await page.getByText(words['compose.empty-file']).waitFor();
    await page.locator('#to').selectOption('MA');
    await page.locator('#case').fill('EG-2026-DROP');
    await page.getByRole('button', { name: words['compose.review'] }).click();
    await page.locator('.errors').waitFor();
    expect(await page.locator('.errors li').allTextContents()).toEqual([
      'Documents chosen: 107. A dispatch takes at most 100. Remove some, or send them in a second dispatch.',
      words['compose.need-mended'],
    ]);
    await page.getByRole('button', { name: words['compose.use-name'] }).click();
    for (let left = 107; left > 100; left -= 1)
      await page.locator('.documents > li', { hasText: 'page-' }).first().getByRole('button').click();
    await page.locator('.errors').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: words['compose.review'] }).click();
    await page.locator('.buttons button[aria-disabled="false"]').waitFor();
    const names = (await page.locator('.document-name').allTextContents()).filter((name) => !name.startsWith('page-'));
    expect(names.sort()).toEqual(['case - annexes - 2 - scan.pdf', 'empty.txt', 'request.pdf', 'scan.pdf']);
    expect(visitor.complaints).toEqual([]);
  } finally {
    await visitor.close();
  }
});

/** 107 documents in nested folders: two of one name, one without a byte, more than the browser lists at once; and an empty folder. */
async function caseFolder(at: string): Promise<string> {
  for (const name of ['case/annexes/1', 'case/annexes/2', 'case/nothing/here', 'void/deeper'])
    await mkdir(join(at, name), { recursive: true });
  const files = ['request.pdf', 'Thumbs.db', 'annexes/1/scan.pdf', 'annexes/2/scan.pdf', 'annexes/2/empty.txt'];
  const pages = Array.from({ length: 103 }, (_, index) => `annexes/1/page-${index}.txt`);
  await Promise.all([...files, ...pages].map((name) => writeFile(join(at, 'case', name), name.includes('empty') ? '' : name)));
  return at;
}

/** As a hand does it: the browser reads folders of the disk itself. */
async function drop({ page }: Visitor, path: string, onto = '.file-choice'): Promise<void> {
  const line = await page.context().newCDPSession(page);
  const place = page.locator(onto).first();
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20, data };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await line.send('Input.dispatchDragEvent', { type, ...at });
  await line.detach();
}
