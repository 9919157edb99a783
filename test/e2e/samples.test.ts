import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outbox } from '../../bin/samples/act.ts';
import { hashed } from '../../bin/samples/documents.ts';
import { type PersonOf, peopleOf } from '../../bin/samples/people.ts';
import { type Sample, samplePlan, samplePrefix } from '../../bin/samples/plan.ts';
import { seedSamples } from '../../bin/samples.ts';
import { trainingGround } from '../../bin/training.ts';
import { proveManifest, proveReceiptOf } from '../../client/evidence.ts';
import { bringReceipts } from '../../client/receipts.ts';
import type { DispatchSummary } from '../../domain/desk-api.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { type Rehearsal, startRehearsal } from '../../rehearsal/rehearsal.ts';
import type { ExerciseName } from '../../rehearsal/training/exercise.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const config = loadConfig(join(root, 'config', 'exchange.json'));
const host = {
  now: () => new Date(),
  random: Math.random,
  sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
};

let folder: string;
let running: ChildProcess | undefined;
let rehearsal: Rehearsal | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samples-'));
});
afterEach(async () => {
  if (running) await ended(running, 'SIGKILL');
  await rehearsal?.close();
  rehearsal = undefined;
  await rm(folder, { recursive: true });
});

const stateDir = (): string => join(folder, '.rehearsal');
const marker = (): string => join(stateDir(), 'samples.json');

/** Resolves when `npm start` has printed `text`. */
async function start(text: string, ...flags: readonly string[]): Promise<ChildProcess> {
  const args = ['--import', 'tsx', 'bin/rehearse.ts', '--port', '0', '--state', stateDir(), ...flags];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  child.stderr.resume();
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes(text)) break;
  }
  expect(printed).toContain(text);
  // that they come is said after all is ready
  expect(printed).toContain('Ctrl-C');
  return child;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  running = undefined;
  if (child.exitCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code] = await exit;
  return code;
}

async function startHere(): Promise<Rehearsal> {
  rehearsal = await startRehearsal({
    assembly: join(root, 'cdk.out'),
    stateDir: stateDir(),
    report: () => {},
    trailDeliverySeconds: 0,
    retryDelayMs: () => 10,
  });
  return rehearsal;
}

async function everythingSent(personOf: PersonOf): Promise<readonly DispatchSummary[]> {
  const senders = [...new Set(samplePlan.map(({ from }) => from))];
  return (await Promise.all(senders.map((country) => outbox(personOf(country).home)))).flat();
}

async function everythingReceived(personOf: PersonOf): Promise<readonly DispatchSummary[]> {
  const addressees = [...new Set(samplePlan.map(({ to }) => to))];
  const pages = await Promise.all(addressees.map((country) => personOf(country).home.listDispatches({ box: 'in', limit: 100 })));
  return pages.flatMap(({ dispatches }) => dispatches);
}

const byCase = (all: readonly DispatchSummary[]) =>
  all
    .map((one) => ({ case: one.case, from: one.from, to: one.to, state: one.state }))
    .sort((one, other) => (one.case < other.case ? -1 : 1));

const planned = (plan: readonly Sample[]) => plan.map((one) => ({ case: one.case, from: one.from, to: one.to, state: one.goal }));

async function manifestOf(personOf: PersonOf, { dispatchId, from }: DispatchSummary): Promise<Manifest> {
  const { home, directory } = personOf(from);
  return (await proveManifest((await home.showDispatch(dispatchId)).manifest, directory)).payload;
}

