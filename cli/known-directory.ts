import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import * as z from 'zod';
import { type Directory, type DirectoryEntry, memberOf } from '../domain/directory.ts';
import { Refusal } from '../domain/refusal.ts';
import { directoryKeyOf, directoryStatement, verifyStatement } from '../domain/statement.ts';
import { fetchText } from './desk-http.ts';
import { Failure } from './failure.ts';
import type { Place } from './place.ts';
import { readPrivate, writePrivate } from './private-file.ts';
import type { Pause } from './retry.ts';

/** A directory whose signature holds, as it was signed, and the fingerprint (RFC 7638 thumbprint) of the key that signed it. */
export interface KnownDirectory {
  readonly jws: string;
  readonly directory: Directory;
  readonly fingerprint: string;
}

export interface FetchedDirectory extends KnownDirectory {
  /** True where nothing but this very answer says that the key is the right one. */
  readonly firstUse: boolean;
}

/** Verifies a directory with the key in its own header. Who that key belongs to, only its fingerprint tells. */
export async function readDirectory(jws: string): Promise<KnownDirectory> {
  const { kid, jwk } = directoryKeyOf(jws);
  const fingerprint = await calculateJwkThumbprint(jwk, 'sha256');
  if (kid !== fingerprint) throw new Refusal('DirectoryRefused', 'the key id is not the thumbprint of the key');
  const { payload } = await verifyStatement(directoryStatement, jws, [{ kid, jwk, notBefore: new Date(0).toISOString() }]);
  return { jws, directory: payload, fingerprint };
}

/**
 * Fetches and verifies the directory. The fingerprint of its key is kept on first use; later another key is refused
 * (DirectoryKeyChanged) unless `trusted` names exactly its fingerprint, and so is a sequence number lower than one seen before.
 */
export async function fetchDirectory(place: Place, trusted: string | undefined, pause: Pause): Promise<FetchedDirectory> {
  const known = await readDirectory((await fetchText(place.directoryUrl, pause)).trim());
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

/** The country's entry. Throws NoSuchMember. */
export function requireMember(directory: Directory, country: string): DirectoryEntry {
  const member = memberOf(directory, country);
  if (!member) throw new Failure('NoSuchMember', `${country}; members: ${directory.members.map((one) => one.country).join(', ')}`);
  return member;
}

const pinFile = z.record(z.string(), z.strictObject({ fingerprint: z.string(), sequence: z.int() }));

function requireTrusted(fingerprint: string, pinned: string | undefined, trusted: string | undefined): void {
  const wanted = trusted ?? pinned;
  if (wanted !== undefined && wanted !== fingerprint) {
    throw new Failure('DirectoryKeyChanged', `got ${fingerprint}, wanted ${wanted}`);
  }
}
