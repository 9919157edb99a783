import { type LedgerEntry, ledgerBytes, ledgerEntry, ledgerGenesis } from '../../domain/ledger.ts';
import { Refusal } from '../../domain/refusal.ts';
import { sha256Hex } from '../hash.ts';
import type { World } from '../world.ts';
import { headItem, keys } from './items.ts';
import { type Change, putNew, read, replace, type Store } from './store.ts';

/** A country's register and ledger, and what it takes to write both. */
export interface Books {
  readonly country: string;
  readonly store: Store;
  readonly world: World;
}

/** A ledger line before it has its place in the chain. */
export type Line = Pick<LedgerEntry, 'kind' | 'dispatchId' | 'statementSha256' | 'person' | 'remark'>;

/** One act: what changes in the register, its line in the ledger, and what the caller is told. No changes and no line: nothing to do. */
export interface Act<Answer> {
  readonly changes: readonly Change[];
  readonly line?: Line;
  readonly answer: Answer;
}

const maxAttempts = 8;

/**
 * Decides and writes in one transaction, register and ledger together. Where somebody else wrote meanwhile, `decide` is asked again:
 * it must read whatever it decides on. Throws Busy, with nothing changed, after several attempts.
 */
export async function perform<Answer>(books: Books, decide: () => Promise<Act<Answer>>): Promise<Answer> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const act = await decide();
    if (act.changes.length === 0 && !act.line) return act.answer;
    if (await isWritten(books, act)) return act.answer;
    await backOff(books, attempt);
  }
  throw new Refusal('Busy');
}

/** False where a change of the act itself met something unexpected; the head of the ledger alone is tried again here. */
async function isWritten(books: Books, { changes, line }: Act<unknown>): Promise<boolean> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const outcome = await books.store.commit([...changes, ...(line ? await appended(books, line) : [])]);
    if (outcome.done) return true;
    if (outcome.unmet.some((index) => index < changes.length)) return false;
    await backOff(books, attempt);
  }
  throw new Refusal('Busy');
}

async function appended({ country, store, world }: Books, line: Line): Promise<readonly Change[]> {
  const head = await read(store, keys.head, headItem);
  const sequence = (head?.sequence ?? 0) + 1;
  const entry = ledgerEntry.parse({ ...line, country, sequence, at: world.now().toISOString(), previous: head?.hash ?? ledgerGenesis });
  const hash = sha256Hex(ledgerBytes(entry));
  const moved = head ? replace(head, { sequence, hash }) : putNew({ ...keys.head, revision: 1, sequence, hash });
  return [{ table: 'ledger', item: entry }, moved];
}

/** Full jitter: up to 25 ms, then up to twice as long each time, at most 800 ms. */
async function backOff({ world }: Books, attempt: number): Promise<void> {
  const ceilingMs = Math.min(25 * 2 ** attempt, 800);
  const [byte = 0] = world.randomBytes(1);
  await world.pause((ceilingMs * byte) / 255);
}
