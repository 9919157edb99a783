import * as z from 'zod/mini';
import { type DraftNotice, isExpired } from '../../domain/draft-check.ts';
import { dispatchId } from '../../domain/identifiers.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement } from '../../domain/statement.ts';
import { draftStatement } from '../../domain/statement-kinds.ts';
import { keys } from './items.ts';
import { putNew, type RegisterChange, read, type Store } from './store.ts';

export type DraftBox = 'DRAFTS-IN' | 'DRAFTS-OUT';

/** A draft in one of the two boxes that no dispatch ever lies in. */
export const draftItem = z.object({
  pk: z.string(),
  sk: z.literal('DRAFT'),
  boxPk: z.enum(['DRAFTS-IN', 'DRAFTS-OUT']),
  boxSk: z.string(),
  draftId: dispatchId,
  draft: z.string(),
  /** Epoch seconds: the table's time to live, which may delete late, so that the statement's own limit is checked as well. */
  expiresAt: z.int(),
});
export type DraftItem = z.infer<typeof draftItem>;

export const remarkItem = z.object({
  pk: z.string(),
  sk: z.string().check(z.startsWith('REMARK#')),
  remark: z.string(),
  expiresAt: z.int(),
});

export interface DraftRecord {
  readonly item: DraftItem;
  readonly notice: DraftNotice;
}

export async function findDraft(store: Store, id: string): Promise<DraftRecord | undefined> {
  const item = await read(store, keys.draft(id), draftItem);
  return item && { item, notice: peekStatement(draftStatement, item.draft) };
}

/** Throws NotFound where there is none in that box, DraftExpired where its time is over. */
export async function requireDraft(
  store: Store,
  id: string,
  { now, box }: { readonly now: Date; readonly box?: DraftBox },
): Promise<DraftRecord> {
  const record = await findDraft(store, id);
  if (!record || (box && record.item.boxPk !== box)) throw new Refusal('NotFound');
  if (isExpired(record.notice, now)) throw new Refusal('DraftExpired');
  return record;
}

export function draftEntered({ draftId, issuedAt, expiresAt }: DraftNotice, draft: string, boxPk: DraftBox): RegisterChange {
  return putNew({ ...keys.draft(draftId), boxPk, boxSk: `${issuedAt}#${draftId}`, draftId, draft, expiresAt: epochOf(expiresAt) });
}

export function epochOf(instant: string): number {
  return Math.ceil(Date.parse(instant) / 1000);
}
