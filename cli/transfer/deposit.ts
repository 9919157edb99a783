import type { FileHandle } from 'node:fs/promises';
import type { UploadLink } from '../../domain/desk-api.ts';
import { type Draft, draft } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import { safeAddress } from '../address.ts';
import type { Connection } from '../connect.ts';
import type { ForeignDesk } from '../desk-client.ts';
import { DeskRefusal, isRefusal } from '../desk-refusal.ts';
import { proveManifest, proveReceiptOf } from '../evidence.ts';
import type { Host } from '../host.ts';
import type { Output } from '../output.ts';
import { assertionsFor } from './assertions.ts';
import type { Journal, SendRecord } from './journal.ts';
import { closeAll, openUnchanged, type PreparedFile } from './prepare.ts';
import { type DocumentToSend, sendBytes } from './send-bytes.ts';

export interface Deposit {
  readonly connection: Connection;
  readonly cover: Omit<Draft, 'documents'>;
  readonly journal: Journal;
  readonly record: SendRecord;
}

export interface Deposited {
  readonly dispatchId: string;
  readonly manifest: string;
  readonly assertion: () => Promise<string>;
}

/** Has the manifest signed and accepted, and every byte sent. Goes on where an earlier run of the same journal stopped. */
export async function deposit(work: Deposit, host: Host, output: Pick<Output, 'progress'>): Promise<Deposited> {
  const { connection, cover } = work;
  const foreign = connection.deskOf(cover.to);
  const { signed, links, isNew } = await acceptedManifest(work, foreign);
  const assertion = assertionsFor(connection.home, signed.dispatchId, host.now);
  const files = await openUnchanged(work.record.files);
  try {
    const documents = await whatIsLeft({ files, record: work.record, isNew }, { foreign, dispatchId: signed.dispatchId, assertion });
    const progress = output.progress(
      'Sending',
      documents.reduce((sum, document) => sum + bytesLeft(document), 0),
    );
    const { dispatchId } = signed;
    const safe = (given: readonly UploadLink[]): readonly UploadLink[] => {
      for (const { url } of given) safeAddress(url, connection.place.allowPlainHttp);
      return given;
    };
    const desk = {
      signLinks: async (documentNumber: number, parts: readonly { readonly part: number; readonly sha256: string }[]) =>
        safe((await foreign.signUpload({ dispatchId, documentNumber }, parts, await assertion())).links),
      complete: async (documentNumber: number) => completed(foreign.completeUpload({ dispatchId, documentNumber }, await assertion())),
    };
    await sendBytes({ documents, givenLinks: safe(links), onBytes: progress.advance }, desk, host).finally(progress.end);
    return { ...signed, assertion };
  } finally {
    await closeAll(files);
  }
}

type Signed = NonNullable<SendRecord['signed']>;

interface Accepted {
  readonly signed: Signed;
  readonly links: readonly UploadLink[];
  readonly isNew: boolean;
}

/** A manifest that grew stale before the addressee saw it is signed anew, once. */
async function acceptedManifest(work: Deposit, foreign: ForeignDesk): Promise<Accepted> {
  if (!work.record.signed) return accept(work, foreign, await signManifest(work));
  try {
    return await accept(work, foreign, work.record.signed);
  } catch (error) {
    if (!isRefusal(error, 'Stale')) throw error;
    return accept(work, foreign, await signManifest(work));
  }
}

async function signManifest({ connection, cover, journal, record }: Deposit): Promise<Signed> {
  const wanted: Draft = { ...cover, documents: record.files.map((file) => file.entry) };
  const signed = await connection.home.signManifest(wanted);
  const { payload } = await proveManifest(signed.manifest, connection.directory);
  const { version: _version, dispatchId, from, sentBy: _sentBy, issuedAt: _issuedAt, ...said } = payload;
  const isOurs = dispatchId === signed.dispatchId && from === connection.member.country;
  if (!isOurs || canonical(said) !== canonical(wanted)) throw new Refusal('SignatureInvalid', 'the desk signed another dispatch');
  await journal.write({ ...record, signed });
  return signed;
}

function canonical(said: Draft): string {
  return JSON.stringify(draft.parse(said));
}

async function accept({ connection, journal }: Deposit, foreign: ForeignDesk, signed: Signed): Promise<Accepted> {
  try {
    const { receipt, links } = await foreign.acceptDispatch(signed.manifest);
    await proveReceiptOf(receipt, signed.manifest, connection.directory);
    return { signed, links, isNew: true };
  } catch (error) {
    if (isRefusal(error, 'Replayed')) return { signed, links: [], isNew: false };
    if (error instanceof DeskRefusal && error.receipt) {
      await proveReceiptOf(error.receipt, signed.manifest, connection.directory);
      await connection.home.storeReceipt(signed.dispatchId, error.receipt);
      await journal.remove();
    }
    throw error;
  }
}

async function completed(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!isRefusal(error, 'AlreadyArrived')) throw error;
  }
}

interface Remains {
  readonly files: readonly FileHandle[];
  readonly record: SendRecord;
  readonly isNew: boolean;
}

interface Asking {
  readonly foreign: ForeignDesk;
  readonly dispatchId: string;
  readonly assertion: () => Promise<string>;
}

/** The documents that have not arrived, each with its parts that have. */
async function whatIsLeft({ files, record, isNew }: Remains, asking: Asking): Promise<readonly DocumentToSend[]> {
  const { foreign, dispatchId, assertion } = asking;
  const arrived = isNew ? [] : (await foreign.showDeposit(dispatchId, await assertion())).arrived;
  const documents: DocumentToSend[] = [];
  for (const [index, file] of files.entries()) {
    const prepared = record.files[index];
    if (!prepared || arrived.includes(prepared.entry.number)) continue;
    const { entry, identity, partSha256 } = prepared;
    const arrivedParts = isNew || !entry.parts ? new Set<number>() : await partsThere(prepared, asking);
    documents.push({ number: entry.number, file, identity, plan: entry.parts, partSha256, arrivedParts });
  }
  return documents;
}

async function partsThere({ entry, partSha256 }: PreparedFile, { foreign, dispatchId, assertion }: Asking): Promise<ReadonlySet<number>> {
  const { parts } = await foreign.listParts({ dispatchId, documentNumber: entry.number }, await assertion());
  return new Set(parts.filter((one) => partSha256[one.part - 1] === one.sha256).map((one) => one.part));
}

function bytesLeft({ identity, plan, arrivedParts }: DocumentToSend): number {
  return Math.max(0, identity.sizeBytes - (plan ? arrivedParts.size * plan.partSizeBytes : 0));
}