test('the plan shows states from arrival to execution, every urgency, a reply, several documents and names in three languages, all marked as samples', () => {
  expect(samplePlan.length).toBeGreaterThanOrEqual(10);
  expect(new Set(samplePlan.map(({ goal }) => goal))).toEqual(
    new Set(['accepted', 'available', 'opened', 'acknowledged', 'rejected', 'clarification-asked', 'refused', 'in-execution']),
  );
  expect(new Set(samplePlan.map(({ urgency }) => urgency))).toEqual(new Set(['routine', 'urgent', 'detention-pending']));
  expect(new Set(samplePlan.map((one) => one.case)).size).toBe(samplePlan.length);
  for (const { case: reference } of samplePlan) expect(reference.startsWith(samplePrefix)).toBe(true);
  for (const [index, { answers }] of samplePlan.entries()) {
    if (answers) expect(samplePlan.findIndex((one) => one.case === answers)).toBeLessThan(index);
  }
  expect(samplePlan.some(({ answers }) => answers)).toBe(true);
  const documents = samplePlan.flatMap((one) => one.documents());
  for (const letters of [/[\u0600-\u06ff]/, /[éèà’]/, /Request/]) expect(documents.some(({ name }) => letters.test(name))).toBe(true);
  for (const { name, bytes } of documents) {
    const text = Buffer.from(bytes).toString(name.endsWith('.pdf') ? 'latin1' : 'utf8');
    expect(text).toMatch(name.endsWith('.pdf') ? /^%PDF-1\.4\n[\s\S]*%%EOF\n$/ : /نموذج/);
    for (const word of ['SAMPLE', 'EXEMPLE']) expect(text.includes(word)).toBe(true);
  }
});

test('a sample’s documents have the same bytes each time they are made', () => {
  const hashes = () => samplePlan.map((one) => one.documents().map((document) => hashed(document, 1, 2 ** 24).entry.sha256));
  expect(hashes()).toEqual(hashes());
});

test('the first start brings the samples, through desks and drop boxes; later ones add nothing, and go on where one was cut short', async () => {
  expect(await ended(await start('sample dispatches are there'), 'SIGINT')).toBe(0);
  const { endpoints, withEnvironment, idle } = await startHere();
  const personOf = await peopleOf(endpoints, host);
  const props = { rehearsal: { endpoints, withEnvironment }, stateDir: stateDir(), config, host };

  expect(await seedSamples(props)).toBe(0);
  const sent = await everythingSent(personOf);
  expect(byCase(sent)).toEqual(planned(samplePlan));
  // a rejected dispatch never reaches an inbox
  const visible = samplePlan.filter(({ goal }) => goal !== 'rejected');
  const received = await everythingReceived(personOf);
  expect(byCase(received.filter(({ state }) => state !== 'rejected'))).toEqual(planned(visible));
  const idOf = new Map(sent.map((one) => [one.case, one.dispatchId]));
  for (const { case: reference, answers } of samplePlan) {
    if (answers) expect(sent.find((one) => one.case === reference)?.inReplyTo).toBe(idOf.get(answers));
  }
  const manifests = await Promise.all(sent.map((one) => manifestOf(personOf, one)));
  expect(manifests.flatMap(({ documents }) => documents).filter(({ parts }) => (parts?.count ?? 0) > 1)).toHaveLength(1);
  for (const one of sent.filter(({ state }) => state === 'acknowledged' || state === 'rejected')) {
    const connection = personOf(one.from);
    const receipts = await bringReceipts(await connection.home.showDispatch(one.dispatchId), connection);
    expect(receipts.map(({ receipt }) => receipt.event)).toContain(one.state === 'rejected' ? 'SubmissionRejection' : 'Acknowledgement');
  }

  // killed before the end was noted
  await writeFile(marker(), '"begun"');
  expect(await seedSamples(props)).toBe(samplePlan.length);
  expect(byCase(await everythingSent(personOf))).toEqual(planned(samplePlan));

  // killed after the manifest was signed and before anybody saw it
  const [first] = samplePlan;
  if (!first) throw new Error('the plan is empty');
  const late: Sample = { ...first, case: 'SAMPLE-2026-0099', goal: 'available' };
  const { home, directory } = personOf(late.from);
  const documents = late.documents().map((one, index) => hashed(one, index + 1, directory.limits.singlePutMaxBytes).entry);
  await home.signManifest({ to: late.to, case: late.case, legalBasis: late.legalBasis, urgency: late.urgency, documents });
  await writeFile(marker(), '"begun"');
  expect(await seedSamples({ ...props, plan: [late] })).toBe(1);
  expect(byCase(await everythingSent(personOf))).toEqual(planned([...samplePlan, late]));

  // somebody works in this folder, and it was never noted whether it should have samples
  await home.signManifest({ to: late.to, case: 'EG-2026-000123', legalBasis: late.legalBasis, urgency: late.urgency, documents });
  await rm(marker());
  expect(await seedSamples({ ...props, plan: [{ ...late, case: 'SAMPLE-2026-0100' }] })).toBe(0);
  expect(JSON.parse(await readFile(marker(), 'utf8'))).toBe('none');
  await idle();
}, 300_000);

