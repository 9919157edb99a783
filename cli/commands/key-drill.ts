import { randomBytes } from 'node:crypto';
import { Failure } from '../../client/failure.ts';
import { handIn } from '../../client/sending/hand-in.ts';
import type { UploadLink } from '../../domain/desk-api.ts';
import type { KeyStanding } from '../../operations/keys/custody.ts';
import { cannotRecall, type Measured, measureCut, NoAnswer, type Way } from '../../operations/keys/drill.ts';
import { beyondKms } from '../../operations/keys/own-making.ts';
import { referenceOf } from '../../operations/smoke/smoke.ts';
import { closeSynthetic, documentOf, readSynthetic, sendSynthetic, syntheticPrefix } from '../../operations/smoke/synthetic.ts';
import type { OwnConnection } from '../connect.ts';
import { actAsCustodian, type Custodian, type CustodianOptions, isConfirmed } from '../custodian.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { nameOfError } from '../output.ts';
import { cut, requireDeletable, standings } from './key.ts';
import { connectAs, type Run } from './run.ts';

export interface DrillOptions extends CustodianOptions {
  /** Another country, whose magistrate sends the synthetic dispatches. */
  readonly with: string;
  readonly waitSeconds: number;
}

/**
 * Cuts the country off, measures the seconds until every link and every read is refused, and enables the keys again. It sends two marked
 * synthetic dispatches; while it runs, nobody works with the country. Ends with 9 where a way was still open at the end of the wait.
 */
export async function drill(run: Run, options: DrillOptions): Promise<ExitCode> {
  const { host, output } = run;
  const custodian = await actAsCustodian(run, options);
  const keys = (await standings(custodian)).filter(({ isRetired }) => !isRetired);
  requireDeletable(keys, { deleteMaterial: false });
  const off = keys.filter(({ state }) => state !== 'Enabled').map(({ name, state }) => `${name} ${state}`);
  const { names } = custodian.country;
  const cure = `exchange key restore --as ${options.as} --confirm "${names.en}"`;
  if (off.length > 0)
    throw new Failure(
      'InvalidArguments',
      `a drill begins with keys that work; got ${off.join(', ')}: ${cure}, where nobody cut off in earnest`,
    );
  if (!isConfirmed(custodian.country, options.confirm)) {
    output.result({ country: options.as, done: false }, [
      `Dry run, nothing was changed: a drill would cut ${names.en} off for up to ${options.waitSeconds} s, with two synthetic dispatches of ${options.with}.`,
      `To do it, run the same command with --confirm "${names.en}".`,
    ]);
    return exitCodes.done;
  }
  const own = await connectAs(run, options.as);
  const other = await connectAs(run, options.with);
  await Promise.all([own.signIn(), other.signIn()]);
  const prepared = await prepare(run, own, other);
  const interruption = new AbortController();
  const release = host.onInterrupt(() => interruption.abort());
  const cutAt = host.now().getTime();
  let measured: readonly Measured[];
  try {
    for (const key of keys) await cut(custodian, key, { deleteMaterial: false });
    const isInterrupted = () => interruption.signal.aborted;
    measured = await measureCut(prepared.ways, cutAt, { ...host, waitSeconds: options.waitSeconds, isInterrupted });
  } finally {
    await enableAll(custodian, keys, cure);
    release();
  }
  if (interruption.signal.aborted) {
    output.result({ country: options.as, done: false, interrupted: true }, [
      `Interrupted: every key of ${names.en} is enabled again, and nothing was measured to the end. Two dispatches marked ${syntheticPrefix} are left open.`,
    ]);
    return exitCodes.toBeCured;
  }
  const enabledAt = host.now().getTime();
  const worksAgainMs = await untilWorks(run, prepared.read, enabledAt, options.waitSeconds);
  const left = await prepared.close();
  const open = measured.filter(({ refusedAfterMs }) => refusedAfterMs === undefined);
  const remarks = [...cannotRecall, ...beyondKms(keys)];
  output.result(
    { country: options.as, done: true, by: custodian.session, measured, worksAgainMs, notClosed: left, cannotRecall: remarks },
    [
      `Drill of ${names.en}, as ${custodian.session}: every key disabled, measured, enabled.`,
      ...measured.map(({ name, refusedAfterMs, triedTimes }) => `  ${name.padEnd(34)} ${seconds(refusedAfterMs)}  (${triedTimes} tries)`),
      `  ${'reading works again'.padEnd(34)} ${seconds(worksAgainMs)}`,
      ...(left.length > 0 ? [`Not closed, to be withdrawn by hand: ${left.join(', ')}.`] : []),
      'What a cut does not recall:',
      ...remarks.map((sentence) => `  - ${sentence}`),
    ],
  );
  return open.length > 0 || worksAgainMs === undefined ? exitCodes.toBeCured : exitCodes.done;
}

