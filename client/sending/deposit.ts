import type { UploadLink } from '../../domain/desk-api.ts';
import type { DocumentEntry } from '../../domain/manifest.ts';
import { safeAddress } from '../address.ts';
import type { Connection } from '../connection.ts';
import type { ForeignDesk } from '../desk-client.ts';
import { isRefusal } from '../desk-refusal.ts';
import type { Clock, Pause } from '../retry.ts';
import { assertionsFor } from './assertions.ts';
import { type HandedIn, handIn, type Send } from './hand-in.ts';
import { type Bytes, type Desk, type DocumentToSend, sendBytes } from './send-bytes.ts';

/** A send whose documents are hashed. */
export interface Deposit extends Omit<Send, 'documents'>, AcceptedDeposit {
  readonly cover: Send['cover'];
}

export interface AcceptedDeposit {
  readonly connection: Connection;
  readonly cover: Pick<Send['cover'], 'to'>;
  readonly documents: readonly HashedDocument[];
  readonly bytes: Bytes;
  /** Says how many bytes are still to be sent; what it answers is told of each stretch that arrived. */
  readonly progress: (totalBytes: number) => { readonly advance: (bytes: number) => void; readonly end: () => void };
  /** @default never */
  readonly isPaused?: () => boolean;
}

export interface HashedDocument {
  readonly entry: DocumentEntry;
  /** In order; empty for a document that goes in one PUT. */
  readonly partSha256: readonly string[];
}

export interface Deposited {
  readonly dispatchId: string;
  readonly manifest: string;
  readonly assertion: () => Promise<string>;
}

/** Has the manifest signed and accepted, and every byte sent. Goes on where an earlier run of the same journal stopped. */
export async function deposit(work: Deposit, host: Pause & Clock): Promise<Deposited> {
  const handedIn = await handIn({ ...work, documents: work.documents.map(({ entry }) => entry) });
  return depositAccepted(work, handedIn, host);
}

/** Sends what has not arrived of an accepted dispatch, in the name of a person of the sender or, from a sealed bundle, of the addressee. */
export async function depositAccepted(work: AcceptedDeposit, handedIn: HandedIn, host: Pause & Clock): Promise<Deposited> {
  const { connection, cover } = work;
  const { dispatchId, manifest } = handedIn;
  const assertion = assertionsFor(connection.home, dispatchId, host.now);
  const asking = { work, dispatchId, assertion, foreign: connection.deskOf(cover.to) };
  try {
    await sendLeft({ ...asking, ...handedIn }, host);
  } catch (error) {
    if (!isRefusal(error, 'PartsMissing') || work.isPaused?.()) throw error;
    // S3 ended an upload without making a document of it (409 on completion): it is begun again, once
    await sendLeft({ ...asking, links: [], isNew: false }, host);
  }
  return { dispatchId, manifest, assertion };
}

interface Asking {
  readonly work: AcceptedDeposit;
  readonly foreign: ForeignDesk;
  readonly dispatchId: string;
  readonly assertion: () => Promise<string>;
}

type Remains = Asking & Pick<HandedIn, 'links' | 'isNew'>;

async function sendLeft(remains: Remains, host: Pause & Clock): Promise<void> {
  const { work } = remains;
  const documents = await whatIsLeft(remains);
  const progress = work.progress(documents.reduce((sum, document) => sum + bytesLeft(document), 0));
  const givenLinks = safe(remains.links, remains);
  const { bytes, isPaused } = work;
  await sendBytes({ documents, givenLinks, bytes, isPaused, onBytes: progress.advance }, deskFor(remains), host).finally(progress.end);
}

function deskFor(asking: Asking): Desk {
  const { foreign, dispatchId, assertion } = asking;
  return {
    signLinks: async (documentNumber, parts) =>
      safe((await foreign.signUpload({ dispatchId, documentNumber }, parts, await assertion())).links, asking),
    complete: async (documentNumber) => {
      try {
        await foreign.completeUpload({ dispatchId, documentNumber }, await assertion());
      } catch (error) {
        if (!isRefusal(error, 'AlreadyArrived')) throw error;
      }
    },
  };
}

function safe(links: readonly UploadLink[], { work }: Asking): readonly UploadLink[] {
  for (const { url } of links) safeAddress(url, work.connection.allowPlainHttp);
  return links;
}

/** The documents that have not arrived, each with its parts that have. */
async function whatIsLeft(remains: Remains): Promise<readonly DocumentToSend[]> {
  const { work, isNew, foreign, dispatchId, assertion } = remains;
  const arrived = isNew ? [] : (await foreign.showDeposit(dispatchId, await assertion())).arrived;
  const documents: DocumentToSend[] = [];
  for (const document of work.documents) {
    const { entry, partSha256 } = document;
    if (arrived.includes(entry.number)) continue;
    const arrivedParts = isNew || !entry.parts ? new Set<number>() : await partsThere(document, remains);
    documents.push({ number: entry.number, sizeBytes: entry.sizeBytes, plan: entry.parts, partSha256, arrivedParts });
  }
  return documents;
}

async function partsThere({ entry, partSha256 }: HashedDocument, { foreign, dispatchId, assertion }: Asking): Promise<ReadonlySet<number>> {
  const { parts } = await foreign.listParts({ dispatchId, documentNumber: entry.number }, await assertion());
  return new Set(parts.filter((one) => partSha256[one.part - 1] === one.sha256).map((one) => one.part));
}

function bytesLeft({ sizeBytes, plan, arrivedParts }: DocumentToSend): number {
  return Math.max(0, sizeBytes - (plan ? arrivedParts.size * plan.partSizeBytes : 0));
}