test('--empty starts without samples, and so does every later start', async () => {
  expect(await ended(await start('Ctrl-C', '--empty'), 'SIGINT')).toBe(0);
  expect(JSON.parse(await readFile(marker(), 'utf8'))).toBe('none');
  const { endpoints, withEnvironment } = await startHere();
  const personOf = await peopleOf(endpoints, host);
  expect(await seedSamples({ rehearsal: { endpoints, withEnvironment }, stateDir: stateDir(), config, host })).toBe(0);
  expect(await outbox(personOf('EG').home)).toEqual([]);
}, 180_000);

test('the ground of the exercises: requests lie there once, and of each set of files exactly one is what is looked for', async () => {
  const { endpoints } = await startHere();
  const ground = trainingGround(endpoints, host);
  const wanted = { country: 'EG', partner: 'IQ', reference: (name: ExerciseName) => `TRAINING-1-EG-${name.toUpperCase()}` };
  const prepared = await ground.prepare(wanted);
  expect(await ground.prepare(wanted)).toEqual(prepared);
  const egypt = (await peopleOf(endpoints, host))('EG');
  const { dispatches } = await egypt.home.listDispatches({ box: 'in' });
  expect(dispatches.map(({ dispatchId }) => dispatchId).sort()).toEqual(Object.values(prepared.dispatches).sort());
  expect(new Set(dispatches.map(({ state }) => state))).toEqual(new Set(['available']));

  const { manifest } = await egypt.home.showDispatch(prepared.dispatches.answer);
  const signed = (await proveManifest(manifest, egypt.directory)).payload.documents;
  const toJudge = async (name: 'tampered' | 'receipt') => (await ground.files(prepared, name)).slice(0, prepared.choices[name]);
  const numbersOf = (found: readonly boolean[]): readonly string[] => found.flatMap((is, index) => (is ? [String(index + 1)] : []));
  const documents = await toJudge('tampered');
  expect(documents.map(({ name }) => name)).toEqual(signed.map(({ name }) => name));
  const differs = documents.map(({ bytes }, index) => createHash('sha256').update(bytes).digest('hex') !== signed[index]?.sha256);
  expect(numbersOf(differs)).toEqual([prepared.solutions.tampered]);
  const receipts = (await toJudge('receipt')).map(({ bytes }) => new TextDecoder().decode(bytes));
  const verified = await Promise.all(
    receipts.map((jws) =>
      proveReceiptOf(jws, manifest, egypt.directory).then(
        () => true,
        () => false,
      ),
    ),
  );
  expect(numbersOf(verified)).toEqual([prepared.solutions.receipt]);
  const names = (await egypt.home.showDispatch(prepared.dispatches.lookalike)).manifest;
  const scripts = (await proveManifest(names, egypt.directory)).payload.documents.map(({ name }) => name.endsWith('.js'));
  expect(numbersOf(scripts)).toEqual([prepared.solutions.lookalike]);
  expect(await ground.files(prepared, 'refuse')).toEqual([]);
}, 120_000);
