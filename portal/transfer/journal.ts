import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { HashedDocument } from '../../client/sending/deposit.ts';
import type { Signed } from '../../client/sending/hand-in.ts';
import type { Cover } from '../../domain/manifest.ts';

/**
 * A send that has not ended, kept in the browser (IndexedDB) so that a reload or a closed laptop loses nothing. It holds what the manifest
 * says, no bytes of documents and no token; whose it is keeps another person at the same browser from seeing it.
 */
export interface UnfinishedSend {
  readonly id: string;
  readonly country: string;
  readonly person: string;
  readonly begunAt: string;
  readonly cover: Cover;
  readonly documents: readonly HashedDocument[];
  /** In the order of the documents: what tells that a file is still the one that was hashed, short of hashing it again. */
  readonly files: readonly FileIdentity[];
  readonly signed?: Signed;
}

export interface FileIdentity {
  readonly name: string;
  readonly sizeBytes: number;
  readonly lastModified: number;
}

export interface Owner {
  readonly country: string;
  readonly person: string;
}

export function identityOf(file: File): FileIdentity {
  return { name: file.name, sizeBytes: file.size, lastModified: file.lastModified };
}

/** The person's own, newest first. */
export async function listUnfinished({ country, person }: Owner): Promise<readonly UnfinishedSend[]> {
  const all = await (await database()).getAll('sends');
  return all
    .filter((one) => one.country === country && one.person === person)
    .sort((one, other) => Date.parse(other.begunAt) - Date.parse(one.begunAt));
}

export async function keepUnfinished(send: UnfinishedSend): Promise<void> {
  await (await database()).put('sends', send);
}

export async function removeUnfinished(id: string): Promise<void> {
  await (await database()).delete('sends', id);
}

/**
 * Runs `work` unless another tab or window of this browser is sending the same dispatch (Web Locks): then answers `elsewhere` at once.
 */
export async function unlessElsewhere<Result>(id: string, work: () => Promise<Result>): Promise<Result | 'elsewhere'> {
  return navigator.locks.request(`send ${id}`, { ifAvailable: true }, (lock) => (lock ? work() : ('elsewhere' as const)));
}

interface Schema extends DBSchema {
  readonly sends: { readonly key: string; readonly value: UnfinishedSend };
}

let opened: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('liaison-exchange', 1, {
    upgrade: (db) => {
      db.createObjectStore('sends', { keyPath: 'id' });
    },
  });
  return opened;
}
