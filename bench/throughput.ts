import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measurement, median, secondsOf, settleDisk, spread } from './measure.ts';
import { exchange, type RehearsalProcess, root, startRehearsalProcess } from './rehearsal-process.ts';

const gibibyte = 2 ** 30;
const wantedRatio = 0.7;
const allowedGrowthBytes = 150 * 2 ** 20;
const runs = 5;

/** 1 GiB through `exchange send`, hashing, signing and process start included, against a bare client and server, in turn. */
export async function throughput(): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-throughput-'));
  const file = join(folder, 'image.bin');
  await writeRandomFile(file, gibibyte);
  const rehearsal = await startRehearsalProcess(folder);
  const bare = await startBareServer(folder);
  try {
    await warmUp(folder);
    return toMeasurement(await measure({ folder, file, rehearsal, bareUrl: bare.url }));
  } finally {
    bare.process.disconnect();
    await rehearsal.stop();
    await rm(folder, { recursive: true });
  }
}

interface Setting {
  readonly folder: string;
  readonly file: string;
  readonly rehearsal: RehearsalProcess;
  readonly bareUrl: string;
}

interface Figures {
  readonly bareSeconds: readonly number[];
  readonly sendSeconds: readonly number[];
  readonly growthBytes: readonly number[];
}

async function measure({ folder, file, rehearsal, bareUrl }: Setting): Promise<Figures> {
  const bareSeconds: number[] = [];
  const sendSeconds: number[] = [];
  const growthBytes: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await settleDisk();
    bareSeconds.push(await secondsOf(() => ended(spawn(process.execPath, [join(root, 'bench', 'bare-client.mjs'), file, bareUrl]))));
    await settleDisk();
    const before = await rehearsal.residentBytes();
    const peak = watchPeak(rehearsal);
    sendSeconds.push(await secondsOf(async () => void (await send(folder, file))));
    growthBytes.push((await peak.stop()) - before);
  }
  return { bareSeconds, sendSeconds, growthBytes };
}

function toMeasurement({ bareSeconds, sendSeconds, growthBytes }: Figures): Measurement {
  const ratios = sendSeconds.map((seconds, run) => (bareSeconds[run] ?? Number.NaN) / seconds);
  const enough = median(ratios) >= wantedRatio && Math.max(...growthBytes) <= allowedGrowthBytes;
  return {
    title: '1 GiB from Egypt to Morocco',
    against:
      'Peer: a bare Node client that PUTs the same file to a bare Node server that only hashes and writes it. ' +
      '`exchange send` is timed as a whole process: start, sign-in, hashing, manifest, upload in parts, arrival and receipts; both end when the operating system has all bytes. Each run begins with a quiet disk. ' +
      `Wanted: at least ${wantedRatio} of the peer's throughput, and at most 150 MB more resident memory in the rehearsal (peak, after a small warm-up dispatch).`,
    columns: ['what', 'median (range)'],
    rows: [
      ['bare client and server, seconds', spread(bareSeconds, 2)],
      ['exchange send, seconds', spread(sendSeconds, 2)],
      ['throughput, ratio run by run', spread(ratios, 2)],
      [
        'growth of resident memory, MB',
        spread(
          growthBytes.map((bytes) => bytes / 2 ** 20),
          0,
        ),
      ],
    ],
    verdict: enough ? 'Both as wanted.' : 'Not as wanted.',
  };
}

async function send(folder: string, file: string): Promise<string> {
  return exchange(folder, ['send', '--as', 'EG', '--to', 'MA', '--case', 'EG-2026-000123', file, '--json']);
}

/** Starts the functions that a dispatch in parts needs, so that the growth measured is that of the bytes. */
async function warmUp(folder: string): Promise<void> {
  const small = join(folder, 'warm-up.bin');
  await writeRandomFile(small, 24 * 2 ** 20);
  await send(folder, small);
}

function watchPeak(rehearsal: RehearsalProcess): { readonly stop: () => Promise<number> } {
  let peak = 0;
  const look = async () => {
    peak = Math.max(peak, await rehearsal.residentBytes());
  };
  const timer = setInterval(() => void look(), 100);
  return {
    stop: async () => {
      clearInterval(timer);
      await look();
      return peak;
    },
  };
}

async function startBareServer(folder: string): Promise<{ readonly process: ChildProcess; readonly url: string }> {
  const child = fork(join(root, 'bench', 'bare-server.mjs'), [folder]);
  const port = await new Promise<unknown>((resolve) => child.once('message', resolve));
  return { process: child, url: `http://127.0.0.1:${port}/` };
}

async function writeRandomFile(file: string, sizeBytes: number): Promise<void> {
  const block = randomFillSync(Buffer.allocUnsafe(8 * 2 ** 20));
  await writeFile(file, '');
  const handle = await open(file, 'w');
  for (let written = 0; written < sizeBytes; written += block.length)
    await handle.write(block, 0, Math.min(block.length, sizeBytes - written));
  await handle.close();
}

async function ended(child: ChildProcess): Promise<void> {
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`the bare client ended with ${code}`);
}
