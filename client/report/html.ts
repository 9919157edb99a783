import type { Language } from '../../domain/refusal.ts';
import { type Count, type MergedPair, type ReportPeriod, type SpanName, spans } from '../../domain/report.ts';
import { type Chart, chartOf, type Labelled } from './chart.ts';
import { type ReportWords, reportWords } from './words.ts';

export interface ReportPage {
  readonly language: Language;
  readonly period: ReportPeriod;
  readonly pairs: readonly MergedPair[];
  /** A country's name in that language. */
  readonly nameOf: (country: string) => string;
}

/** A page that stands alone: no script, nothing fetched, prints in black and white. Each chart repeats a table. */
export function htmlOf({ language, period, pairs, nameOf }: ReportPage): string {
  const words = reportWords[language];
  const direction = language === 'ar' ? 'rtl' : 'ltr';
  const sources = [...new Set(pairs.map(({ source }) => source))].sort();
  const labelled = pairs.map((pair) => ({ ...pair, label: words.pair(nameOf(pair.from), nameOf(pair.to)) }));
  return `<!doctype html>
<html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(words.title)}</title>
<style>${style}</style></head><body><main>
<h1>${escaped(words.title)}</h1>
<p>${escaped(words.period(period.from, period.to))}</p>
<p>${escaped(words.counted)}</p>
<p>${escaped(words.rule)}</p>
${pairs.length === 0 ? `<p>${escaped(words.noPairs)}</p>` : `<p>${escaped(words.sources)} ${escaped(sources.map(nameOf).join(language === 'ar' ? '، ' : ', '))}.</p>\n${volumes(labelled, words)}\n${spans.map((name) => spanSection(name, labelled, words)).join('\n')}`}
</main></body></html>
`;
}

function volumes(pairs: readonly Labelled[], words: ReportWords): string {
  const { columns } = words;
  const rows = pairs.map(({ label, dispatches, overdue }) => [label, countIn(dispatches, words), countIn(overdue, words)]);
  return `<section><h2>${escaped(columns.dispatches)}</h2>${table([columns.pair, columns.dispatches, columns.overdue], rows)}</section>`;
}

function spanSection(name: SpanName, pairs: readonly Labelled[], words: ReportWords): string {
  const { columns } = words;
  const title = words.spans[name];
  const rows = pairs.map((pair) => [
    pair.label,
    countIn(pair[name].count, words),
    pair[name].median === undefined ? '–' : String(pair[name].median),
    pair[name].ninetieth === undefined ? '–' : String(pair[name].ninetieth),
  ]);
  const drawn = chartOf(pairs, name);
  return `<section><h2>${escaped(title)}</h2>${drawn ? chart(drawn, words.chart(title)) : ''}${table([columns.pair, columns.dispatches, columns.median, columns.ninetieth], rows)}</section>`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col">${escaped(text)}</th>`).join('');
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((text) => `<td>${escaped(text)}</td>`).join('');
    return `<tr><th scope="row">${escaped(first)}</th>${cells}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

/** Screen readers get its title; the table beneath says the same. */
function chart({ width, height, rows }: Chart, title: string): string {
  const bars = rows.map(
    ({ label, top, medianWidth, ninetiethWidth, ninetieth }) =>
      `<text x="0" y="${top + 11}">${escaped(label)}</text><rect class="p90" x="0" y="${top + 15}" width="${ninetiethWidth}" height="14"/><rect class="median" x="0" y="${top + 18}" width="${medianWidth}" height="8"/><text x="${ninetiethWidth + 4}" y="${top + 26}">${ninetieth}</text>`,
  );
  return `<svg role="img" aria-label="${escaped(title)}" viewBox="0 0 ${width} ${height}" direction="ltr"><title>${escaped(title)}</title>${bars.join('')}</svg><p class="legend">${escaped(title)}</p>`;
}

function countIn(count: Count, { few }: ReportWords): string {
  return count === 'few' ? few : String(count);
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style =
  'body{font:16px/1.5 system-ui,"Noto Naskh Arabic",sans-serif;color:#111;background:#fff;margin:0}main{max-width:60rem;margin:0 auto;padding:1.5rem}table{border-collapse:collapse;width:100%}th,td{border:1px solid #666;padding:.3rem .6rem;text-align:start}td{font-variant-numeric:tabular-nums}svg{width:100%;height:auto}svg text{font-size:11px;text-anchor:start}.p90{fill:#fff;stroke:#333}.median{fill:#1b4f72}.legend{font-size:.85rem}section{break-inside:avoid-page}@media print{main{max-width:none;padding:0}}';
