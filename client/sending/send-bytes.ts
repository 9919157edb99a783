import { isRefusal } from '../../client/desk-refusal.ts';
import { Failure } from '../../client/failure.ts';
import { type Clock, type Pause, retrying, storageRetries } from '../../client/retry.ts';
import { type LinkBook, makeLinkBook, type SignLinks, type Unit } from '../../client/sending/links.ts';
import { storageFailure, verdictOn } from '../../client/sending/storage-answer.ts';
import type { UploadLink } from '../../domain/desk-api.ts';
import { type PartPlan, partBytes } from '../../domain/parts.ts';

/** One document whose bytes are still to be sent, wholly or in part. */
export interface DocumentToSend {
  readonly number: number;
  readonly sizeBytes: number;
  readonly plan?: PartPlan;
  readonly partSha256: readonly string[];
  /** Numbers of the parts that are already there. */
  readonly arrivedParts: ReadonlySet<number>;
}

/** A stretch of a document. */
export interface Stretch {
  readonly documentNumber: number;
  readonly start: number;
  readonly length: number;
}

/** What the engine needs of the machine it runs on. */
export interface Bytes {
  /** Throws FileChanged unless the document's file is still the one that was hashed. */
  readonly requireUnchanged: (documentNumber: number) => Promise<void>;
  /** Resolves once S3 has the bytes. Throws StorageAnswer, LineBroken, or FileChanged. At most one put at a time in each lane. */
  readonly put: (link: Pick<UploadLink, 'url' | 'headers'>, stretch: Stretch, lane: number) => Promise<void>;
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
  readonly bytes: Bytes;
  /** Where it answers true, no further PUT begins and the engine stops with those under way. @default never */
  readonly isPaused?: () => boolean;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Sends every unit that has not arrived, several at a time, and completes each document in parts once its last part is there. Throws the
 * first failure after all lanes have stopped: FileChanged, ContentRefused, StorageRefused, Unreachable, or the desk's refusal.
 */
export async function sendBytes(work: BytesToSend, desk: Desk, host: Pause & Clock): Promise<void> {
  const jobs = work.documents.flatMap(jobsOf);
  const left = new Map(work.documents.map((document) => [document.number, jobs.filter((job) => job.document === document).length]));
  const book = makeLinkBook(
    jobs.map((job) => job.unit),
    work.givenLinks,
    desk.signLinks,
  );
  const queue = jobs.values();
  let stopped = false;
  const lane = async (number: number): Promise<void> => {
    for (const job of queue) {
      if (stopped || work.isPaused?.()) return;
      await sendUnit({ job, book, bytes: work.bytes, lane: number, isStopped: () => stopped }, host);
      work.onBytes(job.stretch.length);
      await finish(job);
    }
  };
  const finish = async ({ document }: Job): Promise<void> => {
    const rest = (left.get(document.number) ?? 0) - 1;
    left.set(document.number, rest);
    if (rest === 0 && document.plan) await desk.complete(document.number);
  };
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
}

/** Measured on two cores against a sink that hashes and writes: four are a third faster than one, more gain nothing. */
export const laneCount = 4;
const maxSignings = 3;

interface Job {
  readonly document: DocumentToSend;
  readonly unit: Unit;
  readonly stretch: Stretch;
}

function jobsOf(document: DocumentToSend): readonly Job[] {
  const { number, sizeBytes, plan, partSha256, arrivedParts } = document;
  if (!plan) return [{ document, unit: { documentNumber: number }, stretch: { documentNumber: number, start: 0, length: sizeBytes } }];
  return partSha256.flatMap((sha256, index) => {
    const part = index + 1;
    const stretch = { documentNumber: number, start: index * plan.partSizeBytes, length: partBytes(sizeBytes, plan, part) };
    return arrivedParts.has(part) ? [] : [{ document, unit: { documentNumber: number, part: { part, sha256 } }, stretch }];
  });
}

interface UnitWork {
  readonly job: Job;
  readonly book: LinkBook;
  readonly bytes: Bytes;
  readonly lane: number;
  /** True once another lane failed for good: waiting for a better line is then pointless. */
  readonly isStopped: () => boolean;
}

async function sendUnit({ job, book, bytes, lane, isStopped }: UnitWork, host: Pause & Clock): Promise<void> {
  const { unit, stretch } = job;
  let signings = 0;
  const attempt = async (): Promise<void> => {
    await bytes.requireUnchanged(unit.documentNumber);
    const link = await currentLink(book, unit, host);
    await bytes.put(link, stretch, lane);
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
    throw await explained(error, unit.documentNumber, bytes);
  }
}

async function currentLink(book: LinkBook, unit: Unit, host: Clock): Promise<UploadLink> {
  const link = await book.linkFor(unit);
  if (Date.parse(link.expiresAt) > host.now().getTime()) return link;
  book.forget(unit);
  return book.linkFor(unit);
}

async function explained(error: unknown, documentNumber: number, bytes: Bytes): Promise<unknown> {
  if (verdictOn(error) === 'content-refused') {
    await bytes.requireUnchanged(documentNumber);
    return new Failure('ContentRefused', `document ${documentNumber}`, { cause: error });
  }
  return storageFailure(error);
}
