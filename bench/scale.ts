import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { optionsOf } from '../bin/options.ts';
import { peopleOf } from '../bin/samples/people.ts';
import type { Connection } from '../client/connection.ts';
import { loadConfig } from '../lib/config/load.ts';
import { countryNames } from '../lib/names.ts';
import { type VaultView, vaultView } from '../operations/restore/probe.ts';
import { everyPair, type Pair } from '../operations/smoke/pairs.ts';
import { sendSynthetic, syntheticPrefix } from '../operations/smoke/synthetic.ts';
import { machine } from './measure.ts';
import { percentile } from './percentile.ts';
import { root, startRehearsalProcess } from './rehearsal-process.ts';

/**
 * Load on the rehearsal: magistrates of all countries at once, every ordered pair, mixed sizes, for a bounded time; then every document is read
 * back and compared, and held against both registers and what lies in the addressee's drop box. `npm run bench:scale -- --minutes 10 --magistrates 50`.
 */
const options = () =>
  parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      magistrates: { type: 'string', default: '50' },
      /** As `npm start -- --warm`: functions that stay warm. */
      warm: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
const values = optionsOf(options, fail);
const minutes = Number(values.minutes);
if (!(minutes > 0 && minutes <= 120)) fail(`--minutes: got ${values.minutes}, wanted a number up to 120`);
const magistrates = Number(values.magistrates);
if (!(Number.isInteger(magistrates) && magistrates >= 1 && magistrates <= 500))
  fail(`--magistrates: got ${values.magistrates}, wanted a number from 1 to 500`);

const host = {
  now: () => new Date(),
  random: Math.random,
  sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
};
const endpointsFile = z.object({
  directory: z.string(),
  s3: z.string(),
  region: z.string(),
  countries: z.record(
    z.string(),
    z.object({
      magistrates: z.array(z.object({ username: z.string(), password: z.string() })),
      restorer: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
    }),
  ),
});

