import type * as z from 'zod/mini';

/** Two tables of one country, as the logic sees them: whole items in, whole items out, and one atomic commit. */
export interface Store {
  /** The item as it stands now (strongly consistent); undefined where there is none. */
  readonly get: (key: Key) => Promise<unknown>;
  /** Writes all changes or none. Throws Busy where the tables cannot be reached in time. */
  readonly commit: (changes: readonly Change[]) => Promise<Outcome>;
}

/** The few functions that must find items without knowing their keys have this one, and the right to Query. */
export interface ListingStore extends Store {
  /** Every item below `pk`, sort keys ascending (strongly consistent). */
  readonly list: (pk: string) => Promise<readonly unknown[]>;
  /** Items below `pk` whose sort keys begin so. */
  readonly below: (pk: string, prefix: string) => Promise<readonly unknown[]>;
  /** Dispatches with that reference that lie in a box, oldest first; the index may lag behind by a moment. */
  readonly ofCase: (reference: string, limit: number) => Promise<readonly unknown[]>;
  /** Dispatches of one box, newest first; the index may lag behind by a moment. */
  readonly box: (page: BoxPage) => Promise<readonly unknown[]>;
  /** The text `tally` of every entry of one partition of the index `box`, in no order. */
  readonly tallies: (boxPk: string) => Promise<readonly string[]>;
  /** Entries of an agenda, earliest first; the index may lag behind by a moment. */
  readonly agenda: (page: AgendaPage) => Promise<readonly unknown[]>;
}

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export interface BoxPage {
  readonly boxPk: 'IN' | 'OUT' | 'DRAFTS-IN' | 'DRAFTS-OUT';
  readonly limit: number;
  /** The last item of the page before. */
  readonly after?: Key & { readonly boxSk: string };
}

/** What the clock has to do; what is due in the inbox; what is due in the outbox. */
export type AgendaName = 'CLOCK' | 'DUE-IN' | 'DUE-OUT';

export interface AgendaPage {
  readonly boxPk: AgendaName;
  readonly limit: number;
  /** Only entries whose moment is no later than this. @default - all */
  readonly until?: string;
  /** The last entry of the page before. */
  readonly after?: Key & { readonly boxSk: string };
}

export type Change = RegisterChange | LedgerChange;

/** `expects`: no such item yet; the revision that was read; or anything, for an item that says the same whoever writes it. */
export interface RegisterChange {
  readonly table: 'register';
  readonly item: Key & Readonly<Record<string, unknown>>;
  readonly expects: 'absent' | 'anything' | { readonly revision: number };
}

/** Lines are only ever added. */
export interface LedgerChange {
  readonly table: 'ledger';
  readonly item: { readonly country: string; readonly sequence: number } & Readonly<Record<string, unknown>>;
}

/** `unmet`: positions of the changes whose expectation did not hold; empty where another writer was merely at work at the same time. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly unmet: readonly number[] };

export function putNew(item: RegisterChange['item']): RegisterChange {
  return { table: 'register', item, expects: 'absent' };
}

export function putAnyway(item: RegisterChange['item']): RegisterChange {
  return { table: 'register', item, expects: 'anything' };
}

/** Replaces an item that was read, unless somebody else changed it meanwhile. */
export function replace<Stored extends Key & { readonly revision: number }>(item: Stored, changed: Partial<Stored>): RegisterChange {
  return { table: 'register', item: { ...item, ...changed, revision: item.revision + 1 }, expects: { revision: item.revision } };
}

/** Reads an item and holds it against its schema. */
export async function read<Stored>(store: Store, key: Key, schema: z.ZodMiniType<Stored>): Promise<Stored | undefined> {
  const found = await store.get(key);
  return found === undefined ? undefined : schema.parse(found);
}
