import { bringCase, type StaleDispatch } from '../client/case-file.ts';
import type { Connection } from '../client/connection.ts';
import type { CaseQuery } from '../domain/desk-api.ts';
import type { DispatchSource, PackageSource } from './contents.ts';

/** What a package is made of, as the home desk holds it after the other desks were asked. */
export interface Collected {
  readonly source: Omit<PackageSource, 'directoryJws'>;
  /** Dispatches whose newest receipts could not be brought. */
  readonly stale: readonly StaleDispatch[];
}

/** Brings the statements of a case together, from either country the same. Throws the home desk's refusals: NotFound where there is no such case. */
export async function collectCase(query: CaseQuery, connection: Connection): Promise<Collected> {
  const { file, stale } = await bringCase(query, connection);
  const dispatches: DispatchSource[] = [];
  for (const { dispatchId } of file.dispatches) {
    const { manifest, receipts } = await connection.home.showDispatch(dispatchId);
    dispatches.push({ manifest, receipts });
  }
  return { source: { case: file.case, isWhole: file.isWhole, dispatches }, stale };
}
