import { decideAct, receiptOfAct } from '../../domain/act.ts';
import { type ActBody, actBody } from '../../domain/acts.ts';
import { isOnItsWay } from '../../domain/life-cycle.ts';
import { Refusal } from '../../domain/refusal.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import type { SignStatement } from '../aws/kms-signer.ts';
import { asPerson } from '../desk/home-door.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { dispatchIdOf, roleOf } from '../http/parameters.ts';
import { type Books, perform } from '../register/books.ts';
import { type DispatchRecord, findDispatch, requireDispatch } from '../register/dispatch-record.ts';
import { filed, issuedPlace, lineFor, movedOn, receiptBasis, standingIn } from '../register/receipts.ts';

export interface ActingDesk extends Books {
  readonly sign: SignStatement;
}

/**
 * A person of either country takes a step: decided on the register as it stands, signed, and written with its ledger line in one commit.
 * Of two who act at once the second is decided anew. Refuses what `decideAct` refuses, and NotFound for an answer or supplement that is no
 * dispatch of this country in reply to this one.
 */
export async function performAct(desk: ActingDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (by) => {
    const id = dispatchIdOf(request);
    const role = roleOf(request);
    const said = request.body(actBody);
    const outcome = await perform(desk, async () => {
      const record = await requireInBox(desk, id);
      const { dispatch, manifest, manifestJws } = record;
      const side = dispatch.box === 'in' ? 'addressee' : 'sender';
      const decided = decideAct(standingIn(dispatch), { person: by, role, side, sentBy: manifest.sentBy }, said);
      await requireOwnReply(desk, record, said);
      const basis = { ...receiptBasis(manifest, manifestJws, desk.world.now()), issuer: desk.country };
      const issued = receiptOfAct(basis, decided, { ...said, by });
      const receipt = await desk.sign(receiptStatement, issued);
      const changes = [filed(issued, receipt, issuedPlace(issued)), ...movedOn(dispatch, issued)];
      return { changes, line: lineFor(issued, receipt), answer: receipt };
    });
    return { status: 201, body: { receipt: outcome } };
  });
}

/** A rejected dispatch lies in no box: it answers as a missing one does. */
async function requireInBox({ store }: Books, id: string): Promise<DispatchRecord> {
  const record = await requireDispatch(store, id);
  if (record.dispatch.boxPk === undefined) throw new Refusal('NotFound');
  return record;
}

async function requireOwnReply({ store }: Books, { dispatch }: DispatchRecord, { answer, supplement }: ActBody): Promise<void> {
  const id = answer ?? supplement;
  if (id === undefined) return;
  const other = dispatch.box === 'in' ? dispatch.from : dispatch.to;
  const reply = (await findDispatch(store, id))?.dispatch;
  const isReply = reply?.box === 'out' && reply.to === other && reply.inReplyTo === dispatch.dispatchId;
  if (!isReply) throw new Refusal('NotFound', answer === undefined ? 'supplement' : 'answer');
  if (isOnItsWay(reply.state)) throw new Refusal('NotYetAvailable', `it is ${reply.state}`);
}
