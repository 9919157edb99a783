import { listQuery } from '../../domain/desk-api.ts';
import { isExpired } from '../../domain/draft-check.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement } from '../../domain/statement.ts';
import { draftStatement } from '../../domain/statement-kinds.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { dispatchIdOf, personOf } from '../http/parameters.ts';
import { parse } from '../http/request.ts';
import { type DraftBox, draftItem, findDraft, remarkItem, requireDraft } from '../register/drafts.ts';
import { keys } from '../register/items.ts';
import type { BoxPage, ListingStore } from '../register/store.ts';
import type { DraftDesk } from './sign-draft.ts';

/** Drafts that this country showed, or was shown, newest first; those whose time is over are left out. */
export async function listDrafts({ store, world }: DraftDesk, request: DeskRequest): Promise<Answer> {
  personOf(request);
  const { box, limit, cursor } = parse(listQuery, request.query);
  const boxPk = box === 'in' ? ('DRAFTS-IN' as const) : ('DRAFTS-OUT' as const);
  const after = cursor === undefined ? undefined : await placeOf(store, cursor, boxPk);
  const found = (await store.box({ boxPk, limit, after })).map((item) => draftItem.parse(item));
  const drafts = found.map(({ draft }) => draft).filter((draft) => !isExpired(peekStatement(draftStatement, draft), world.now()));
  const last = found.at(-1);
  return { status: 200, body: { drafts, ...(found.length === limit && last && { cursor: last.draftId }) } };
}

export async function showDraft({ store, world }: DraftDesk, request: DeskRequest): Promise<Answer> {
  personOf(request);
  const { item } = await requireDraft(store, dispatchIdOf(request), { now: world.now() });
  return { status: 200, body: { draft: item.draft, remarks: await remarksOn(store, item.draftId) } };
}

/** As they were signed, oldest first. */
export async function remarksOn(store: ListingStore, draftId: string): Promise<readonly string[]> {
  const items = await store.below(keys.draft(draftId).pk, 'REMARK#');
  return items.map((item) => remarkItem.parse(item).remark);
}

async function placeOf(store: ListingStore, cursor: string, boxPk: DraftBox): Promise<BoxPage['after']> {
  const record = await findDraft(store, cursor);
  if (record?.item.boxPk !== boxPk) throw new Refusal('InvalidInput', 'cursor');
  return { pk: record.item.pk, sk: record.item.sk, boxSk: record.item.boxSk };
}
