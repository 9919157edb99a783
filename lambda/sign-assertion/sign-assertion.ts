import * as z from 'zod/mini';
import type { Assertion } from '../../domain/assertion.ts';
import type { Limits } from '../../domain/limits.ts';
import { assertionStatement } from '../../domain/statement-kinds.ts';
import type { SignStatement } from '../aws/kms-signer.ts';
import { asPerson } from '../desk/home-door.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { dispatchIdOf } from '../http/parameters.ts';
import { type Books, perform } from '../register/books.ts';
import { requireDispatch } from '../register/dispatch-record.ts';

export interface AssertingDesk extends Books {
  readonly limits: Limits;
  readonly sign: SignStatement;
}

/** Names the asking magistrate to the addressee's desk, for one dispatch and a few minutes. The addressee's desk is this one where a bundle is imported. */
export async function signAssertion(desk: AssertingDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (person) => {
    request.body(z.strictObject({}));
    const { dispatch } = await requireDispatch(desk.store, dispatchIdOf(request));
    const now = desk.world.now();
    const statement: Assertion = {
      version: 1,
      issuer: desk.country,
      audience: dispatch.to,
      person,
      dispatchId: dispatch.dispatchId,
      issuedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + desk.limits.assertionSeconds * 1000).toISOString(),
    };
    const jws = await desk.sign(assertionStatement, statement);
    await perform(desk, async () => ({
      changes: [],
      line: { kind: 'AssertionSigned', dispatchId: dispatch.dispatchId, statementSha256: sha256Hex(jws), person },
      answer: undefined,
    }));
    return { status: 201, body: { assertion: jws, audience: dispatch.to, expiresAt: statement.expiresAt } };
  });
}