interface Sent extends Pair {
  readonly dispatchId: string;
  readonly milliseconds: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Small ones mostly, some of a scanned page, a few of a file that still goes in one PUT, now and then one in parts. */
const sizes = [1_024, 20_000, 200_000, 1_024, 20_000, 1_000_000, 1_024, 200_000, 20_000, 4_000_000, 1_024, 20_000, 17_000_000] as const;

const folder = await mkdtemp(join(tmpdir(), 'scale-'));
const rehearsal = await startRehearsalProcess(folder, values.warm === undefined ? [] : ['--warm', values.warm]);
try {
  const report = await load();
  console.log(report);
  if (values.write) await writeFile(join(root, 'docs', 'scale.md'), report);
} finally {
  await rehearsal.stop();
  await rm(folder, { recursive: true, force: true });
}

async function load(): Promise<string> {
  const endpoints = endpointsFile.parse(JSON.parse(await readFile(join(folder, '.rehearsal', 'endpoints.json'), 'utf8')));
  const countries = Object.keys(endpoints.countries);
  const pairs = everyPair(countries);
  // as many signed-in people as were asked for; a country has several accounts only in name, so each worker signs in for itself
  const people = await Promise.all(Array.from({ length: magistrates }, () => peopleOf(endpoints, host)));
  const until = Date.now() + minutes * 60_000;
  const sent: Sent[] = [];
  const failures = new Map<string, number>();
  const idle = await rehearsal.processorSeconds();
  const begun = performance.now();
  await Promise.all(
    people.map(async (personOf, worker) => {
      for (let turn = worker; Date.now() < until; turn += magistrates) {
        const pair = pairs[turn % pairs.length];
        if (pair) await sendOne(personOf(pair.from), { ...pair, turn }, { sent, failures });
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const worked = (await rehearsal.processorSeconds()) - idle;
  const personOf = people[0];
  if (!personOf) throw new Error('nobody');
  const lost = await lostOf(sent, viewsOf(endpoints));
  const reads = await readBack(sent, personOf);
  return reportOf({ sent, failures, seconds, worked, lost, reads, pairs: pairs.length, resident: await rehearsal.residentBytes() });
}

async function sendOne(
  connection: Connection,
  { from, to, turn }: Pair & { readonly turn: number },
  { sent, failures }: { readonly sent: Sent[]; readonly failures: Map<string, number> },
): Promise<void> {
  const bytes = randomBytes(sizes[turn % sizes.length] ?? 1_024);
  const begun = performance.now();
  try {
    const synthetic = { from, to, reference: `${syntheticPrefix}${turn}-${from}-${to}`, bytes: [bytes] };
    const { dispatchId } = await sendSynthetic(synthetic, { connection, host, waitSeconds: 120 });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    sent.push({ from, to, dispatchId, milliseconds: performance.now() - begun, sizeBytes: bytes.length, sha256 });
  } catch (error) {
    const code = Object(error).code ?? Object(Object(error).body).code ?? Object(error).message ?? 'Unknown';
    const named = [code, Object(error).detail].filter((part) => part !== undefined).join(': ');
    failures.set(named, (failures.get(named) ?? 0) + 1);
  }
}

type PersonOf = Awaited<ReturnType<typeof peopleOf>>;

/** Register and drop box of each country, as the function sees them that repairs lost events. */
function viewsOf({ s3, region, countries }: z.infer<typeof endpointsFile>): (country: string) => VaultView {
  const config = loadConfig(join(root, 'config', 'exchange.json'));
  const views = new Map(
    config.countries.map((country) => {
      const credentials = async () => countries[country.code]?.restorer ?? { accessKeyId: '', secretAccessKey: '' };
      return [country.code, vaultView({ region, endpoint: s3, credentials, now: host.now }, countryNames(config, country))];
    }),
  );
  return (country) => {
    const view = views.get(country);
    if (!view) throw new Error(`no country ${country}`);
    return view;
  };
}

/** Dispatches that one of the registers does not hold as it should, or of which the box holds anything but one version of those bytes. */
async function lostOf(sent: readonly Sent[], viewOf: (country: string) => VaultView): Promise<readonly string[]> {
  const lost: string[] = [];
  await eightAtOnce(sent, async ({ from, to, dispatchId, sizeBytes }) => {
    const here = (await viewOf(from).register([dispatchId])).get(dispatchId);
    const there = (await viewOf(to).register([dispatchId])).get(dispatchId);
    const [version, ...others] = await viewOf(to).versionsBelow(dispatchId);
    const [arrived] = there?.arrived ?? [];
    const isWhole =
      here?.box === 'out' &&
      there?.box === 'in' &&
      here.manifestSha256 === there.manifestSha256 &&
      ['available', 'opened'].includes(there.state) &&
      others.length === 0 &&
      version?.sizeBytes === sizeBytes &&
      version.versionId === arrived?.versionId;
    if (!isWhole) lost.push(dispatchId);
  });
  return lost;
}

/** Every document is read back and compared by its SHA-256. */
async function readBack(
  sent: readonly Sent[],
  personOf: PersonOf,
): Promise<{ readonly times: readonly number[]; readonly differing: number }> {
  const times: number[] = [];
  let differing = 0;
  await eightAtOnce(sent, async (one) => {
    const begun = performance.now();
    const document = { dispatchId: one.dispatchId, documentNumber: 1 };
    const { home } = personOf(one.to);
    const { url } = await home.signDownload(document, (await home.issueToken(document)).token);
    const got = Buffer.from(await (await fetch(url)).arrayBuffer());
    if (createHash('sha256').update(got).digest('hex') !== one.sha256) differing += 1;
    times.push(performance.now() - begun);
  });
  return { times, differing };
}

async function eightAtOnce<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await act(item);
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

interface Outcome {
  readonly sent: readonly Sent[];
  readonly failures: ReadonlyMap<string, number>;
  readonly seconds: number;
  readonly worked: number;
  readonly lost: readonly string[];
  readonly reads: { readonly times: readonly number[]; readonly differing: number };
  readonly pairs: number;
  readonly resident: number;
}

function reportOf({ sent, failures, seconds, worked, lost, reads, pairs, resident }: Outcome): string {
  const at = (times: readonly number[]): string =>
    [50, 90, 99, 100].map((share) => `${Math.round(percentile(times, share))} ms`).join(' | ');
  const bySize = [...new Set(sizes)].map((size) => {
    const times = sent.filter(({ sizeBytes }) => sizeBytes === size).map(({ milliseconds }) => milliseconds);
    return `| send, ${size} bytes | ${times.length} | ${at(times)} |`;
  });
  const failed = [...failures].map(([code, count]) => `${count} × ${code}`).join(', ') || 'none';
  const covered = new Set(sent.map(({ from, to }) => `${from}${to}`)).size;
  return `# Load on the rehearsal

${magistrates} magistrates at once for ${Math.round(seconds)} s on one machine (${machine()}): ${sent.length} dispatches through ${covered} of ${pairs} ordered pairs,
${(sent.length / seconds).toFixed(1)} a second, from the draft to the confirmed arrival.

Refused or broken: ${failed}. Lost, by both registers and the drop boxes: ${lost.length}. Read back: ${reads.times.length}, differing ${reads.differing}. Resident at the end: ${Math.round(resident / 1024 ** 2)} MiB.
Processor seconds of the rehearsal for a dispatch: ${(worked / sent.length).toFixed(2)}.

| step | count | p50 | p90 | p99 | longest |
|---|---|---|---|---|---|
| send, all sizes | ${sent.length} | ${at(sent.map(({ milliseconds }) => milliseconds))} |
${bySize.join('\n')}
| read, eight at once | ${reads.times.length} | ${at(reads.times)} |

The whole exchange, its AWS and the fifty people share this machine: the figures say that nothing is lost under load, not how fast AWS is.
`;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
