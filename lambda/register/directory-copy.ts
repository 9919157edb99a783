import type { WorkingCalendar } from '../../domain/calendar.ts';
import { type Directory, type DirectoryEntry, memberOf, signerIn } from '../../domain/directory.ts';
import { directoryStatement } from '../../domain/directory-statement.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement } from '../../domain/statement.ts';
import { sha256Hex } from '../hash.ts';
import { directoryItem, keys } from './items.ts';
import { piecesOf, textOf } from './pieces.ts';
import { putNew, type RegisterChange, read, replace, type Store } from './store.ts';

/** The directory that this desk accepted last: it was verified then. */
export interface DirectoryCopy {
  readonly jws: string;
  readonly directory: Directory;
  readonly item: ReturnType<typeof directoryItem.parse>;
}

export async function findDirectory(store: Store): Promise<DirectoryCopy | undefined> {
  const item = await read(store, keys.directory, directoryItem);
  if (!item) return undefined;
  const jws = await textOf(store, keys.directory.pk, item.pieces);
  // the pieces are read one by one: while a new directory is being written they could mix with the old ones
  if (sha256Hex(jws) !== item.sha256) throw new Refusal('Busy');
  return { jws, directory: peekStatement(directoryStatement, jws), item };
}

/** Throws DirectoryMissing where none was ever accepted. */
export async function requireDirectory(store: Store): Promise<Directory> {
  const copy = await findDirectory(store);
  if (!copy) throw new Refusal('DirectoryMissing');
  return copy.directory;
}

/** Throws SignerUnknown where the directory names no such member: nothing it signed can be verified. */
export async function requireMember(store: Store, country: string): Promise<DirectoryEntry> {
  const member = memberOf(await requireDirectory(store), country);
  if (!member) throw new Refusal('SignerUnknown');
  return member;
}

/** Whose statements still verify: a member, or a country that was one. Throws SignerUnknown for any other. */
export async function requireSigner(store: Store, country: string): Promise<Pick<DirectoryEntry, 'signingKeys'>> {
  const signer = signerIn(await requireDirectory(store), country);
  if (!signer) throw new Refusal('SignerUnknown');
  return signer;
}

/** The changes that take in a directory, unless another was taken in meanwhile. */
export function takenIn(copy: DirectoryCopy | undefined, jws: string, sequence: number): readonly RegisterChange[] {
  const pieces = piecesOf(keys.directory.pk, jws);
  const stored = { sequence, sha256: sha256Hex(jws), pieces: pieces.length };
  const head = copy ? replace(copy.item, stored) : putNew({ ...keys.directory, revision: 1, ...stored });
  return [head, ...pieces];
}

/** This country's working calendar as the directory gives it now; undefined where it does not name the country. */
export async function ownCalendar({
  store,
  country,
}: {
  readonly store: Store;
  readonly country: string;
}): Promise<WorkingCalendar | undefined> {
  const copy = await findDirectory(store);
  return copy && memberOf(copy.directory, country)?.profile;
}
