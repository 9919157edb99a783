import { createHash, randomFillSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { draftTo, entryOf, put } from '../support/deposits.ts';
import { onePagePdf } from '../support/pdf.ts';
import { magistrateOf } from '../support/people.ts';
import { type ActChoice, type Language, type Visitor, visit } from '../support/portal-visitor.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

let rehearsing: Rehearsing;
let browser: Browser;
/** Everything was sent since then, be it in the month before. */
const begun = new Date();
beforeAll(async () => {
  [rehearsing, browser] = await Promise.all([rehearse(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await rehearsing?.end();
});

const languages: readonly Language[] = ['ar', 'fr', 'en'];
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const come = (language: Language, album?: string): Promise<Visitor> =>
  visit({ browser, endpoints: rehearsing.rehearsal().endpoints, language, album });

/** Every page twice, under axe, on two cores that other tests use as well. */
const longestMs = 240_000;

/** 20 MiB: more than goes in one PUT. */
const image = randomFillSync(Buffer.alloc(20 * 2 ** 20));

describe.each(languages)('the portal in %s', (language) => {
  test(
    'carries a dispatch from Egypt to Morocco, and its receipts back',
    async () => {
      const pdf = join(rehearsing.folder, `تقرير-${language}.pdf`);
      const disk = join(rehearsing.folder, `disk-${language}.img`);
      await writeFile(pdf, onePagePdf(language));
      await writeFile(disk, image);
      const reference = `EG-2026-${language.toUpperCase()}`;
      const [egypt, morocco] = await Promise.all([come(language, `${language}-eg`), come(language, `${language}-ma`)]);
      const { words } = egypt;
      try {
        await egypt.look('welcome');
        await egypt.signIn('EG');
        await egypt.look('inbox');
        await compose(egypt, { reference, files: [pdf, disk] });
        await egypt.look('summary');
        await egypt.page.locator('.buttons button').first().click();
        await egypt.page.locator('.buttons a.button').waitFor();
        await egypt.look('sent');
        await egypt.page.locator('.buttons a.button').click();
        await egypt.page.locator('.event-ContentConsignment').waitFor();
        await egypt.look('dispatch-sent');
        await egypt.go('#/out');
        await egypt.page.getByRole('link', { name: reference }).waitFor();
        await egypt.look('outbox');

        await morocco.signIn('MA');
        await morocco.page.locator('.mark.new').first().waitFor();
        await morocco.look('inbox');
        // Arabic-Indic digits find the Latin ones
        await morocco.page.locator('.filters input').fill('٢٠٢٦');
        await morocco.page.getByRole('link', { name: reference }).click();
        await morocco.page.locator('.cover').waitFor();
        await morocco.look('dispatch-received');
        expect(sha256(await opened(morocco, 0))).toBe(sha256(await readFile(pdf)));
        expect(sha256(await opened(morocco, 1))).toBe(sha256(image));
        await morocco.look('opened');
        await rehearsing.rehearsal().trail.flush();
        await rehearsing.rehearsal().idle();
        await morocco.page.getByRole('button', { name: words['dispatch.refresh'] }).click();
        await morocco.sign('acknowledge', () => morocco.page.locator('#file-number').fill('ma/٢٠٢٦/77'));
        await morocco.page.locator('.event-Acknowledgement').getByText('MA/2026/77').waitFor();
        await morocco.look('acknowledged');

        await egypt.page.getByRole('link', { name: reference }).click();
        await egypt.page.locator('.event-Acknowledgement').waitFor();
        const [manifest, receipt] = [await saved(egypt, 0), await saved(egypt, 1)];
        await further[language]({ egypt, morocco });
        await verifiesOffline(egypt, { manifest, receipt, document: pdf });
        expect([...egypt.complaints, ...morocco.complaints]).toEqual([]);
      } finally {
        await Promise.all([egypt.close(), morocco.close()]);
      }
    },
    longestMs,
  );
});

interface Both {
  readonly egypt: Visitor;
  readonly morocco: Visitor;
}

/** What becomes of the request after that, another story in each language. Each side sees what the other signed, in words. */
const further: Readonly<Record<Language, (both: Both) => Promise<void>>> = { ar: granted, fr: refused, en: withdrawn };

async function granted({ egypt, morocco }: Both): Promise<void> {
  const { page, words } = morocco;
  await page.getByRole('button', { name: words['act.ask-clarification'], exact: true }).click();
  await page.getByRole('button', { name: words['act.review'] }).click();
  await page.locator('.errors').waitFor();
  await morocco.look('act-incomplete');
  await page.locator('#grounds').fill('أي حساب هو المقصود؟\nLe premier ou le second ?');
  await page.getByRole('button', { name: words['act.review'] }).click();
  await page.locator('.act-review').getByText('أي حساب').waitFor();
  await morocco.look('act-review');
  await page.locator('.act-review button').first().click();
  await page.locator('.act-signed').waitFor();
  await morocco.look('act-signed');
  await page.getByRole('button', { name: words['act.done'] }).click();

  await refresh(egypt);
  await egypt.page.locator('.event-ClarificationRequest').waitFor();
  expect(await egypt.offered()).toEqual(namesIn(words, 'supplement', 'hand-over', 'withdraw'));
  await egypt.sign('supplement', () => egypt.page.locator('#grounds').fill('الثاني'));

  // the sender's portal has brought the answer: nobody but Morocco's own desk is asked now
  await refresh(morocco);
  await page.locator('.event-ClarificationSupplement').getByText('الثاني').waitFor();
  await morocco.sign('accept-partly', () => page.locator('#grounds').fill('دون التفتيش'));
  await morocco.sign('execute');
  const answer = await replyOf('MA', 'EG', dispatchIdIn(page.url()));
  await page.getByRole('button', { name: words['act.return-results'], exact: true }).click();
  await page.locator(`input[name=reply]`).check();
  await morocco.look('act-results');
  await page.getByRole('button', { name: words['act.review'] }).click();
  await page.locator('.act-review').getByText(answer).waitFor();
  await page.locator('.act-review button').first().click();
  await page.locator('.act-signed').waitFor();

  await refresh(egypt);
  await egypt.sign('acknowledge-results');
  await egypt.sign('close');
  expect(await egypt.offered()).toEqual([]);
  await egypt.look('closed');
  await reports(morocco);
}

/** One dispatch in the register is too few to be told. */
async function reports(visitor: Visitor): Promise<void> {
  const { page, words } = visitor;
  await visitor.go('#/report');
  const lists = page.locator('form.period select');
  for (const [first, month] of [begun, new Date()].entries()) {
    await lists.nth(2 * first).selectOption(String(month.getUTCMonth() + 1));
    await lists.nth(2 * first + 1).selectOption(String(month.getUTCFullYear()));
  }
  await page.getByRole('button', { name: words['report.ask'] }).click();
  await page.locator('article.report table').first().waitFor();
  await visitor.look('report');
  const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
  expect(await readFile(await csv.path(), 'utf8')).toMatch(/,EG,MA,<5,[\s\S]*,MA\r\n/);
}

async function refused({ egypt, morocco }: Both): Promise<void> {
  const { page, words } = morocco;
  await morocco.sign('refuse', () => page.locator('#grounds').fill('Les faits ne constituent pas une infraction ici.'));
  expect(await morocco.offered()).toEqual(namesIn(words, 'hand-over', 'close'));
  await refresh(egypt);
  await egypt.page.locator('.event-RequestRefusal').getByText('Les faits ne constituent pas').waitFor();
  await egypt.look('refused');
  await egypt.sign('close');
  await refresh(morocco);
  await page.locator('.event-CaseClosure').waitFor();
}

async function withdrawn({ egypt, morocco }: Both): Promise<void> {
  const { page, words } = morocco;
  await morocco.sign('assign', () => page.locator('#assignee').fill('deputy.ma'));
  // only the colleague can act now, or whoever takes it over
  expect(await morocco.offered()).toEqual([words['act.assign']]);
  await morocco.look('held-by-a-colleague');
  await refresh(egypt);
  await egypt.sign('withdraw');
  await refresh(morocco);
  await page.locator('.event-RequestWithdrawal').waitFor();
  await morocco.sign('assign', () => page.getByRole('button', { name: words['act.assign-me'] }).click());
  expect(await morocco.offered()).toEqual(namesIn(words, 'hand-over', 'close'));
}

const namesIn = (words: Visitor['words'], ...acts: readonly ActChoice[]) => acts.map((act) => words[`act.${act}`]);
const refresh = ({ page, words }: Visitor): Promise<void> => page.getByRole('button', { name: words['dispatch.refresh'] }).click();
const dispatchIdIn = (url: string): string => url.slice(-26);

/** A dispatch in reply, sent without a browser and arrived; gives its id. */
async function replyOf(from: string, to: string, inReplyTo: string): Promise<string> {
  const sender = await magistrateOf(rehearsing.folder, from);
  const bytes = Buffer.from('results');
  const { dispatchId, manifest } = await sender.home.signManifest({ ...draftTo(to, [entryOf('results.txt', bytes)]), inReplyTo });
  const [link] = (await sender.deskOf(to).acceptDispatch(manifest)).links;
  if (link) await put(link, bytes);
  await rehearsing.rehearsal().idle();
  return dispatchId;
}

interface Writing {
  readonly reference: string;
  readonly files: readonly string[];
}

async function compose({ page, words, look, go }: Visitor, { reference, files }: Writing): Promise<void> {
  await go('#/new');
  await page.getByRole('button', { name: words['compose.review'] }).click();
  await page.locator('.errors li').first().waitFor();
  await look('compose-incomplete');
  await page.locator('#to').selectOption('MA');
  await page.locator('#case').fill(reference.toLowerCase());
  await page.locator('#documents').setInputFiles([...files]);
  await page
    .locator('.documents > li')
    .nth(files.length - 1)
    .waitFor();
  await look('compose');
  await page.getByRole('button', { name: words['compose.review'] }).click();
  await page.locator('.buttons button[aria-disabled="false"]').waitFor();
}

/** Downloads the nth document as a person does; gives the bytes that reached the downloads folder. */
async function opened({ page }: Visitor, nth: number): Promise<Buffer> {
  const line = page.locator('.documents > li').nth(nth);
  const [download] = await Promise.all([page.waitForEvent('download'), line.getByRole('button').click()]);
  return readFile(await download.path());
}

/** Saves the nth signed statement. */
async function saved({ page }: Visitor, nth: number): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.statements li button').nth(nth).click()]);
  const path = join(rehearsing.folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

async function verifiesOffline(
  { page, words, look, go }: Visitor,
  { manifest, receipt, document }: { readonly manifest: string; readonly receipt: string; readonly document: string },
): Promise<void> {
  await go('#/verify');
  await page.locator('#statements').waitFor();
  await page.context().setOffline(true);
  const forged = `${receipt}.forged`;
  const text = await readFile(receipt, 'utf8');
  await writeFile(forged, `${text.slice(0, -6)}${text.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}`);
  await page.locator('#statements').setInputFiles([manifest, receipt, document, forged]);
  await page.locator('.finding').nth(3).waitFor();
  expect(await page.locator('.finding.good').count()).toBe(3);
  expect(await page.locator('.finding.bad .verdict').textContent()).toBe(words['verify.bad']);
  await look('verify');
  await page.context().setOffline(false);
}
