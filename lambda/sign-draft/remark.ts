import { type DraftRemark, maxRemarks, remarkBody } from '../../domain/draft-check.ts';
import { Refusal } from '../../domain/refusal.ts';
import { remarkStatement } from '../../domain/statement-kinds.ts';
import { asPerson } from '../desk/home-door.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { dispatchIdOf } from '../http/parameters.ts';
import { perform } from '../register/books.ts';
import { requireDraft } from '../register/drafts.ts';
import { keys } from '../register/items.ts';
import { putNew } from '../register/store.ts';
import { remarksOn } from './show-drafts.ts';
import type { DraftDesk } from './sign-draft.ts';

/** A person of the country that was shown a draft says something about it. Refuses one's own drafts (NotFound) and those whose time is over. */
export async function remarkOnDraft(desk: DraftDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (by) => {
    const id = dispatchIdOf(request);
    const { text } = request.body(remarkBody);
    const remark = await perform(desk, async () => {
      const now = desk.world.now();
      const { item, notice } = await requireDraft(desk.store, id, { now, box: 'DRAFTS-IN' });
      const count = (await remarksOn(desk.store, id)).length;
      if (count >= maxRemarks) throw new Refusal('TooManyRemarks', `${count}, at most ${maxRemarks}`);
      const said: DraftRemark = {
        version: 1,
        what: 'remark on a draft',
        draftId: id,
        from: notice.from,
        to: notice.to,
        issuer: desk.country,
        by,
        issuedAt: now.toISOString(),
        draftSha256: sha256Hex(item.draft),
        text,
      };
      const answer = await desk.sign(remarkStatement, said);
      // numbered: of two at once the second is decided anew
      const place = { ...keys.draft(id), sk: `REMARK#${String(count + 1).padStart(4, '0')}` };
      const line = { kind: 'DraftRemarkSigned', statementSha256: sha256Hex(answer), person: by };
      return { changes: [putNew({ ...place, remark: answer, expiresAt: item.expiresAt })], line, answer };
    });
    return { status: 201, body: { remark } };
  });
}
