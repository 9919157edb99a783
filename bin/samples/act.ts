import type { Connection } from '../../client/connection.ts';
import { DeskRefusal, isRefusal } from '../../client/desk-refusal.ts';
import { bringReceipts } from '../../client/receipts.ts';
import { type Clock, type Pause, retrying } from '../../client/retry.ts';
import { deposit } from '../../client/sending/deposit.ts';
import { waitForArrival } from '../../client/sending/follow.ts';
import type { Bytes } from '../../client/sending/send-bytes.ts';
import { LineBroken, StorageAnswer } from '../../client/sending/storage-answer.ts';
import type { ActBody } from '../../domain/acts.ts';
import type { DispatchSummary } from '../../domain/desk-api.ts';
import { hashed, type SampleDocument } from './documents.ts';
import type { PersonOf } from './people.ts';
import type { Sample } from './plan.ts';

/** What carrying out a sample needs. */
export interface Acting {
  readonly personOf: PersonOf;
  readonly host: Pause & Clock;
  /** Runs `act` while the country's own desk signs what goes beyond the limits of the exchange. */
  readonly beyondLimits: (country: string, act: () => Promise<void>) => Promise<void>;
}

/** What an earlier run left of a sample, and what it is an answer to. */
export interface Before {
  readonly known?: DispatchSummary;
  readonly inReplyTo?: string;
}

/** Brings one sample to its goal, through the desks and the drop boxes as magistrates do it, from where an earlier run stopped. Answers its id. */
export async function carryOut(acting: Acting, sample: Sample, before: Before): Promise<string> {
  if (before.known && before.known.state === sample.goal) return before.known.dispatchId;
  if (sample.goal === 'rejected') return haveRejected(acting, sample, before);
  const dispatchId = await send(acting, sample, before);
  const { goal, steps = [] } = sample;
  const isAcknowledged = goal === 'acknowledged' || steps.length > 0;
  if (goal === 'opened' || isAcknowledged) await open(acting, sample, dispatchId);
  if (isAcknowledged) await acknowledge(acting, sample, dispatchId);
  for (const step of steps) await take(acting.personOf(sample.to), dispatchId, step);
  await learn(acting, sample, dispatchId);
  return dispatchId;
}

async function send({ personOf, host }: Acting, sample: Sample, { known, inReplyTo }: Before): Promise<string> {
  const connection = personOf(sample.from);
  const { from: _from, to, case: reference, legalBasis, urgency } = sample;
  const cover = { to, case: reference, legalBasis, urgency, ...(inReplyTo && { inReplyTo }) };
  const made = sample.documents();
  const documents = made.map((one, index) => hashed(one, index + 1, connection.directory.limits.singlePutMaxBytes));
  const signed = known && { dispatchId: known.dispatchId, manifest: (await connection.home.showDispatch(known.dispatchId)).manifest };
  const deposited = await deposit(
    {
      connection,
      cover,
      documents,
      ...(signed && { signed }),
      // the register at home is journal enough: what was signed is found there by its case reference
      journal: { keep: async () => {}, forget: async () => {} },
      bytes: bytesOf(made),
      progress: () => ({ advance: () => {}, end: () => {} }),
      isPaused: () => sample.goal === 'accepted',
    },
    host,
  );
  if (sample.goal !== 'accepted') await waitForArrival(deposited, connection.deskOf(to), { ...host, waitSeconds });
  return deposited.dispatchId;
}

/** Desk and addressee have the same limits: only a desk that is configured otherwise signs what the addressee must reject. */
async function haveRejected(acting: Acting, sample: Sample, before: Before): Promise<string> {
  await acting.beyondLimits(sample.from, async () => {
    try {
      await send(acting, sample, before);
    } catch (error) {
      if (!(error instanceof DeskRefusal) || error.receipt === undefined) throw error;
    }
  });
  const found = await findSample(acting.personOf(sample.from), sample.case);
  if (!found) throw new Error(`${sample.case} is not in the register of its sender`);
  return found.dispatchId;
}

async function open({ personOf }: Acting, sample: Sample, dispatchId: string): Promise<void> {
  const { home } = personOf(sample.to);
  for (let number = 1; number <= sample.documents().length; number++) {
    const document = { dispatchId, documentNumber: number };
    const link = await home.signDownload(document, (await home.issueToken(document)).token);
    const answer = await fetch(link.url);
    if (!answer.ok) throw new StorageAnswer(answer.status, await answer.text());
    await answer.arrayBuffer();
  }
}

async function acknowledge({ personOf, host }: Acting, { to, fileNumber }: Sample, dispatchId: string): Promise<void> {
  const { home } = personOf(to);
  try {
    // the access record comes through the trail, a moment after the last byte
    await retrying(
      () => home.acknowledge(dispatchId, fileNumber),
      (error) => isRefusal(error, 'NotYetOpened'),
      { ...soon, ...host },
    );
  } catch (error) {
    if (!isRefusal(error, 'AlreadyAcknowledged')) throw error;
  }
}

/** A step that an earlier run took is not taken again; one that is out of order for another reason leaves the goal unreached. */
async function take({ home }: Connection, dispatchId: string, step: ActBody): Promise<void> {
  try {
    await home.act(dispatchId, step);
  } catch (error) {
    if (!isRefusal(error, 'AlreadyDone') && !isRefusal(error, 'OutOfOrder')) throw error;
  }
}

/** The sender asks for the receipts, until those of the goal are there. */
async function learn({ personOf, host }: Acting, sample: Sample, dispatchId: string): Promise<void> {
  const connection = personOf(sample.from);
  const ask = async (): Promise<void> => {
    await bringReceipts(await connection.home.showDispatch(dispatchId), connection);
    const { state } = await connection.home.showDispatch(dispatchId);
    if (state !== sample.goal) throw new NotThereYet(`${sample.case} is ${state}, not ${sample.goal}`);
  };
  await retrying(ask, (error) => error instanceof NotThereYet, { ...soon, ...host });
}

class NotThereYet extends Error {}

/** Half a minute in all. */
const soon = { attempts: 40, firstMs: 50, longestMs: 1000 };
const waitSeconds = 30;

/** The sample in its sender's register, by its case reference. */
export async function findSample({ home }: Connection, reference: string): Promise<DispatchSummary | undefined> {
  return (await outbox(home)).find((one) => one.case === reference);
}

/** Every dispatch that a country sent. */
export async function outbox(home: Connection['home']): Promise<readonly DispatchSummary[]> {
  const all: DispatchSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await home.listDispatches({ box: 'out', limit: 100, ...(cursor && { cursor }) });
    all.push(...page.dispatches);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

function bytesOf(documents: readonly SampleDocument[]): Bytes {
  return {
    requireUnchanged: async () => {},
    put: async ({ url, headers }, { documentNumber, start, length }) => {
      const body = documents[documentNumber - 1]?.bytes.slice(start, start + length);
      const answer = await fetch(url, { method: 'PUT', headers, body }).catch((cause: unknown) => {
        throw new LineBroken('the line broke', { cause });
      });
      const text = await answer.text();
      if (!answer.ok) throw new StorageAnswer(answer.status, text);
    },
  };
}
