import { type Count, type MergedPair, type ReportPeriod, spans } from '../../domain/report.ts';

/** One line for each pair, for spreadsheets (RFC 4180). Codes and numbers only: the same in every language. `<5` stands for 1 to 4. */
export function csvOf(pairs: readonly MergedPair[], { from, to }: ReportPeriod): string {
  const heads = spans.flatMap((name) => [`${name}_count`, `${name}_median_hours`, `${name}_p90_hours`]);
  const lines = pairs.map((pair) => [
    from,
    to,
    pair.from,
    pair.to,
    countOf(pair.dispatches),
    ...spans.flatMap((name) => [countOf(pair[name].count), pair[name].median ?? '', pair[name].ninetieth ?? '']),
    countOf(pair.overdue),
    pair.source,
  ]);
  const head = ['period_from', 'period_to', 'from', 'to', 'dispatches', ...heads, 'overdue', 'signed_by'];
  return [head, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

function countOf(count: Count): string {
  return count === 'few' ? '<5' : String(count);
}
