import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, withStore } from '../audit/ask/ask.ts';
import { type Asked, askedOf } from '../audit/ask/asked.ts';
import { ingest } from '../audit/ingest/ingest.ts';
import { scan } from '../audit/scan/scan.ts';
import { readPublicKeys } from '../audit/verify/public-keys.ts';
import { type Verification, verifyArchive } from '../audit/verify/verify-archive.ts';
import { makeArchive, type TestArchive } from '../test/audit/archive/make-archive.ts';
import { serveArchive } from '../test/audit/archive/serve-archive.ts';
import { validateLogs } from '../test/audit/archive/validate-logs.ts';
import { type Measurement, median, secondsOf, spread } from './measure.ts';

const eventsPerFile = 200;
const filesPerHour = 20;
const start = new Date('2026-11-01T00:00:00Z');
const from = '2026-11-01';
const to = '2026-11-30';
const sizes = [100_000, 1_000_000];
const peerSize = 1_000_000;

/** Verification, ingestion and questions over archives of generated events of real forms, beside AWS's own tool and `zcat | jq`. */
export async function audit(): Promise<Measurement> {
  const figures: Figures[] = [];
  for (const events of sizes) figures.push(await measured(events));
  const whole = figures.find(({ events }) => events === peerSize);
  if (whole === undefined) throw new Error('the size of the peers was not measured');
  return toMeasurement(figures, whole);
}

interface Figures {
  readonly events: number;
  readonly files: number;
  readonly verify: number;
  readonly ingest: number;
  readonly coldAnswer: number;
  /** Milliseconds by question. */
  readonly answers: ReadonlyMap<string, number>;
  /** Seconds; undefined where it was not run. */
  readonly validateLogs?: number;
  readonly jq?: number;
  readonly rssMb: number;
}

const questions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  EverythingAPersonDid: { person: 'amal' },
  RefusedAttempts: {},
  ReadsOfABox: { country: 'MA' },
  ChangesToKeysPoliciesAndTrail: {},
  LinksNeverUsed: {},
};

async function measured(events: number): Promise<Figures> {
  const files = events / eventsPerFile;
  const archive = await makeArchive({ hours: files / filesPerHour, filesPerHour, eventsPerFile, start });
  const folder = await mkdtemp(join(tmpdir(), 'bench-audit-'));
  try {
    const keys = readPublicKeys([await readFile(archive.keysFile, 'utf8')]);
    let verification: Verification | undefined;
    const verify = await secondsOf(async () => {
      verification = await verifyArchive({ folder: archive.dir, keys });
    });
    const found = verification?.files ?? [];
    requireAll(found.filter(({ standing }) => standing === 'verified').length, files - filesPerHour, 'verified files');
    const refused = askedOf('RefusedAttempts', {}, { from, to });
    const coldAnswer = await secondsOf(async () => {
      const again = await verifyArchive({ folder: archive.dir, keys });
      await scan(again.files, refused);
    });
    const store = join(folder, 'store');
    const ingestion = await secondsOf(async () => {
      const { total } = await ingest({ folder: store, files: found, verification: 'digests' });
      requireAll(total.events, events, 'events taken in');
    });
    const answers = await answersOf(store);
    const peers = events === peerSize ? await peersOf(archive, folder, files / filesPerHour) : {};
    return { events, files, verify, ingest: ingestion, coldAnswer, answers, ...peers, rssMb: process.resourceUsage().maxRSS / 1024 };
  } finally {
    await archive.remove();
    await rm(folder, { recursive: true });
  }
}

/** The newest digest of a plain copy vouches for nothing yet. */
function requireAll(got: number, wanted: number, what: string): void {
  if (got < wanted) throw new Error(`${what}: got ${got}, wanted ${wanted}`);
}