/** Tries each, whatever became of the others: no key stays off because another one does. */
async function enableAll({ custody }: Custodian, keys: readonly KeyStanding[], cure: string): Promise<void> {
  const outcomes = await Promise.allSettled(keys.map((key) => custody.enable(key)));
  const off = keys.filter((_, index) => outcomes[index]?.status === 'rejected').map(({ name }) => name);
  const cause = outcomes.find((outcome) => outcome.status === 'rejected')?.reason;
  if (off.length > 0) throw new Failure('KeyRefused', `${off.join(', ')} may still be off: ${cure} (${nameOfError(cause)})`, { cause });
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'STILL OPEN' : `${(milliseconds / 1000).toFixed(1)} s`;
}

interface Prepared {
  readonly ways: readonly Way[];
  readonly read: () => Promise<void>;
  /** Ids that could not be closed. */
  readonly close: () => Promise<readonly string[]>;
}

/** One dispatch that arrived, with a link to read it; one that was only begun, with a link for each try to write. */
async function prepare(run: Run, own: OwnConnection, other: OwnConnection): Promise<Prepared> {
  const { host } = run;
  const pair = { from: other.member.country, to: own.member.country };
  const reference = referenceOf(pair, host.now());
  const bytes = [randomBytes(64)];
  const arrived = await sendSynthetic({ ...pair, reference, bytes }, { connection: other, host, waitSeconds: 60 });
  const document = { dispatchId: arrived.dispatchId, documentNumber: 1 };
  const link = await own.home.signDownload(document, (await own.home.issueToken(document)).token);
  const { pending, links } = await begin(other, { ...pair, reference: `${reference}-2` });
  const newSignature = (): Promise<void> => signOne(own, { from: pair.to, to: pair.from, reference: `${reference}-3` });
  const read = (): Promise<void> => readSynthetic(own.home, arrived.dispatchId, bytes);
  return {
    read,
    ways: [
      { name: 'link to read, given out before', tryIt: () => requireOk(fetch(link.url)) },
      { name: 'link to read, asked for anew', tryIt: () => answered(read) },
      { name: 'link to write, given out before', tryIt: () => putNext(links) },
      { name: 'manifest, signed anew', tryIt: () => answered(newSignature) },
    ],
    close: async () => {
      const closed = await Promise.allSettled([arrived.dispatchId, pending].map((id) => closeSynthetic(other, id)));
      return [arrived.dispatchId, pending].filter((_, index) => closed[index]?.status === 'rejected');
    },
  };
}

interface Begun {
  readonly from: string;
  readonly to: string;
  readonly reference: string;
}

const writeTries = 100;

async function begin(connection: OwnConnection, { to, reference }: Begun) {
  const documents = Array.from({ length: Math.min(writeTries, connection.directory.limits.maxDocuments) }, (_, index) =>
    documentOf(tiny, index + 1, connection.directory.limits.singlePutMaxBytes),
  );
  const cover = { to, case: reference, legalBasis: { instrument: 'riyadh-1983' }, urgency: 'routine' as const };
  const journal = { keep: async () => {}, forget: async () => {} };
  const handedIn = await handIn({ connection, cover, documents: documents.map(({ entry }) => entry), journal });
  return { pending: handedIn.dispatchId, links: [...handedIn.links] };
}

const tiny = Buffer.from('x');

/** Every link writes once only: each try takes the next one. */
async function putNext(links: UploadLink[]): Promise<void> {
  const link = links.shift();
  if (!link) throw new NoAnswer('no further link to try');
  await requireOk(fetch(link.url, { method: 'PUT', headers: link.headers, body: tiny }));
}

async function signOne({ home }: OwnConnection, { to, reference }: Begun): Promise<void> {
  const { entry } = documentOf(tiny, 1, 1024);
  await home.signManifest({ to, case: reference, legalBasis: { instrument: 'riyadh-1983' }, urgency: 'routine', documents: [entry] });
}

/** A broken line is no refusal of the desk. */
async function answered(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    throw cause instanceof Failure && cause.code === 'Unreachable' ? new NoAnswer('nobody answered', { cause }) : cause;
  }
}

async function requireOk(asked: Promise<Response>): Promise<void> {
  const answer = await asked.catch((cause) => {
    throw new NoAnswer('nobody answered', { cause });
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`refused: ${answer.status}`);
}

async function untilWorks({ host }: Run, tryIt: () => Promise<void>, fromMs: number, waitSeconds: number): Promise<number | undefined> {
  while (host.now().getTime() - fromMs < waitSeconds * 1000) {
    try {
      await tryIt();
      return host.now().getTime() - fromMs;
    } catch {
      await host.sleep(200);
    }
  }
  return undefined;
}
