import type { FileHandle } from 'node:fs/promises';
import type { UploadLink } from '../../domain/desk-api.ts';
import { safeAddress } from '../address.ts';
import type { ForeignDesk } from '../desk-client.ts';
import { isRefusal } from '../desk-refusal.ts';
import type { Host } from '../host.ts';
import type { Output } from '../output.ts';
import { assertionsFor } from './assertions.ts';
import { type HandedIn, handIn, type Send } from './hand-in.ts';
import type { SendRecord } from './journal.ts';
import { closeAll, openUnchanged, type PreparedFile } from './prepare.ts';
import { type Desk, type DocumentToSend, sendBytes } from './send-bytes.ts';

export interface Deposited {
  readonly dispatchId: string;
  readonly manifest: string;
  readonly assertion: () => Promise<string>;
}

/** Has the manifest signed and accepted, and every byte sent. Goes on where an earlier run of the same journal stopped. */
export async function deposit(send: Send, host: Host, output: Pick<Output, 'progress'>): Promise<Deposited> {
  const { connection, cover, record } = send;
  const handedIn = await handIn(send);
  const { dispatchId, manifest } = handedIn;
  const assertion = assertionsFor(connection.home, dispatchId, host.now);
  const asking = { dispatchId, assertion, foreign: connection.deskOf(cover.to), allowPlainHttp: connection.place.allowPlainHttp };
  const files = await openUnchanged(record.files);
  try {
    await sendLeft({ ...asking, ...handedIn, files, record }, host, output);
  } catch (error) {
    if (!isRefusal(error, 'PartsMissing')) throw error;
    // S3 ended an upload without making a document of it (409 on completion): it is begun again, once
    await sendLeft({ ...asking, links: [], isNew: false, files, record }, host, output);
  } finally {
    await closeAll(files);
  }
  return { dispatchId, manifest, assertion };
}

interface Asking {
  readonly foreign: ForeignDesk;
  readonly dispatchId: string;
  readonly assertion: () => Promise<string>;
  readonly allowPlainHttp: boolean;
}

interface Remains extends Asking, Pick<HandedIn, 'links' | 'isNew'> {
  readonly files: readonly FileHandle[];
  readonly record: SendRecord;
}

async function sendLeft(remains: Remains, host: Host, output: Pick<Output, 'progress'>): Promise<void> {
  const documents = await whatIsLeft(remains);
  const totalBytes = documents.reduce((sum, document) => sum + bytesLeft(document), 0);
  const progress = output.progress('Sending', totalBytes);
  const givenLinks = safe(remains.links, remains);
  await sendBytes({ documents, givenLinks, onBytes: progress.advance }, deskFor(remains), host).finally(progress.end);
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

function safe(links: readonly UploadLink[], { allowPlainHttp }: Asking): readonly UploadLink[] {
  for (const { url } of links) safeAddress(url, allowPlainHttp);
  return links;
}

/** The documents that have not arrived, each with its parts that have. */
async function whatIsLeft(remains: Remains): Promise<readonly DocumentToSend[]> {
  const { files, record, isNew, foreign, dispatchId, assertion } = remains;
  const arrived = isNew ? [] : (await foreign.showDeposit(dispatchId, await assertion())).arrived;
  const documents: DocumentToSend[] = [];
  for (const [index, file] of files.entries()) {
    const prepared = record.files[index];
    if (!prepared || arrived.includes(prepared.entry.number)) continue;
    const { entry, identity, partSha256 } = prepared;
    const arrivedParts = isNew || !entry.parts ? new Set<number>() : await partsThere(prepared, remains);
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
