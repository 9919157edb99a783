import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { safeAddress } from '../../client/address.ts';
import { Failure } from '../../client/failure.ts';
import { retrying, storageRetries } from '../../client/retry.ts';
import { LineBroken, storageFailure, verdictOn } from '../../client/sending/storage-answer.ts';
import type { DownloadLink } from '../../domain/desk-api.ts';
import type { DocumentEntry } from '../../domain/manifest.ts';
import { isMissing } from '../error-code.ts';
import type { Host } from '../host.ts';
import { getRange, Overlong } from './get.ts';
import { hashFile } from './hash-file.ts';
import { placeFile } from './place-file.ts';

export interface Download {
  readonly dispatchId: string;
  /** From the sender's manifest, which alone says what the document is. */
  readonly entry: DocumentEntry;
  readonly folder: string;
  readonly askLink: () => Promise<DownloadLink>;
  readonly allowPlainHttp: boolean;
  readonly onBytes: (bytes: number) => void;
}

export interface Downloaded {
  readonly path: string;
  /** True where the same document lay there already, and was not fetched again. */
  readonly kept: boolean;
}

/**
 * Fetches one document into the folder. Bytes gather in `<dispatch>-<number>.part`, which a later run continues; only what has the
 * manifest's SHA-256 gets the document's name, anything else is set aside as `.corrupt` (DownloadDiffers).
 */
export async function download(task: Download, host: Pick<Host, 'sleep' | 'random' | 'now'>): Promise<Downloaded> {
  const { entry, folder } = task;
  const there = join(folder, entry.name);
  if (await holds(there, entry)) {
    task.onBytes(entry.sizeBytes);
    return { path: there, kept: true };
  }
  const base = `${task.dispatchId}-${entry.number}`;
  const part = join(folder, `${base}.part`);
  const inherited = await sizeOf(part);
  let isWhole = await fetched(task, part, host);
  if (!isWhole && inherited > 0) {
    // what an interrupted run left may have been damaged on this disk: once more from the beginning before raising an alarm
    await rm(part);
    isWhole = await fetched(task, part, host);
  }
  if (isWhole) return { path: await placeFile(part, folder, entry.name), kept: false };
  throw new Failure('DownloadDiffers', await placeFile(part, folder, `${base}.corrupt`));
}

async function fetched(task: Download, part: string, host: Pick<Host, 'sleep' | 'random' | 'now'>): Promise<boolean> {
  try {
    await fetchAll(task, part, host);
    return await holds(part, task.entry);
  } catch (error) {
    if (error instanceof Overlong) return false;
    throw error;
  }
}

const maxSignings = 3;

async function fetchAll(task: Download, part: string, host: Pick<Host, 'sleep' | 'random' | 'now'>): Promise<void> {
  const { sizeBytes } = task.entry;
  if ((await sizeOf(part)) > sizeBytes) await rm(part);
  task.onBytes(await sizeOf(part));
  let link: DownloadLink | undefined;
  let signings = 0;
  const attempt = async (): Promise<void> => {
    const offset = await sizeOf(part);
    if (offset === sizeBytes && offset > 0) return;
    link = link && Date.parse(link.expiresAt) > host.now().getTime() ? link : await matchingLink(task);
    await getRange({ url: link.url, path: part, offset, sizeBytes, onBytes: task.onBytes });
    if ((await sizeOf(part)) < sizeBytes) throw new LineBroken('the answer was too short');
  };
  const mayRepeat = (error: unknown): boolean => {
    const verdict = verdictOn(error);
    if (verdict === 'sign-again') link = undefined;
    return verdict === 'repeat' || (verdict === 'sign-again' && ++signings <= maxSignings);
  };
  try {
    await retrying(attempt, mayRepeat, { ...storageRetries, sleep: host.sleep, random: host.random });
  } catch (error) {
    throw storageFailure(error);
  }
  await syncToDisk(part);
}

async function matchingLink({ askLink, entry, allowPlainHttp }: Download): Promise<DownloadLink> {
  const link = await askLink();
  safeAddress(link.url, allowPlainHttp);
  if (link.sha256 !== entry.sha256 || link.sizeBytes !== entry.sizeBytes) {
    throw new Failure('UnexpectedAnswer', `the link of document ${entry.number} is for other bytes than the manifest describes`);
  }
  return link;
}

/** True where the file is, on disk, exactly the document. */
async function holds(path: string, entry: DocumentEntry): Promise<boolean> {
  if ((await sizeOf(path)) !== entry.sizeBytes) return false;
  const file = await open(path, 'r').catch((cause) => {
    if (isMissing(cause)) return undefined;
    throw new Failure('FileUnreadable', path, { cause });
  });
  if (!file) return false;
  try {
    return (await hashFile({ file, sizeBytes: entry.sizeBytes, onBytes: () => {} })).sha256 === entry.sha256;
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