async function answersOf(store: string): Promise<ReadonlyMap<string, number>> {
  const answers = new Map<string, number>();
  await withStore(store, async (open) => {
    for (const [question, parameters] of Object.entries(questions)) {
      const asked: Asked = askedOf(question, parameters, { from, to });
      const times: number[] = [];
      for (let round = 0; round < 5; round += 1) times.push(1000 * (await secondsOf(async () => void (await ask(open, asked)))));
      answers.set(question, median(times));
    }
  });
  return answers;
}

/** `aws cloudtrail validate-logs` over loopback, and `zcat | jq` for the same question. */
async function peersOf(archive: TestArchive, home: string, hours: number) {
  const [chain] = archive.chains;
  if (!chain) throw new Error('the archive is empty');
  const metadata = new Map(chain.digests.map(({ key, metadata: told }) => [key, told] as const));
  const { dir, bucket, keysFile } = archive;
  const { account, region, trail } = chain;
  const served = await serveArchive({ dir, bucket, keysFile, trail: { account, region, trail }, metadata });
  try {
    const end = new Date(start.getTime() + (hours + 1) * 3_600_000);
    const seconds = await secondsOf(async () => {
      const { status, out } = await validateLogs(served, { start, end, region, home });
      if (status !== 0) throw new Error(out.slice(-500));
    });
    return { validateLogs: seconds, jq: await secondsOf(() => zcatAndJq(join(dir, bucket))) };
  } finally {
    await served.close();
  }
}

function zcatAndJq(folder: string): Promise<void> {
  const script = `find "$0" -path '*/CloudTrail/*' -name '*.json.gz' -print0 | xargs -0 zcat | jq -c '.Records[] | select(.errorCode != null)' > /dev/null`;
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', script, folder], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`zcat | jq ended with ${code}`))));
  });
}

function toMeasurement(figures: readonly Figures[], whole: Figures): Measurement {
  const { validateLogs: aws = Number.NaN, jq = Number.NaN } = whole;
  const medians = figures.map(({ answers }) => spread([...answers.values()], 0));
  const line = (what: string, of: (one: Figures) => string, wanted: string) => [what, ...figures.map(of), wanted];
  const verifyRatio = aws / whole.verify;
  const coldRatio = whole.coldAnswer / (aws + jq);
  const rate = whole.events / (whole.verify + whole.ingest);
  const slowest = median([...whole.answers.values()]);
  const isEnough = verifyRatio >= 10 && coldRatio <= 1 / 20 && rate >= 200_000 && slowest <= 100 && whole.rssMb <= 1024;
  return {
    title: 'The auditor’s engine',
    against:
      'Generated events of real forms, 200 a file, twenty files and one digest an hour. Peers on the same archive in the same run: `aws cloudtrail validate-logs` over loopback, ' +
      'and `zcat | jq` for all refused attempts. A cold answer verifies and reads the archive itself, without an index.',
    columns: ['what', ...figures.map(({ events }) => `${events} events`), 'wanted'],
    rows: [
      line('verify, seconds', ({ verify }) => verify.toFixed(2), ''),
      line('ingest, seconds', (one) => one.ingest.toFixed(2), ''),
      line('verify and ingest, events a second', (one) => (one.events / (one.verify + one.ingest)).toFixed(0), 'at least 200000'),
      line('verified cold answer, seconds', (one) => one.coldAnswer.toFixed(2), ''),
      ['questions on ingested data, ms', ...medians, 'median at most 100'],
      line('validate-logs, seconds', (one) => one.validateLogs?.toFixed(1) ?? '', ''),
      line('zcat and jq, seconds', (one) => one.jq?.toFixed(1) ?? '', ''),
      line('verify: times as fast as validate-logs', (one) => (one === whole ? verifyRatio.toFixed(1) : ''), 'at least 10'),
      line('cold answer: share of validate-logs, zcat and jq', (one) => (one === whole ? coldRatio.toFixed(3) : ''), 'at most 0.050'),
      line('largest resident memory, MB', (one) => one.rssMb.toFixed(0), 'at most 1024'),
    ],
    verdict: isEnough ? 'As wanted.' : 'Not all as wanted.',
  };
}
