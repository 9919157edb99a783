import type { AgendaPage, BoxPage, Change, Key, ListingStore, Outcome } from '../../../lambda/register/store.ts';

/** Register and ledger in memory, with the same promises: conditions hold for all changes of a commit or none is written. */
export interface MemoryStore extends ListingStore {
  readonly ledger: () => readonly Line[];
  readonly items: () => readonly Item[];
  /** Called before each commit: where a test lets somebody else write first, or the line break. */
  beforeCommit: (changes: readonly Change[]) => void | Promise<void>;
}

export type Item = Key & Readonly<Record<string, unknown>>;
export type Line = Readonly<Record<string, unknown>> & { readonly country: string; readonly sequence: number };

export function memoryStore(): MemoryStore {
  const register = new Map<string, Item>();
  const ledger = new Map<string, Line>();
  const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);
  const holds = (change: Change): boolean => {
    if (change.table === 'ledger') return !ledger.has(lineName(change.item));
    const found = register.get(nameOf(change.item));
    if (change.expects === 'anything') return true;
    return change.expects === 'absent' ? found === undefined : found?.revision === change.expects.revision;
  };
  const write = (change: Change): void => {
    const copy = structuredClone(change.item);
    if (change.table === 'ledger') ledger.set(lineName(change.item), { ...copy, ...change.item });
    else register.set(nameOf(change.item), JSON.parse(JSON.stringify(change.item)));
  };
  const sorted = (): Item[] => [...register.values()].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  const store: MemoryStore = {
    get: async (key) => register.get(nameOf(key)),
    list: async (pk) => sorted().filter((item) => item.pk === pk),
    below: async (pk, prefix) => sorted().filter((item) => item.pk === pk && item.sk.startsWith(prefix)),
    ofCase: async (reference, limit) =>
      sorted()
        .filter((item) => item.case === reference && item.boxSk !== undefined)
        .sort((one, other) => (String(one.boxSk) < String(other.boxSk) ? -1 : 1))
        .slice(0, limit),
    box: async (page) => boxPage(sorted(), page),
    tallies: async (boxPk) =>
      sorted()
        .filter((item) => item.boxPk === boxPk)
        .map(({ tally }) => String(tally)),
    agenda: async (page) => agendaPage(sorted(), page),
    commit: async (changes): Promise<Outcome> => {
      await store.beforeCommit(changes);
      const unmet = changes.flatMap((change, index) => (holds(change) ? [] : [index]));
      if (unmet.length > 0) return { done: false, unmet };
      changes.forEach(write);
      return { done: true };
    },
    ledger: () => [...ledger.values()],
    items: sorted,
    beforeCommit: () => undefined,
  };
  return store;
}

function lineName({ country, sequence }: Pick<Line, 'country' | 'sequence'>): string {
  return `${country} ${sequence}`;
}

function boxPage(items: readonly Item[], { boxPk, limit, after }: BoxPage): readonly Item[] {
  const inBox = items.filter((item) => item.boxPk === boxPk).sort((one, other) => (String(one.boxSk) > String(other.boxSk) ? -1 : 1));
  return inBox.filter((item) => after === undefined || String(item.boxSk) < after.boxSk).slice(0, limit);
}

function agendaPage(items: readonly Item[], { boxPk, limit, until, after }: AgendaPage): readonly Item[] {
  const inAgenda = items.filter((item) => item.boxPk === boxPk).sort((one, other) => (String(one.boxSk) < String(other.boxSk) ? -1 : 1));
  const isLater = ({ boxSk }: Item): boolean => after === undefined || String(boxSk) > after.boxSk;
  return inAgenda.filter((item) => isLater(item) && (until === undefined || String(item.boxSk) <= `${until}#~`)).slice(0, limit);
}
