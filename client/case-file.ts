import type { CaseEntry, CaseFile, CaseQuery } from '../domain/desk-api.ts';
import type { Connection } from './connection.ts';
import { bringReceipts } from './receipts.ts';

/** A case as both countries know it, as far as the other desks answered. */
export interface BroughtCase {
  readonly file: CaseFile;
  /** Dispatches about which the addressee's desk said nothing that holds: they stand where this desk last learnt. */
  readonly stale: readonly StaleDispatch[];
}

export interface StaleDispatch {
  readonly dispatchId: string;
  /** DeskRefusal, Failure, or the Refusal of a receipt that does not verify. */
  readonly error: unknown;
}

/**
 * The case file of the home desk, after the addressees of what went out were asked for what happened there. A desk that does not
 * answer keeps the others from nothing. Throws the home desk's refusals: NotFound where the country has no such case.
 */
export async function bringCase(query: CaseQuery, connection: Connection): Promise<BroughtCase> {
  const { home } = connection;
  const known = await home.showCase(query);
  const sent = known.dispatches.filter(isUnsettled);
  const stale: StaleDispatch[] = [];
  for (const { dispatchId } of sent) {
    try {
      await bringReceipts(await home.showDispatch(dispatchId), connection);
    } catch (error) {
      stale.push({ dispatchId, error });
    }
  }
  return { file: sent.length === 0 ? known : await home.showCase(query), stale };
}

/** Something may have happened at the addressee's that this desk does not know. */
function isUnsettled({ box, state }: CaseEntry): boolean {
  return box === 'out' && state !== 'rejected' && state !== 'closed';
}
