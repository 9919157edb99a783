import { createHash } from 'node:crypto';
import { questionNamed } from '../../domain/audit-questions.ts';
import type { Language } from '../../domain/refusal.ts';
import { type Answer, recordId } from './answer.ts';
import { findingWords } from './finding-words.ts';
import { basisWords, columnWords, reportWords, standingWords } from './words.ts';

/** A report for printing, in one language: one file, no script, nothing fetched. Every value of the log is escaped and isolated. */
export function answerHtml(answer: Answer, language: Language): string {
  const say = (name: keyof typeof reportWords): string => escaped(reportWords[name][language]);
  const title = escaped(questionNamed(answer.question)?.titles[language] ?? answer.question);
  // columns that are empty everywhere are left out
  const used = answer.columns.map((_, index) => index).filter((index) => answer.rows.some(({ values }) => values[index] !== null));
  const facts: readonly (readonly [string, string])[] = [
    [
      say('asked'),
      Object.entries(answer.parameters)
        .map(([name, value]) => isolated(`${name} = ${value}`))
        .join('; ') || '—',
    ],
    ...(answer.askedAt ? [[say('askedAt'), isolated(answer.askedAt)] as const] : []),
    [say('period'), periodOf(answer, say('allDays'))],
    [say('found'), String(answer.found)],
    [say('files'), `${answer.store.files} (${answer.store.pending} ${escaped(standingWords.pending[language])})`],
    ...(answer.crossCheck ? [[say('crossCheck'), say(answer.crossCheck.agrees ? 'agrees' : 'disagrees')] as const] : []),
  ];
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'sha256-${styleHash}'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<p>${say('report')}</p>
<h1>${title}</h1>
<p class="${answer.basis === 'UNVERIFIED' || answer.basis === 'REHEARSAL' ? 'alarm' : 'basis'}">${escaped(basisWords[answer.basis][language])}</p>
${answer.isWhole ? '' : `<p class="alarm">${say('partial')} (${answer.rows.length} / ${answer.found})</p>\n`}<dl>
${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('\n')}
</dl>
${findingsOf(answer, say('findings'), language)}<table>
<thead><tr>${used.map((index) => `<th scope="col">${headingOf(answer.columns[index] ?? '', language)}</th>`).join('')}<th scope="col">${say('proof')}</th></tr></thead>
<tbody>
${answer.rows.map((row) => rowOf(row, used, language)).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

/** What must not act in a page: markup, and controls and bidi overrides (Unicode TR 36). */
export function escaped(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function isolated(text: string): string {
  return `<bdi dir="ltr">${escaped(text)}</bdi>`;
}

function periodOf({ period: { from, to } }: Answer, all: string): string {
  return from.startsWith('0000') && to.startsWith('9999') ? all : isolated(`${from} – ${to}`);
}

function headingOf(name: string, language: Language): string {
  const words = new Map<string, Readonly<Record<Language, string>>>(Object.entries(columnWords));
  return escaped(words.get(name)?.[language] ?? name);
}

/** Of each kind, on paper; an archive may lack files by the hundred thousand, and the JSON tells them all. */
const printedFindings = 1000;

function findingsOf({ store: { findings } }: Answer, heading: string, language: Language): string {
  if (findings.length === 0) return '';
  const groups = [...new Set(findings.map(({ code }) => code))].map((code) => {
    const alike = findings.filter((finding) => finding.code === code);
    const items = alike
      .slice(0, printedFindings)
      .map(({ bucket, key, detail }) => `<li>${isolated(`${bucket}/${key}`)} ${isolated(detail ?? '')}</li>`);
    if (alike.length > printedFindings) items.push(`<li>… + ${alike.length - printedFindings}</li>`);
    return `<p>${escaped(sentenceOf(code, language))} (${isolated(code)})</p>\n<ul>\n${items.join('\n')}\n</ul>`;
  });
  return `<section class="alarm"><h2>${heading} (${findings.length})</h2>\n${groups.join('\n')}</section>\n`;
}

function sentenceOf(code: string, language: Language): string {
  const words = new Map<string, Readonly<Record<Language, string>>>(Object.entries(findingWords));
  return words.get(code)?.[language] ?? code;
}

function rowOf({ values, proof }: Answer['rows'][number], used: readonly number[], language: Language): string {
  const cells = used.map((index) => `<td>${isolated(values[index] ?? '')}</td>`);
  const standing = `<b class="${proof.standing}">${escaped(standingWords[proof.standing][language])}</b>`;
  const digest = proof.digest ? `<br>${isolated(proof.digest.key)}` : '';
  return `<tr>${cells.join('')}<td>${standing} ${isolated(recordId(proof))}${digest}</td></tr>`;
}

const style = `body{font:11pt/1.4 system-ui,"Noto Naskh Arabic",sans-serif;margin:1.5cm;color:#111;background:#fff}
h1{font-size:16pt}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em}dt{font-weight:600}dd{margin:0}
table{border-collapse:collapse;width:100%;font-size:8pt}th,td{border:1px solid #999;padding:.25em .4em;text-align:start;vertical-align:top;overflow-wrap:anywhere}
th{overflow-wrap:normal}td{min-width:4.5em}thead{display:table-header-group}tr{break-inside:avoid}.alarm{border:2px solid #a00;color:#a00;padding:.5em}p.alarm{font-weight:700}.alarm h2{font-size:12pt;margin:.2em 0}.alarm ul{color:#111;font-size:9pt}.pending,.unverified{color:#a00}
@page{size:A4 landscape;margin:1cm}@media print{body{margin:0}}`;
const styleHash = createHash('sha256').update(style).digest('base64');
