import { proofOutcome } from '../../domain/proof-report.ts';
import { proofStatement } from '../../domain/statement-kinds.ts';
import type { SignStatement } from '../aws/kms-signer.ts';
import { asPerson } from '../desk/home-door.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { type Books, perform } from '../register/books.ts';

export interface ProofSigningDesk extends Books {
  readonly sign: SignStatement;
}

/** Signs that one of the country's magistrates brought this outcome of a proof, now. The ledger keeps that it did. */
export async function signProof(desk: ProofSigningDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (person) => {
    const outcome = request.body(proofOutcome);
    const issuedAt = desk.world.now().toISOString();
    const jws = await desk.sign(proofStatement, { version: 1, issuer: desk.country, by: person, issuedAt, ...outcome });
    const remark = `report ${outcome.reportSha256}, ${outcome.holds ? 'holds' : 'does not hold'}`;
    await perform(desk, async () => ({
      changes: [],
      line: { kind: 'ProofSigned', statementSha256: sha256Hex(jws), person, remark },
      answer: undefined,
    }));
    return { status: 201, body: { proof: jws } };
  });
}
