import { ledgerQuery } from '../../domain/desk-api.ts';
import { ledgerEntry } from '../../domain/ledger.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { LinesAfter } from '../aws/dynamo-ledger.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { personOf, roleOf } from '../http/parameters.ts';
import { parse } from '../http/request.ts';

/**
 * Hands out the country's own ledger, a page at a time, as it is kept: whoever gets it checks the chain. For magistrates alone, since it
 * names everybody who acted. This function cannot write: a refusal here is a line of the log, not of the ledger.
 */
export async function showLedger(linesAfter: LinesAfter, request: DeskRequest): Promise<Answer> {
  personOf(request);
  if (roleOf(request) !== 'magistrate') throw new Refusal('NotYourRole');
  const { after, limit } = parse(ledgerQuery, request.query);
  const lines = (await linesAfter(after, limit + 1)).map((item) => ledgerEntry.parse(item));
  return { status: 200, body: { lines: lines.slice(0, limit), more: lines.length > limit } };
}
