import type { MergedPair, SpanName } from '../../domain/report.ts';

/** One row of a chart: two bars from the left, the longer behind the shorter. Units are those of `viewBox`. */
export interface ChartRow {
  readonly label: string;
  readonly top: number;
  readonly medianWidth: number;
  readonly ninetiethWidth: number;
  readonly ninetieth: number;
}

export interface Chart {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly ChartRow[];
}

export type Labelled = MergedPair & { readonly label: string };

const rowHeight = 34;
const chartWidth = 640;
/** For the number that stands behind the longest bar. */
const numberWidth = 60;

/** Bars from the left in every language, as numbers run. Undefined where nothing can be drawn: small numbers give no bars. */
export function chartOf(pairs: readonly Labelled[], name: SpanName): Chart | undefined {
  const drawn = pairs.flatMap((pair) => {
    const { median, ninetieth } = pair[name];
    return median === undefined || ninetieth === undefined ? [] : [{ label: pair.label, median, ninetieth }];
  });
  if (drawn.length === 0) return undefined;
  const longest = Math.max(...drawn.map(({ ninetieth }) => ninetieth), 0.1);
  const widthOf = (hours: number): number => Math.round((hours / longest) * (chartWidth - numberWidth) * 10) / 10;
  const rows = drawn.map(({ label, median, ninetieth }, index) => ({
    label,
    top: index * rowHeight,
    medianWidth: widthOf(median),
    ninetiethWidth: widthOf(ninetieth),
    ninetieth,
  }));
  return { width: chartWidth, height: drawn.length * rowHeight, rows };
}
