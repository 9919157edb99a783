import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measurement, median, spread } from './measure.ts';
import { startRehearsalProcess } from './rehearsal-process.ts';

const limitSeconds = 5;

/** From `npm start` (installed, synthesized before) until `.rehearsal/endpoints.json` is written. */
export async function ready(): Promise<Measurement> {
  const fresh: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-ready-'));
    fresh.push(await readySecondsIn(folder));
    again.push(await readySecondsIn(folder));
    await rm(folder, { recursive: true });
  }
  const row = (what: string, seconds: readonly number[]) => [what, spread(seconds, 2), (median(seconds) / limitSeconds).toFixed(2)];
  return {
    title: 'Rehearsal ready',
    against: `Limit: ${limitSeconds} s from start to \`.rehearsal/endpoints.json\`, eight countries, five runs each.`,
    columns: ['start', 'seconds, median (range)', 'ratio to the limit'],
    rows: [row('with an empty state folder', fresh), row('with the state of an earlier run', again)],
    verdict: median(again) <= limitSeconds ? 'Within the limit.' : 'Over the limit.',
  };
}

async function readySecondsIn(folder: string): Promise<number> {
  const rehearsal = await startRehearsalProcess(folder);
  await rehearsal.stop();
  return rehearsal.readySeconds;
}
