import { memberOf } from '../../domain/directory.ts';
import { type DraftNotice, draftForComment } from '../../domain/draft-check.ts';
import { newDispatchId } from '../../domain/identifiers.ts';
import { Refusal } from '../../domain/refusal.ts';
import { draftStatement } from '../../domain/statement-kinds.ts';
import type { TimeRules } from '../../domain/urgency.ts';
import type { SignStatement } from '../aws/kms-signer.ts';
import { asPerson } from '../desk/home-door.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { roleOf } from '../http/parameters.ts';
import { type Books, perform } from '../register/books.ts';
import { requireDirectory } from '../register/directory-copy.ts';
import { draftEntered } from '../register/drafts.ts';
import type { ListingStore } from '../register/store.ts';

export interface DraftDesk extends Books {
  readonly store: ListingStore;
  readonly sign: SignStatement;
  readonly times: Pick<TimeRules, 'draftDays'>;
}

const dayMs = 24 * 3_600_000;

/** Signs a draft that a magistrate of this country wants to show the other side. It enters no inbox or outbox and can never be deposited. */
export async function signDraft(desk: DraftDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (sentBy) => {
    if (roleOf(request) !== 'magistrate') throw new Refusal('NotYourRole');
    const shown = request.body(draftForComment);
    if (shown.to === desk.country) throw new Refusal('AddressedToOneself');
    if (!memberOf(await requireDirectory(desk.store), shown.to)) throw new Refusal('UnknownAddressee');
    const now = desk.world.now();
    const notice: DraftNotice = {
      version: 1,
      what: 'draft for comment',
      isTransmission: false,
      draftId: newDispatchId(desk.world.randomBytes),
      from: desk.country,
      sentBy,
      issuedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + desk.times.draftDays * dayMs).toISOString(),
      ...shown,
    };
    const draft = await desk.sign(draftStatement, notice);
    await perform(desk, async () => ({
      changes: [draftEntered(notice, draft, 'DRAFTS-OUT')],
      line: { kind: 'DraftSigned', statementSha256: sha256Hex(draft), person: sentBy },
      answer: undefined,
    }));
    return { status: 201, body: { draft, remarks: [] } };
  });
}
