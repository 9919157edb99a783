import { type Assertion, assertionHeader, requireFresh } from '../../domain/assertion.ts';
import { compactJws } from '../../domain/identifiers.ts';
import type { Limits } from '../../domain/limits.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement, requireKeyValidAt, verifyStatement } from '../../domain/statement.ts';
import { assertionStatement } from '../../domain/statement-kinds.ts';
import { sha256Hex } from '../hash.ts';
import type { DeskRequest } from '../http/edge.ts';
import { dispatchIdOf } from '../http/parameters.ts';
import type { Books } from '../register/books.ts';
import { requireMember } from '../register/directory-copy.ts';
import { type DispatchRecord, requireDispatch } from '../register/dispatch-record.ts';
import { recordingRefusals } from '../register/refusal-ledger.ts';

/** A desk at its foreign door. */
export interface ForeignDoor extends Books {
  readonly limits: Limits;
}

/** A deposit, and the magistrate who asks about it: of the sender, or of this country, who brings what the sender sealed. */
export interface AssertedDeposit {
  readonly record: DispatchRecord;
  readonly person: string;
}

/**
 * Does something with a deposit in the name of the magistrate whom the request's assertion names: one of the sender's, or one of this country's
 * own who imports a sealed bundle; the documents are those that the sender's manifest names, whoever brings them. Refuses what is not signed
 * by a member, not for this desk, not fresh or not about this dispatch; somebody else's dispatch answers NotFound, as a missing one does.
 */
export async function withDeposit<Answer>(
  door: ForeignDoor,
  request: DeskRequest,
  act: (deposit: AssertedDeposit) => Promise<Answer>,
): Promise<Answer> {
  const id = dispatchIdOf(request);
  const jws = compactJws.safeParse(request.headers[assertionHeader]);
  if (!jws.success) throw new Refusal('NotSignedIn', `no header ${assertionHeader}`);
  const asserted = await verifiedAssertion(door, jws.data);
  const refused = { statementSha256: sha256Hex(jws.data), dispatchId: asserted.dispatchId, person: nameOf(asserted) };
  return recordingRefusals(door, refused, async () => {
    if (asserted.audience !== door.country) throw new Refusal('WrongAddressee');
    requireFresh(asserted, door.world.now(), {
      maxAgeSeconds: door.limits.assertionSeconds,
      clockSkewSeconds: door.limits.clockSkewSeconds,
    });
    if (asserted.dispatchId !== id) throw new Refusal('NotFound');
    const record = await requireDispatch(door.store, id, 'in');
    if (![record.dispatch.from, door.country].includes(asserted.issuer)) throw new Refusal('NotFound');
    return act({ record, person: nameOf(asserted) });
  });
}

async function verifiedAssertion({ store, world }: ForeignDoor, jws: string): Promise<Assertion> {
  const { issuer } = peekStatement(assertionStatement, jws);
  const { signingKeys } = await requireMember(store, issuer);
  const { payload, key } = await verifyStatement(assertionStatement, jws, signingKeys);
  requireKeyValidAt(key, payload.issuedAt);
  requireKeyValidAt(key, world.now().toISOString());
  return payload;
}

/** A person as sessions and ledger name them: country first. */
export function nameOf({ issuer, person }: Pick<Assertion, 'issuer' | 'person'>): string {
  return `${issuer}.${person}`.slice(0, 64);
}
