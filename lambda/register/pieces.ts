import { keys, pieceItem } from './items.ts';
import { putAnyway, type RegisterChange, read, type Store } from './store.ts';

/** An item holds at most 400 KB (Amazon DynamoDB quotas); compact JWS is ASCII. */
const pieceLength = 350_000;

/** Changes that lay a long text below `pk`. */
export function piecesOf(pk: string, text: string): readonly RegisterChange[] {
  const count = Math.max(1, Math.ceil(text.length / pieceLength));
  return Array.from({ length: count }, (_, index) =>
    putAnyway({ ...keys.piece(pk, index), text: text.slice(index * pieceLength, (index + 1) * pieceLength) }),
  );
}

/** Puts a text together again from so many pieces. */
export async function textOf(store: Store, pk: string, pieces: number): Promise<string> {
  const found = await Promise.all(Array.from({ length: pieces }, (_, index) => read(store, keys.piece(pk, index), pieceItem)));
  return found.map((piece) => piece?.text ?? '').join('');
}
