import { namesIn } from '../../domain/directory.ts';
import { sentenceOf, writtenIn } from '../../domain/receipt-words.ts';
import type { Language } from '../../domain/refusal.ts';
import type { DispatchContents, PackageContents } from '../contents.ts';
import type { Examination } from '../examine.ts';
import { type Finding, findingText, kindOf, verdictWords } from '../findings.ts';
import { reportWords } from '../report/words.ts';
import { stateWords } from '../state-words.ts';
import { pageWords } from './words.ts';

interface Shown {
  readonly examination: Examination;
  readonly isUnpacked: boolean;
}

interface Reader {
  readonly language: Language;
  /** The fingerprint that the person entered. */
  readonly trusted: string | undefined;
}

/** The verdict in three languages, why, on what it stands, and what the statements say where all of them hold. */
export function outcomeElements({ examination, isUnpacked }: Shown, reader: Reader): readonly HTMLElement[] {
  const { verdict, findings, directoryKey, contents } = examination;
  const { language } = reader;
  const said = (['ar', 'fr', 'en'] as const).map((one) =>
    element('p', { lang: one, dir: one === 'ar' ? 'rtl' : 'ltr', class: 'verdict' }, verdictWords[verdict][one]),
  );
  const bad = findings.filter(({ code }) => kindOf(code) === 'bad');
  const remarks = findings.filter(({ code }) => kindOf(code) === 'remark');
  return [
    element('div', { class: verdict, 'data-verdict': verdict }, ...said),
    ...(isUnpacked ? [element('p', {}, pageWords.unpacked[language])] : []),
    ...listed(pageWords.bad[language], bad, language),
    ...listed(pageWords.remarks[language], remarks, language),
    ...(directoryKey === undefined ? [] : [keyElement(directoryKey, reader)]),
    ...(contents && verdict === 'genuine' ? story(contents, language) : []),
  ];
}

function keyElement(fingerprint: string, { language, trusted }: Reader): HTMLElement {
  const sentence = trusted === fingerprint ? pageWords.isTrusted[language] : pageWords.compare[language];
  return element('p', {}, `${pageWords.key[language]}: `, ltr(fingerprint), ` ${sentence}`);
}

function listed(title: string, findings: readonly Finding[], language: Language): readonly HTMLElement[] {
  if (findings.length === 0) return [];
  const items = findings.map((finding) =>
    element(
      'li',
      { 'data-code': finding.code },
      `${findingText(finding, language)} `,
      ltr(`${finding.code}${finding.about ? ` · ${finding.about}` : ''}`),
    ),
  );
  return [element('h2', {}, title), element('ul', {}, ...items)];
}

function story(contents: PackageContents, language: Language): readonly HTMLElement[] {
  return [
    element('h2', {}, `${pageWords.story[language]} `, ltr(contents.case)),
    ...contents.dispatches.flatMap((dispatch, index) => dispatchElements(dispatch, { number: index + 1, language, contents })),
  ];
}

interface Around {
  readonly number: number;
  readonly language: Language;
  readonly contents: PackageContents;
}

function dispatchElements({ manifest, state, receipts }: DispatchContents, { number, language, contents }: Around): readonly HTMLElement[] {
  const country = (code: string): string => namesIn(contents.known.directory, code)?.[language] ?? code;
  const documents = manifest.documents.map((one) =>
    element('li', {}, ltr(one.name), ` · ${one.sizeBytes} ${reportWords.bytes[language]} · SHA-256 `, ltr(one.sha256)),
  );
  const events = receipts.map(({ receipt }) => {
    const written = writtenIn(receipt);
    const sentence = sentenceOf(receipt, { language, locale: `${language}-u-nu-latn`, countryName: country });
    const own = written === undefined ? [] : [element('blockquote', { dir: 'auto' }, written)];
    return element('li', {}, ltr(receipt.issuedAt), ` ${sentence}`, ...own);
  });
  return [
    element(
      'h3',
      {},
      `${reportWords.dispatch[language]} ${number} · ${country(manifest.from)} – ${country(manifest.to)} · ${stateWords[state]?.[language] ?? state}`,
    ),
    element('p', {}, ltr(manifest.dispatchId), ' ', ltr(manifest.issuedAt), ' ', ltr(manifest.sentBy), ' ', ltr(manifest.case)),
    element('ul', {}, ...documents),
    element('ol', {}, ...events),
  ];
}

function ltr(text: string): HTMLElement {
  return element('bdi', { dir: 'ltr' }, text);
}

/** Text is set as text, never as markup: names in a package are anybody's. */
function element(name: string, attributes: Readonly<Record<string, string>>, ...children: readonly (string | HTMLElement)[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
