import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { serveArchive } from '../test/audit/archive/serve-archive.ts';
import { validateLogs } from '../test/audit/archive/validate-logs.ts';
import { rareQuestion } from './audit/questions.ts';
import { type Measurement, median, secondsOf, spread } from './measure.ts';

const peerSize = 1_000_000;

/** The auditor's engine over generated archives of the exchange's events, beside AWS's own tool and `zcat | jq`. */
export function audit(): Promise<Measurement> {
  return measuredAt([100_000, peerSize]);
}

/** The same with ten million events: whether time grows linearly and memory does not. Takes an hour and 5 GB of disk. */
export function auditLarge(): Promise<Measurement> {
  return measuredAt([100_000, peerSize, 10_000_000]);
}

async function measuredAt(sizes: readonly number[]): Promise<Measurement> {
  const figures: Figures[] = [];
  for (const events of sizes) figures.push(await measured(events));
  return toMeasurement(figures);
}

interface Figures {
  readonly events: number;
  readonly verify: number;
  /** Of an ingestion as a whole: verification and then the taking in. */
  readonly verifyAndIngest: number;
  readonly cold: number;
  /** Milliseconds by question, medians of five. */
  readonly answers: Readonly<Record<string, number>>;
  readonly largestRssMb: number;
  /** Seconds; undefined where they were not run. */
  readonly validateLogs?: number;
  readonly jq?: number;
}

const written = z.object({
  dir: z.string(),
  bucket: z.string(),
  keysFile: z.string(),
  account: z.string(),
  region: z.string(),
  trail: z.string(),
  metadata: z.array(z.tuple([z.string(), z.record(z.string(), z.string())])),
});
type Written = z.infer<typeof written>;
const verified = z.object({ seconds: z.number(), verified: z.number(), rssMb: z.number() });
const ingested = z.object({ seconds: z.number(), events: z.number(), rssMb: z.number() });
const colds = z.object({ seconds: z.number(), found: z.number(), rssMb: z.number() });
const asked = z.object({ medians: z.record(z.string(), z.number()), found: z.record(z.string(), z.number()), rssMb: z.number() });

async function measured(events: number): Promise<Figures> {
  const archive = written.parse(await jsonOf('write-archive.ts', [String(events)]));
  const folder = await mkdtemp(join(tmpdir(), 'bench-audit-'));
  const job = (name: string) => jsonOf('job.ts', [name, archive.dir, archive.keysFile, join(folder, 'store')]);
  try {
    const verify = async () => {
      const told = verified.parse(await job('verify'));
      // the newest digest of a plain copy vouches for nothing yet: twenty files
      requireThat(told.verified === events / 200 - 20, `verified files: got ${told.verified}`);
      return told;
    };
    const verifies = [await verify()];
    const cold = colds.parse(await job('cold'));
    requireThat(cold.found > 0, 'a cold answer that finds nothing');
    const ingest = ingested.parse(await job('ingest'));
    requireThat(ingest.events === events, `events taken in: got ${ingest.events}`);
    const answers = asked.parse(await job('ask'));
    requireThat(answers.found[rareQuestion[0]] === cold.found, 'answers with and without a store differ');
    // in turns, so that what else the machine does falls upon both
    const peers = events === peerSize ? await peersOf(archive, folder, async () => verifies.push(await verify())) : {};
    return {
      events,
      verify: median(verifies.map(({ seconds }) => seconds)),
      verifyAndIngest: ingest.seconds,
      cold: cold.seconds,
      answers: answers.medians,
      largestRssMb: Math.max(...verifies.map(({ rssMb }) => rssMb), cold.rssMb, ingest.rssMb, answers.rssMb),
      ...peers,
    };
  } finally {
    await rm(dirname(archive.dir), { recursive: true });
    await rm(folder, { recursive: true });
  }
}

function requireThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function jsonOf(script: string, args: readonly string[]): Promise<unknown> {
  const path = fileURLToPath(new URL(`audit/${script}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (piece) => (out += piece));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`${script} ended with ${code}`))));
  });
}

/** `aws cloudtrail validate-logs` over loopback, the median of three, and `zcat | jq` for the question of the cold answer. */
async function peersOf(archive: Written, home: string, inTurn: () => Promise<unknown>) {
  const { dir, bucket, keysFile, account, region, trail, metadata } = archive;
  const served = await serveArchive({ dir, bucket, keysFile, trail: { account, region, trail }, metadata: new Map(metadata) });
  try {
    const span = { start: new Date('2026-09-01T00:00:00Z'), end: new Date('2026-11-01T00:00:00Z') };
    const validate = async () => {
      const { status, out } = await validateLogs(served, { ...span, region, home });
      if (status !== 0) throw new Error(out.slice(-500));
    };
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      times.push(await secondsOf(validate));
      await inTurn();
    }
    return { validateLogs: median(times), jq: await secondsOf(() => zcatAndJq(join(dir, bucket))) };
  } finally {
    await served.close();
  }
}

function zcatAndJq(folder: string): Promise<void> {
  const script = `find "$0" -path '*/CloudTrail/*' -name '*.json.gz' -print0 | xargs -0 zcat | jq -c --arg key "$1" '.Records[] | select(.requestParameters.key == $key)' > /dev/null`;
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', script, folder, rareQuestion[1].object_key ?? ''], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`zcat | jq ended with ${code}`))));
  });
}

function toMeasurement(figures: readonly Figures[]): Measurement {
  const peered = figures.find(({ validateLogs: aws }) => aws !== undefined);
  const [smallest] = figures;
  if (!peered || !smallest) throw new Error('the size of the peers was not measured');
  const { validateLogs: aws = Number.NaN, jq = Number.NaN } = peered;
  const last = figures.at(-1) ?? peered;
  const row = (what: string, of: (one: Figures) => string, wanted = '') => [what, ...figures.map(of), wanted];
  const ofPeered = (text: string) => (one: Figures) => (one === peered ? text : '');
  const growth = ({ verify, verifyAndIngest, events }: Figures) =>
    (verify + verifyAndIngest) / events / ((smallest.verify + smallest.verifyAndIngest) / smallest.events);
  const met: readonly (readonly [string, boolean])[] = [
    ['verify', aws / peered.verify >= 10],
    ['cold answer', peered.cold / (aws + jq) <= 1 / 20],
    ['events a second', peered.events / peered.verifyAndIngest >= 200_000],
    ['questions', median(Object.values(peered.answers)) <= 100],
    ['memory', last.largestRssMb <= 1024],
    ['growth', growth(last) <= 1.2],
  ];
  const missed = met.filter(([, holds]) => !holds).map(([what]) => what);
  return {
    title: 'The auditor’s engine',
    against:
      'Generated events with the names of the exchange, 200 a file, twenty files and one digest an hour; each job in a process of its own. Peers on the same archive in the same run, verification and validation by turns, their medians: ' +
      '`aws cloudtrail validate-logs` over loopback, and `zcat | jq` for the question of the cold answer (who opened one document). A cold answer verifies the archive and reads it itself, without an index. ' +
      'All ten questions are asked of the store, those about all of a box or a person for one day.',
    columns: ['what', ...figures.map(({ events }) => `${events} events`), 'wanted'],
    rows: [
      row('verify, seconds', ({ verify }) => verify.toFixed(2)),
      row('verify and ingest, seconds', (one) => one.verifyAndIngest.toFixed(2)),
      row('verify and ingest, events a second', (one) => (one.events / one.verifyAndIngest).toFixed(0), 'at least 200000'),
      row('verified cold answer, seconds', (one) => one.cold.toFixed(2)),
      row('questions on ingested data, ms', ({ answers }) => spread(Object.values(answers), 0), 'median at most 100'),
      row('validate-logs, seconds', (one) => one.validateLogs?.toFixed(1) ?? ''),
      row('zcat and jq, seconds', (one) => one.jq?.toFixed(1) ?? ''),
      row('verify: times as fast as validate-logs', ofPeered((aws / peered.verify).toFixed(1)), 'at least 10'),
      row('cold answer: share of validate-logs, zcat and jq', ofPeered((peered.cold / (aws + jq)).toFixed(3)), 'at most 0.050'),
      row('zcat and jq: times as long as verify and ingest', ofPeered((jq / peered.verifyAndIngest).toFixed(2))),
      row('time for an event, ratio to the smallest', (one) => growth(one).toFixed(2), 'at most 1.2'),
      row('largest resident memory of a job, MB', (one) => one.largestRssMb.toFixed(0), 'at most 1024'),
    ],
    verdict: missed.length === 0 ? 'As wanted.' : `Missed: ${missed.join(', ')}.`,
  };
}
