import type { FileHandle } from 'node:fs/promises';
import type { UploadLink } from '../../domain/desk-api.ts';
import { type PartPlan, partBytes } from '../../domain/parts.ts';
import { isRefusal } from '../desk-refusal.ts';
import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { retrying, storageRetries } from '../retry.ts';
import { type FileIdentity, requireUnchanged } from './file-identity.ts';
import { type LinkBook, makeLinkBook, type SignLinks, type Unit } from './links.ts';
import { type FileRange, makePutter, type Putter } from './put.ts';
import { storageFailure, verdictOn } from './storage-answer.ts';

/** One document whose bytes are still to be sent, wholly or in part. */
export interface DocumentToSend {
  readonly number: number;
  readonly file: FileHandle;
  readonly identity: FileIdentity;
  readonly plan?: PartPlan;
  readonly partSha256: readonly string[];
  /** Numbers of the parts that are already there. */
  readonly arrivedParts: ReadonlySet<number>;
}

/** What the engine needs of the addressee's desk. */
export interface Desk {
  readonly signLinks: SignLinks;
  /** Ends a multipart upload. */
  readonly complete: (documentNumber: number) => Promise<void>;
}

export interface BytesToSend {
  readonly documents: readonly DocumentToSend[];
  readonly givenLinks: readonly UploadLink[];
  readonly onBytes: (bytes: number) => void;
}

/**
 * Sends every unit that has not arrived, several at a time, and completes each document in parts once its last part is there. Throws the
 * first failure after all lanes have stopped: FileChanged, ContentRefused, StorageRefused, Unreachable, or the desk's refusal.
 */
export async function sendBytes(work: BytesToSend, desk: Desk, host: Pick<Host, 'sleep' | 'random' | 'now'>): Promise<void> {
  const jobs = work.documents.flatMap(jobsOf);
  const left = new Map(work.documents.map((document) => [document.number, jobs.filter((job) => job.document === document).length]));
  const book = makeLinkBook(
    jobs.map((job) => job.unit),
    work.givenLinks,
    desk.signLinks,
  );
  const putter = makePutter(laneCount);
  const queue = jobs.values();
  let stopped = false;
  const lane = async (number: number): Promise<void> => {
    for (const job of queue) {
      if (stopped) return;
      await sendUnit({ job, book, putter, lane: number, isStopped: () => stopped }, host);
      work.onBytes(job.range.length);
      await finish(job);
    }
  };
  const finish = async ({ document }: Job): Promise<void> => {
    const rest = (left.get(document.number) ?? 0) - 1;
    left.set(document.number, rest);
    if (rest === 0 && document.plan) await desk.complete(document.number);
  };
  try {
    // a document whose every part had arrived before still lacks its completion
    for (const document of work.documents) if (left.get(document.number) === 0 && document.plan) await desk.complete(document.number);
    const lanes = Array.from({ length: laneCount }, (_, number) =>
      lane(number).catch((error) => {
        stopped = true;
        throw error;
      }),
    );
    const failed = (await Promise.allSettled(lanes)).find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  } finally {
    putter.close();
  }
}

/** Measured on two cores against a sink that hashes and writes: four are a third faster than one, more gain nothing. */
const laneCount = 4;
const maxSignings = 3;

interface Job {
  readonly document: DocumentToSend;
  readonly unit: Unit;
  readonly range: FileRange;
}

function jobsOf(document: DocumentToSend): readonly Job[] {
  const { number, file, identity, plan, partSha256, arrivedParts } = document;
  if (!plan) return [{ document, unit: { documentNumber: number }, range: { file, start: 0, length: identity.sizeBytes } }];
  return partSha256.flatMap((sha256, index) => {
    const part = index + 1;
    const range = { file, start: index * plan.partSizeBytes, length: partBytes(identity.sizeBytes, plan, part) };
    return arrivedParts.has(part) ? [] : [{ document, unit: { documentNumber: number, part: { part, sha256 } }, range }];
  });
}

interface UnitWork {
  readonly job: Job;
  readonly book: LinkBook;
  readonly putter: Putter;
  readonly lane: number;
  /** True once another lane failed for good: waiting for a better line is then pointless. */
  readonly isStopped: () => boolean;
}

async function sendUnit({ job, book, putter, lane, isStopped }: UnitWork, host: Pick<Host, 'sleep' | 'random' | 'now'>): Promise<void> {
  const { document, unit, range } = job;
  let signings = 0;
  const attempt = async (): Promise<void> => {
    await requireUnchanged(document.file, document.identity, document.number);
    const link = await currentLink(book, unit, host);
    await putter.put(link, range, lane);
  };
  const mayRepeat = (error: unknown): boolean => {
    const verdict = verdictOn(error);
    if (verdict === 'sign-again') book.forget(unit);
    if (isStopped()) return false;
    return verdict === 'repeat' || (verdict === 'sign-again' && ++signings <= maxSignings);
  };
  try {
    await retrying(attempt, mayRepeat, { ...storageRetries, sleep: host.sleep, random: host.random });
  } catch (error) {
    // the bytes of an earlier attempt arrived although its answer did not
    if ((verdictOn(error) === 'exists' && !unit.part) || isRefusal(error, 'AlreadyArrived')) return;
    throw await explained(error, document);
  }
}

async function currentLink(book: LinkBook, unit: Unit, host: Pick<Host, 'now'>): Promise<UploadLink> {
  const link = await book.linkFor(unit);
  if (Date.parse(link.expiresAt) > host.now().getTime()) return link;
  book.forget(unit);
  return book.linkFor(unit);
}

async function explained(error: unknown, document: DocumentToSend): Promise<unknown> {
  if (verdictOn(error) === 'content-refused') {
    await requireUnchanged(document.file, document.identity, document.number);
    return new Failure('ContentRefused', `document ${document.number}`, { cause: error });
  }
  return storageFailure(error);
}
