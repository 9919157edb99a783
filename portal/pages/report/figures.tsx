import { type Chart, chartOf, type Labelled } from '../../../client/report/chart.ts';
import type { CouncilReport } from '../../../client/report/council.ts';
import { type ReportWords, reportWords } from '../../../client/report/words.ts';
import { type Count, type SpanName, spans } from '../../../domain/report.ts';
import { countryName } from '../../parts/country.tsx';
import { Ltr } from '../../parts/text.tsx';
import { hoursNumber, wholeNumber } from '../../words/format.ts';
import { language } from '../../words/language.ts';
import { t } from '../../words/words.ts';

/** What the report says, in the words of its files. Every chart repeats a table; a small number is not told. */
export function Figures({ council: { period, pairs } }: { readonly council: CouncilReport }) {
  const words = reportWords[language.value];
  const labelled = pairs.map((pair) => ({ ...pair, label: words.pair(countryName(pair.from), countryName(pair.to)) }));
  const sources = [...new Set(pairs.map(({ source }) => source))].sort();
  return (
    <article class="report">
      <h2>{words.title}</h2>
      <p>{words.period(period.from, period.to)}</p>
      <p class="hint">{words.counted}</p>
      <p class="hint">{words.rule}</p>
      {pairs.length === 0 ? (
        <p>{words.noPairs}</p>
      ) : (
        <>
          <p>
            {words.sources} {sources.map(countryName).join(t('list.comma'))}
          </p>
          <Volumes pairs={labelled} words={words} />
          {spans.map((name) => (
            <SpanSection key={name} name={name} pairs={labelled} words={words} />
          ))}
        </>
      )}
    </article>
  );
}

interface PartProps {
  readonly pairs: readonly Labelled[];
  readonly words: ReportWords;
}

function Volumes({ pairs, words }: PartProps) {
  const { columns } = words;
  return (
    <section>
      <h3>{columns.dispatches}</h3>
      <Table
        label={columns.dispatches}
        heads={[columns.pair, columns.dispatches, columns.overdue]}
        rows={pairs.map(({ label, dispatches, overdue }) => [label, countIn(dispatches, words), countIn(overdue, words)])}
      />
    </section>
  );
}

function SpanSection({ name, pairs, words }: PartProps & { readonly name: SpanName }) {
  const { columns } = words;
  const title = words.spans[name];
  const chart = chartOf(pairs, name);
  return (
    <section>
      <h3>{title}</h3>
      {chart ? <Drawn chart={chart} title={words.chart(title)} /> : null}
      <Table
        label={title}
        heads={[columns.pair, columns.dispatches, columns.median, columns.ninetieth]}
        rows={pairs.map(({ label, [name]: { count, median, ninetieth } }) => [
          label,
          countIn(count, words),
          hoursIn(median),
          hoursIn(ninetieth),
        ])}
      />
    </section>
  );
}

function Drawn({ chart: { width, height, rows }, title }: { readonly chart: Chart; readonly title: string }) {
  return (
    <figure class="chart">
      <svg role="img" aria-label={title} viewBox={`0 0 ${width} ${height}`} direction="ltr">
        {rows.map(({ label, top, medianWidth, ninetiethWidth, ninetieth }) => (
          <g key={label}>
            <text x={0} y={top + 11}>
              {label}
            </text>
            <rect class="p90" x={0} y={top + 15} width={ninetiethWidth} height={14} />
            <rect class="median" x={0} y={top + 18} width={medianWidth} height={8} />
            <text x={ninetiethWidth + 4} y={top + 26}>
              {hoursNumber(ninetieth)}
            </text>
          </g>
        ))}
      </svg>
      <figcaption class="hint">{title}</figcaption>
    </figure>
  );
}

interface TableProps {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function Table({ label, heads, rows }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that is moved sideways must be reachable by keyboard (WCAG 2.1.1)
    <section class="wide" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first = '', ...cells]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {cells.map((cell, index) => (
                <td key={heads[index + 1]}>
                  <Ltr>{cell}</Ltr>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function countIn(count: Count, { few }: ReportWords): string {
  return count === 'few' ? few : wholeNumber(count);
}

function hoursIn(hours: number | undefined): string {
  return hours === undefined ? '–' : hoursNumber(hours);
}
