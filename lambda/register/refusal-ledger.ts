import { Refusal } from '../../domain/refusal.ts';
import { sha256Hex } from '../hash.ts';
import { type Books, perform } from './books.ts';
import { keys, refusalItem } from './items.ts';
import { putNew, read, replace } from './store.ts';

/** Who was refused: the bearer of a statement that verified, or a person of the own country. Never a stranger. */
export type Refused =
  | { readonly statementSha256: string; readonly dispatchId: string; readonly person: string }
  | { readonly person: string; readonly dispatchId?: string };

const dayMs = 24 * 60 * 60 * 1000;

/** A "no" to what was asked; malformed requests (400, 413), missing credentials (401) and outages (503) are lines of the log only. */
const evidential: ReadonlySet<number> = new Set([403, 404, 409, 422]);

/**
 * Does an act and writes its refusal into the ledger. Bounded: only verified signers and own people get lines, and the same "no" to the
 * same statement, or to the same person about the same dispatch, gets one line a day. Junk that does not verify cannot grow the ledger.
 */
export async function recordingRefusals<Answer>(books: Books, refused: Refused, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refusal && evidential.has(error.status)) await record(books, refused, error);
    throw error;
  }
}

async function record(books: Books, refused: Refused, { code }: Refusal): Promise<void> {
  const key = keys.refusal(sha256Hex(JSON.stringify(refused)), code);
  await perform(books, async () => {
    const now = books.world.now();
    const last = await read(books.store, key, refusalItem);
    if (last && last.expiresAt * 1000 > now.getTime()) return { changes: [], answer: undefined };
    const expiresAt = Math.floor((now.getTime() + dayMs) / 1000);
    const mark = last ? replace(last, { expiresAt }) : putNew({ ...key, revision: 1, expiresAt });
    return { changes: [mark], line: { kind: 'Refusal', remark: code, ...refused }, answer: undefined };
  });
}
