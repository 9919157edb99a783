import { chunkItem } from './items.ts';
import { putAnyway, type RegisterChange } from './store.ts';

/** An item holds at most 400 KB (Amazon DynamoDB quotas); compact JWS is ASCII. */
const chunkLength = 350_000;

/** Changes that lay a long text below `pk`, under sort keys `TEXT#0000`, `TEXT#0001`... */
export function chunksOf(pk: string, text: string): readonly RegisterChange[] {
  const count = Math.ceil(text.length / chunkLength);
  return Array.from({ length: count }, (_, index) =>
    putAnyway({
      pk,
      sk: `TEXT#${String(index).padStart(4, '0')}`,
      text: text.slice(index * chunkLength, (index + 1) * chunkLength),
      count,
    }),
  );
}

/** Puts the text together again from all items below its `pk`, which come sorted. A longer text that stood there before may have left more. */
export function textOf(items: readonly unknown[]): string {
  const chunks = items.flatMap((item) => {
    const parsed = chunkItem.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
  return chunks
    .slice(0, chunks[0]?.count)
    .map((chunk) => chunk.text)
    .join('');
}
