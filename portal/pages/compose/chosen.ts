import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { HashedDocument } from '../../../client/sending/deposit.ts';
import { isDocumentName, toDocumentName } from '../../../domain/document-name.ts';
import type { Limits } from '../../../domain/limits.ts';
import { prepareDocument } from '../../transfer/prepare.ts';
import type { Key } from '../../words/words.ts';

/** A document that the person chose. Its hash is computed from that moment on, while the form is filled in. */
export interface Chosen {
  readonly id: number;
  readonly file: File;
  /** In the dispatch. */
  readonly name: string;
  /** Why it cannot be sent. */
  readonly problem?: Key;
  readonly bytesHashed: ReadonlySignal<number>;
  readonly hashed: Signal<HashedDocument | undefined>;
  readonly error: Signal<unknown>;
  readonly cancel: () => void;
}

/** Takes files over, hashing each in turn. Names already taken and names that hide something are kept out with their reason. */
export function choose(files: readonly File[], already: readonly Chosen[], limits: Limits): readonly Chosen[] {
  const names = new Set(already.map(({ name }) => foldedName(name)));
  return files.map((file) => {
    const name = toDocumentName(file.name);
    const chosen = chosenAs(name, file, { names, limits });
    names.add(foldedName(name));
    return chosen;
  });
}

/** The same file under another name in the dispatch, if nothing stands against that one; the file itself keeps its own. */
export function renamed(
  { id, file }: Chosen,
  name: string,
  { all, limits }: { readonly all: readonly Chosen[]; readonly limits: Limits },
): Chosen {
  const names = new Set(all.filter((one) => one.id !== id && !one.problem).map((one) => foldedName(one.name)));
  return chosenAs(toDocumentName(name.trim()), file, { names, limits });
}

/** All hashed, numbered in the order shown; undefined while one is still being hashed. */
export function hashedDocuments(all: readonly Chosen[]): readonly HashedDocument[] | undefined {
  const documents = all.flatMap(({ hashed, problem }) => (hashed.value && !problem ? [hashed.value] : []));
  if (documents.length < all.length) return undefined;
  return documents.map((document, index) => ({ ...document, entry: { ...document.entry, number: index + 1 } }));
}

/** Names that a file system takes for the same one: whoever saves both loses one. */
export function foldedName(name: string): string {
  return toDocumentName(name).toLowerCase();
}

let lastId = 0;

interface Naming {
  /** Folded. */
  readonly names: ReadonlySet<string>;
  readonly limits: Limits;
}

function chosenAs(name: string, file: File, { names, limits }: Naming): Chosen {
  lastId += 1;
  const problem = !isDocumentName(name) ? 'compose.rename' : names.has(foldedName(name)) ? 'compose.twice' : undefined;
  return problem ? refused(file, name, problem) : hashing(file, name, limits);
}

function refused(file: File, name: string, problem: Key): Chosen {
  const none = signal(undefined);
  return { id: lastId, file, name, problem, bytesHashed: signal(0), hashed: none, error: none, cancel: () => {} };
}

function hashing(file: File, name: string, limits: Limits): Chosen {
  const bytesHashed = signal(0);
  const hashed = signal<HashedDocument | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const stop = new AbortController();
  const onBytes = (bytes: number): void => {
    bytesHashed.value += bytes;
  };
  prepareDocument(file, name, { limits, onBytes, signal: stop.signal }).then(
    (document) => {
      hashed.value = document;
    },
    (cause: unknown) => {
      if (!stop.signal.aborted) error.value = cause;
    },
  );
  return { id: lastId, file, name, bytesHashed, hashed, error, cancel: () => stop.abort() };
}
