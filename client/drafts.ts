import type { DraftNotice, DraftRemark } from '../domain/draft-check.ts';
import { Refusal } from '../domain/refusal.ts';
import { draftStatement, remarkStatement } from '../domain/statement-kinds.ts';
import type { Connection } from './connection.ts';
import { prove, statementSha256 } from './evidence.ts';

/** A draft with what was said about it, each verified with its country's keys. */
export interface ReadDraft {
  readonly notice: DraftNotice;
  readonly remarks: readonly DraftRemark[];
}

/**
 * A draft as the own desk has it; where the own country showed it, with the remarks that the other desk has by now. Throws SignatureInvalid where
 * anything in it was not signed by whom it names.
 */
export async function readDraft({ home, directory, member, deskOf }: Connection, draftId: string): Promise<ReadDraft> {
  const own = await home.showDraft(draftId);
  const { payload: notice } = await prove(draftStatement, own.draft, { directory, signerOf: ({ from }) => from });
  const { remarks } = notice.from === member.country ? await deskOf(notice.to).takeDraft(own.draft) : own;
  const draftSha256 = await statementSha256(own.draft);
  const read = await Promise.all(
    remarks.map(async (jws) => {
      const { payload } = await prove(remarkStatement, jws, { directory, signerOf: ({ issuer }) => issuer });
      const isAbout = payload.issuer === notice.to && payload.draftId === notice.draftId && payload.draftSha256 === draftSha256;
      if (!isAbout) throw new Refusal('SignatureInvalid', 'a remark speaks of another draft');
      return payload;
    }),
  );
  return { notice, remarks: read };
}

/** Every draft of a box whose signature verifies, newest first. */
export async function listDrafts({ home, directory }: Connection, box: 'in' | 'out'): Promise<readonly DraftNotice[]> {
  const found: DraftNotice[] = [];
  let cursor: string | undefined;
  do {
    const page = await home.listDrafts({ box, ...(cursor && { cursor }) });
    for (const draft of page.drafts) found.push((await prove(draftStatement, draft, { directory, signerOf: ({ from }) => from })).payload);
    cursor = page.cursor;
  } while (cursor);
  return found;
}
