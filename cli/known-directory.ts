import { join } from 'node:path';
import * as z from 'zod';
import { fetchText } from '../client/desk-http.ts';
import { type KnownDirectory, readDirectory } from '../client/directory.ts';
import { Failure } from '../client/failure.ts';
import type { Pause } from '../client/retry.ts';
import type { Place } from './place.ts';
import { readPrivate, writePrivate } from './private-file.ts';

export interface FetchedDirectory extends KnownDirectory {
  /** True where nothing but this very answer says that the key is the right one. */
  readonly firstUse: boolean;
}

/**
 * Fetches and verifies the directory. The fingerprint of its key is kept on first use; later another key is refused
 * (DirectoryKeyChanged) unless `trusted` names exactly its fingerprint, and so is a sequence number lower than one seen before.
 */
export async function fetchDirectory(place: Place, trusted: string | undefined, pause: Pause): Promise<FetchedDirectory> {
  const known = await readDirectory((await textAt(place.directoryUrl, pause)).trim());
  const path = join(place.stateFolder, 'directories.json');
  const pins = (await readPrivate(path, pinFile)) ?? {};
  const pin = pins[place.directoryUrl];
  const { fingerprint, directory } = known;
  requireTrusted(fingerprint, pin?.fingerprint, trusted);
  const sameKey = pin?.fingerprint === fingerprint;
  if (sameKey && directory.sequence < pin.sequence) throw new Failure('DirectoryOutdated', `${directory.sequence}, seen ${pin.sequence}`);
  if (!sameKey || directory.sequence > pin.sequence) {
    await writePrivate(path, { ...pins, [place.directoryUrl]: { fingerprint, sequence: directory.sequence } });
  }
  return { ...known, firstUse: pin === undefined && trusted === undefined };
}

/** Throws NoExchange where the address answers, and as no directory does. */
async function textAt(url: string, pause: Pause): Promise<string> {
  try {
    return await fetchText(url, pause);
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'UnexpectedAnswer')) throw error;
    const where = `the address answers and is no directory's: ${error.detail}; it is the output DirectoryUrl of the stack Directory`;
    throw new Failure('NoExchange', where, { cause: error });
  }
}

const pinFile = z.record(z.string(), z.strictObject({ fingerprint: z.string(), sequence: z.int() }));

function requireTrusted(fingerprint: string, pinned: string | undefined, trusted: string | undefined): void {
  const wanted = trusted ?? pinned;
  if (wanted !== undefined && wanted !== fingerprint) {
    throw new Failure('DirectoryKeyChanged', `got ${fingerprint}, wanted ${wanted}`);
  }
}
