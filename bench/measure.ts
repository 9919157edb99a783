import { spawn } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** One benchmark's outcome: a title, the limit or peer it is held against, a table, and what it shows. */
export interface Measurement {
  readonly title: string;
  readonly against: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly verdict: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('the median of nothing');
  return sorted.length % 2 === 1 ? middle : ((sorted[sorted.length / 2 - 1] ?? middle) + middle) / 2;
}

/** `1.23 (1.10 to 1.50)`: median and range. */
export function spread(values: readonly number[], digits: number): string {
  return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;
}

export async function secondsOf(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

export function machine(): string {
  const model = cpus()[0]?.model.trim() || 'unnamed processor';
  return `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform} ${process.arch}`;
}

export function toMarkdown(measurement: Measurement): string {
  const { title, against, columns, rows, verdict } = measurement;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', against, '', line(columns), line(columns.map(() => '---')), ...rows.map(line), '', verdict, ''].join('\n');
}

/** What one run left to be written is not to slow the next. Where there is no `sync`, the runs share the disk as they find it. */
export async function settleDisk(): Promise<void> {
  await new Promise<void>((resolve) =>
    spawn('sync')
      .on('error', () => resolve())
      .on('close', () => resolve()),
  );
}
