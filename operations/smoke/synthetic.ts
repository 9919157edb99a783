import { createHash } from 'node:crypto';
import type { Connection } from '../../client/connection.ts';
import { bringReceipts } from '../../client/receipts.ts';
import type { Clock, Pause } from '../../client/retry.ts';
import { type Deposited, deposit, type HashedDocument } from '../../client/sending/deposit.ts';
import { isSettled, waitForArrival } from '../../client/sending/follow.ts';
import type { Bytes } from '../../client/sending/send-bytes.ts';
import { LineBroken, StorageAnswer } from '../../client/sending/storage-answer.ts';
import { partBytes, planParts } from '../../domain/parts.ts';
import type { Pair } from './pairs.ts';

/** Every synthetic case reference begins so: people and questions to the log tell it from a real case at sight. */
export const syntheticPrefix = 'SMOKE-';

/** A dispatch without meaning: its documents are these bytes. */
export interface Synthetic extends Pair {
  /** Begins with `syntheticPrefix`. */
  readonly reference: string;
  readonly bytes: readonly Uint8Array[];
}

export interface Sending {
  readonly connection: Connection;
  readonly host: Pause & Clock;
  readonly waitSeconds: number;
}

/** The addressee's desk did not confirm the arrival within the wait. */
export class NotArrived extends Error {}

/** The document that came back is not the one that was sent. */
export class OtherBytes extends Error {}

/** Sends as a magistrate of the sender does, until the addressee's desk confirms the arrival. Throws NotArrived after the wait. */
export async function sendSynthetic(synthetic: Synthetic, { connection, host, waitSeconds }: Sending): Promise<Deposited> {
  const { to, reference, bytes } = synthetic;
  const { singlePutMaxBytes } = connection.directory.limits;
  const deposited = await deposit(
    {
      connection,
      cover: { to, case: reference, legalBasis: { instrument: 'riyadh-1983' }, urgency: 'routine' },
      documents: bytes.map((one, index) => documentOf(one, index + 1, singlePutMaxBytes)),
      journal: { keep: async () => {}, forget: async () => {} },
      bytes: puts(bytes),
      progress: () => ({ advance: () => {}, end: () => {} }),
    },
    host,
  );
  const state = await waitForArrival(deposited, connection.deskOf(to), { ...host, waitSeconds });
  if (!isSettled(state)) throw new NotArrived(`not confirmed within ${waitSeconds} s`);
  return deposited;
}

/** Reads a document as a magistrate of the addressee does, and compares it with what was sent. */
export async function readSynthetic(home: Connection['home'], dispatchId: string, bytes: readonly Uint8Array[]): Promise<void> {
  for (const [index, sent] of bytes.entries()) {
    const document = { dispatchId, documentNumber: index + 1 };
    const { url } = await home.signDownload(document, (await home.issueToken(document)).token);
    const answer = await fetch(url);
    if (!answer.ok) throw new StorageAnswer(answer.status, await answer.text());
    const got = new Uint8Array(await answer.arrayBuffer());
    if (sha256(got) !== sha256(sent)) throw new OtherBytes(`got ${got.length} bytes, sent ${sent.length}`);
  }
}

/** Withdraws and closes: the dispatch stays in both registers, ended, so that nobody works on it. */
export async function closeSynthetic(connection: Connection, dispatchId: string): Promise<void> {
  const { home } = connection;
  const exchangeReceipts = async () => bringReceipts(await home.showDispatch(dispatchId), connection);
  // the home desk decides on what it knows: the arrival is learnt first, and the addressee told last
  await exchangeReceipts();
  await home.act(dispatchId, { act: 'withdraw', grounds: 'Synthetic: a test of the exchange, not a case.' });
  await home.act(dispatchId, { act: 'close' });
  await exchangeReceipts();
}

/** A document as a manifest describes it. */
export function documentOf(bytes: Uint8Array, number: number, singlePutMaxBytes: number): HashedDocument {
  const plan = planParts(bytes.length, singlePutMaxBytes);
  const entry = { number, name: `synthetic-${number}.bin`, sizeBytes: bytes.length, sha256: sha256(bytes) };
  if (!plan) return { entry, partSha256: [] };
  const partSha256 = Array.from({ length: plan.count }, (_, index) => {
    const start = index * plan.partSizeBytes;
    return sha256(bytes.subarray(start, start + partBytes(bytes.length, plan, index + 1)));
  });
  const compositeSha256 = sha256(Buffer.from(partSha256.join(''), 'hex'));
  return { entry: { ...entry, parts: { ...plan, compositeSha256 } }, partSha256 };
}

function puts(documents: readonly Uint8Array[]): Bytes {
  return {
    requireUnchanged: async () => {},
    put: async ({ url, headers }, { documentNumber, start, length }) => {
      const body = Buffer.from((documents[documentNumber - 1] ?? new Uint8Array()).subarray(start, start + length));
      const answer = await fetch(url, { method: 'PUT', headers, body }).catch((cause: unknown) => {
        throw new LineBroken('the line broke', { cause });
      });
      const text = await answer.text();
      if (!answer.ok) throw new StorageAnswer(answer.status, text);
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
