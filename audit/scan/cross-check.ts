import { type Answer, recordId } from '../answer/answer.ts';
import type { Asked } from '../ask/asked.ts';
import type { LogEvent } from '../record.ts';
import { type Archive, scan } from './scan.ts';

/** Asks the raw archive the same question and tells the differences: records that only one side has, or whose shown values differ. */
export async function crossCheck(answer: Answer, asked: Asked, archive: Archive): Promise<Answer> {
  const { found, recordsRead, unread } = await scan(archive, asked);
  const scanned = new Map(found.map(({ id, event }) => [id, shownOf(answer.columns, event)] as const));
  const answered = new Map(answer.rows.map(({ proof, values }) => [recordId(proof), JSON.stringify(values)] as const));
  const onlyInAnswer = [...answered].filter(([id, values]) => scanned.get(id) !== values).map(([id]) => id);
  const onlyInScan = [...scanned].filter(([id, values]) => answered.get(id) !== values).map(([id]) => id);
  const agrees = answer.isWhole && onlyInAnswer.length === 0 && onlyInScan.length === 0;
  return { ...answer, crossCheck: { agrees, recordsRead, filesUnread: unread.length, onlyInAnswer, onlyInScan } };
}

/** The values of a record as an answer with these columns shows them, as JSON. */
export function shownOf(columns: readonly string[], event: LogEvent): string {
  const values = new Map<string, string | null>(Object.entries(event));
  return JSON.stringify(columns.map((name) => values.get(name) ?? null));
}
