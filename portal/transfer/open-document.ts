import { type ReadonlySignal, signal } from '@preact/signals';
import { safeAddress } from '../../client/address.ts';
import type { Connection } from '../../client/connection.ts';
import { Failure } from '../../client/failure.ts';
import { type Clock, type Pause, retrying, storageRetries } from '../../client/retry.ts';
import { StorageAnswer, storageFailure, verdictOn } from '../../client/sending/storage-answer.ts';
import type { DocumentEntry } from '../../domain/manifest.ts';
import { type Meter, makeMeter } from './meter.ts';
import { bytesWorker, Stopped } from './worker-port.ts';

export interface DocumentToOpen {
  readonly connection: Connection;
  readonly dispatchId: string;
  readonly document: DocumentEntry;
  readonly host: Pause & Clock;
}

/** A document on its way to the person. */
export interface Opening extends Omit<Meter, 'add' | 'begin'> {
  readonly phase: ReadonlySignal<'receiving' | 'done' | 'differs' | 'failed' | 'cancelled'>;
  readonly error: ReadonlySignal<unknown>;
  readonly cancel: () => void;
}

/**
 * Brings a document into the page's private folder, compares its SHA-256 with the signed one, and only then hands it over as a download:
 * bytes that differ never reach the person. A broken line is taken up again where it broke, with a new link; nothing is held in memory.
 */
export function openDocument(wanted: DocumentToOpen): Opening {
  const meter = makeMeter();
  const phase = signal<'receiving' | 'done' | 'differs' | 'failed' | 'cancelled'>('receiving');
  const error = signal<unknown>(undefined);
  const stop = new AbortController();
  bring(wanted, meter, stop.signal).then(
    (verdict) => {
      phase.value = verdict;
    },
    (cause: unknown) => {
      error.value = cause;
      phase.value = cause instanceof Stopped ? 'cancelled' : 'failed';
    },
  );
  return { ...meter, phase, error, cancel: () => stop.abort() };
}

/** Documents of earlier visits: what was not finished, or was handed over and is no longer needed. */
export async function removeLeftovers(): Promise<void> {
  const folder = await privateFolder();
  if (!folder) return;
  for await (const name of folder.keys()) {
    if (name.startsWith(prefix)) await folder.removeEntry(name).catch(() => {});
  }
}

const prefix = 'document-';

async function bring(wanted: DocumentToOpen, meter: Meter, stopped: AbortSignal): Promise<'done' | 'differs'> {
  const { dispatchId, document } = wanted;
  const name = `${prefix}${dispatchId}-${document.number}`;
  // what was pieced together over a broken line is fetched once more in one piece before anybody is alarmed
  for (let round = 1; round <= 2; round += 1) {
    const received = await receiveAll(wanted, { name, meter, stopped });
    if (received.sha256 === document.sha256) {
      await handOver(name, document.name);
      return 'done';
    }
    await (await privateFolder())?.removeEntry(name).catch(() => {});
    if (received.attempts === 1) break;
  }
  return 'differs';
}

interface Receiving {
  readonly name: string;
  readonly meter: Meter;
  readonly stopped: AbortSignal;
}

/** Gives the SHA-256 of all bytes; a first answer that is too long counts as one that differs. */
async function receiveAll(
  wanted: DocumentToOpen,
  { name, meter, stopped }: Receiving,
): Promise<{ readonly sha256: string | undefined; readonly attempts: number }> {
  const { host, document } = wanted;
  let attempts = 0;
  const attempt = async (): Promise<string> => {
    attempts += 1;
    meter.begin(document.sizeBytes);
    const url = await linkFor(wanted);
    return bytesWorker.get({ url, name, sizeBytes: document.sizeBytes }, { signal: stopped, onBytes: meter.add });
  };
  let signings = 0;
  const isTransient = (cause: unknown): boolean => {
    if (stopped.aborted) return false;
    if (isUnsatisfiable(cause)) return ++signings <= maxSignings;
    const verdict = verdictOn(cause);
    return verdict === 'repeat' || (verdict === 'sign-again' && ++signings <= maxSignings);
  };
  try {
    return { sha256: await retrying(attempt, isTransient, { ...storageRetries, ...host }), attempts };
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'DownloadDiffers') return { sha256: undefined, attempts };
    throw storageFailure(cause);
  }
}

const maxSignings = 3;

/** What lies in the folder is longer than the object (416): the worker begins anew. */
function isUnsatisfiable(cause: unknown): boolean {
  return cause instanceof StorageAnswer && cause.status === 416;
}

async function linkFor({ connection, dispatchId, document }: DocumentToOpen): Promise<string> {
  const place = { dispatchId, documentNumber: document.number };
  const { token } = await connection.home.issueToken(place);
  const link = await connection.home.signDownload(place, token);
  return safeAddress(link.url, connection.allowPlainHttp).href;
}

/** A download of the file in the private folder, under the document's own name; the browser copies it without loading it. */
async function handOver(name: string, documentName: string): Promise<void> {
  const folder = await privateFolder();
  const file = await folder?.getFileHandle(name).then((handle) => handle.getFile());
  if (!file) throw new Failure('FolderUnwritable');
  const url = URL.createObjectURL(file.slice(0, file.size, 'application/octet-stream'));
  const link = globalThis.document.createElement('a');
  link.href = url;
  link.download = documentName;
  link.click();
  // the copy may take minutes; the address dies with the page at the latest
  setTimeout(() => URL.revokeObjectURL(url), 10 * 60_000);
}

async function privateFolder(): Promise<(FileSystemDirectoryHandle & { keys: () => AsyncIterable<string> }) | undefined> {
  try {
    return await navigator.storage.getDirectory();
  } catch {
    return undefined;
  }
}
