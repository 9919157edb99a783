import type { DispatchSummary } from '../domain/desk-api.ts';
import type { HomeDesk } from './desk-client.ts';

/**
 * The dispatches that this country sent in reply to one, newest first. A reply is younger than what it answers: the outbox is read back to
 * that moment and no further.
 */
export async function repliesTo(
  { dispatchId, issuedAt }: Pick<DispatchSummary, 'dispatchId' | 'issuedAt'>,
  home: Pick<HomeDesk, 'listDispatches'>,
): Promise<readonly DispatchSummary[]> {
  const found: DispatchSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await home.listDispatches({ box: 'out', limit: 100, ...(cursor && { cursor }) });
    found.push(...page.dispatches.filter(({ inReplyTo }) => inReplyTo === dispatchId));
    const oldest = page.dispatches.at(-1);
    // clocks of two countries may differ by a little
    cursor = oldest && Date.parse(oldest.issuedAt) > Date.parse(issuedAt) - skewMs ? page.cursor : undefined;
  } while (cursor !== undefined);
  return found;
}

const skewMs = 15 * 60_000;
