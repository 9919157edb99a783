import { findingSentence, type ReportLanguage } from './finding.ts';
import type { DigestKeys } from './public-keys.ts';
import { digestWords, severityWords, standingWords, reportWords as words } from './report-words.ts';
import { countsOf } from './summary.ts';
import { second } from './time-text.ts';
import type { Verification } from './verify-archive.ts';

export interface ReportProps {
  readonly verification: Verification;
  readonly keys: DigestKeys;
  readonly folder: string;
  readonly until: Date | undefined;
  readonly made: Date;
  readonly language: ReportLanguage;
}

/** Findings on paper; the rest is in the JSON. */
const printedFindings = 1000;

/** A page to print and to sign: no script, no address, everything escaped. */
export function reportPage(props: ReportProps): string {
  const { language, verification } = props;
  const title = words.title[language];
  const isRehearsal = verification.verdict.keys === 'rehearsal';
  return [
    `<!doctype html><html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1>`,
    isRehearsal ? `<p class="rehearsal">${words.rehearsal[language]}</p>` : '',
    `<h2>${words.verdict[language]}</h2><p class="${verification.verdict.outcome}">${words[verification.verdict.outcome][language]}</p>`,
    facts(props),
    countTables(props),
    chainTable(props),
    findingTable(props),
    keyTable(props),
    '</main></body></html>\n',
  ].join('\n');
}

function facts({ language, folder, until, made }: ReportProps): string {
  const rows = [
    [words.made[language], code(second(made.getTime()))],
    [words.folder[language], code(folder)],
    [words.until[language], until ? code(second(until.getTime())) : words.notSaid[language]],
  ];
  return `${table([], rows)}<p>${words.limits[language]}</p>`;
}

function countTables({ language, verification }: ReportProps): string {
  const { files, digests } = countsOf(verification);
  return [
    `<h2>${words.files[language]}</h2>`,
    table([], rowsOf(files, standingWords, language)),
    `<h2>${words.digests[language]}</h2>`,
    table([], rowsOf(digests, digestWords, language)),
  ].join('');
}

function rowsOf<Name extends string>(
  counts: Readonly<Record<Name, number>>,
  named: Readonly<Record<Name, Readonly<Record<ReportLanguage, string>>>>,
  language: ReportLanguage,
): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (const name in named) rows.push([named[name][language], String(counts[name])]);
  return rows;
}

function chainTable({ language, verification: { chains } }: ReportProps): string {
  const heads = [words.account, words.region, words.trail, words.from, words.to, words.digests].map((word) => word[language]);
  const rows = chains.map(({ account, region, trail, isBackfill, digests }) => {
    const times = [second(digests[0]?.startMs ?? Number.NaN), second(digests.at(-1)?.endMs ?? Number.NaN)];
    return [account, region, isBackfill ? `${trail} (backfill)` : trail, ...times, String(digests.length)].map(code);
  });
  return `<h2>${words.chains[language]}</h2>${table(heads, rows)}`;
}

function findingTable({ language, verification: { findings } }: ReportProps): string {
  const heading = `<h2>${words.findings[language]}</h2>`;
  if (findings.length === 0) return `${heading}<p>${words.none[language]}</p>`;
  const rows = findings
    .slice(0, printedFindings)
    .map((each) => [
      `${severityWords[each.severity][language]}<br>${code(each.code)}`,
      code(each.where),
      escaped(findingSentence(each, language)),
    ]);
  const left = findings.length - rows.length;
  const more = left === 0 ? '' : `<p>${words.more[language]} ${left}</p>`;
  return `${heading}${table(['', words.where[language], words.what[language]], rows)}${more}`;
}

function keyTable({ language, keys }: ReportProps): string {
  const rows = [...keys.byFingerprint.values()].map(({ fingerprint, validFromMs, validUntilMs }) =>
    [fingerprint, second(validFromMs), second(validUntilMs)].map(code),
  );
  const heads = ['', words.from[language], words.to[language]];
  return `<h2>${words.keys[language]}</h2><p>${words.trust[language]}</p>${table(heads, rows)}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.length === 0 ? '' : `<thead><tr>${heads.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead>`;
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<table>${head}<tbody>${body}</tbody></table>`;
}

/** Names and numbers read from left to right in every language, and cannot turn the text around them. */
function code(text: string): string {
  return `<bdi dir="ltr"><code>${escaped(text)}</code></bdi>`;
}

/** The marks of direction that our own Arabic sentences need turn nothing around. */
function escaped(text: string): string {
  return text
    .replace(/(?![\u200e\u200f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `
body { font: 10.5pt/1.45 "Noto Naskh Arabic", Georgia, serif; color: #111; margin: 2rem; }
main { max-width: 60rem; margin: auto; }
h1 { font-size: 1.6em; } h2 { font-size: 1.15em; margin-top: 1.6em; }
table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid #bbb; padding: .25em .5em; text-align: start; vertical-align: top; }
code { font: 9pt/1.3 monospace; overflow-wrap: anywhere; }
.whole, .reserved, .broken, .rehearsal { border: 2px solid; padding: .6em .8em; font-weight: bold; }
.whole { color: #0a5c2b; } .reserved { color: #7a4b00; } .broken, .rehearsal { color: #a00; }
tr { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
@page { size: A4; margin: 18mm; } @media print { body { margin: 0; } }
`;
