import { requireFresh } from '../../domain/assertion.ts';
import { type DraftNotice, isExpired, takeDraftBody } from '../../domain/draft-check.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement, requireKeyValidAt, verifyStatement } from '../../domain/statement.ts';
import { draftStatement } from '../../domain/statement-kinds.ts';
import { type ForeignDoor, nameOf } from '../desk/assertion.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { perform } from '../register/books.ts';
import { requireMember } from '../register/directory-copy.ts';
import { draftEntered, findDraft } from '../register/drafts.ts';
import { recordingRefusals } from '../register/refusal-ledger.ts';
import type { ListingStore } from '../register/store.ts';
import { remarksOn } from '../sign-draft/show-drafts.ts';

export interface DraftTakingDesk extends ForeignDoor {
  readonly store: ListingStore;
}

/**
 * Takes in a draft that another country's desk signed, and answers with the remarks that were made about it: whoever brings it again learns
 * the new ones. No receipt: nothing was transmitted. Refuses what does not verify, is for somebody else, is too old when it first comes, or
 * whose time is over.
 */
export async function takeDraft(desk: DraftTakingDesk, request: DeskRequest): Promise<Answer> {
  const { draft } = request.body(takeDraftBody);
  const notice = await verifiedNotice(desk, draft);
  const refused = {
    statementSha256: sha256Hex(draft),
    dispatchId: notice.draftId,
    person: nameOf({ issuer: notice.from, person: notice.sentBy }),
  };
  return recordingRefusals(desk, refused, async () => {
    if (notice.to !== desk.country) throw new Refusal('WrongAddressee');
    if (isExpired(notice, desk.world.now())) throw new Refusal('DraftExpired');
    await enter(desk, notice, draft);
    return { status: 200, body: { draft, remarks: await remarksOn(desk.store, notice.draftId) } };
  });
}

async function verifiedNotice({ store, world }: DraftTakingDesk, draft: string): Promise<DraftNotice> {
  const { from } = peekStatement(draftStatement, draft);
  const { signingKeys } = await requireMember(store, from);
  const { payload, key } = await verifyStatement(draftStatement, draft, signingKeys);
  requireKeyValidAt(key, payload.issuedAt);
  requireKeyValidAt(key, world.now().toISOString());
  return payload;
}

async function enter(desk: DraftTakingDesk, notice: DraftNotice, draft: string): Promise<void> {
  const { limits, store, world } = desk;
  await perform(desk, async () => {
    const known = await findDraft(store, notice.draftId);
    if (known && known.item.draft !== draft) throw new Refusal('Replayed');
    if (known) return { changes: [], answer: undefined };
    requireFresh({ issuedAt: notice.issuedAt }, world.now(), {
      maxAgeSeconds: limits.manifestFreshSeconds,
      clockSkewSeconds: limits.clockSkewSeconds,
    });
    const line = { kind: 'DraftTaken', statementSha256: sha256Hex(draft), person: nameOf({ issuer: notice.from, person: notice.sentBy }) };
    return { changes: [draftEntered(notice, draft, 'DRAFTS-IN')], line, answer: undefined };
  });
}
