import { requireAcknowledgeable } from '../../domain/act.ts';
import { acknowledgeBody } from '../../domain/desk-api.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import { asPerson } from '../desk/home-door.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { dispatchIdOf } from '../http/parameters.ts';
import { perform } from '../register/books.ts';
import { requireDispatch } from '../register/dispatch-record.ts';
import { filed, issuedPlace, lineFor, movedOn, receiptBasis } from '../register/receipts.ts';
import type { ActingDesk } from './perform-act.ts';

/** A person of the addressee takes note of a dispatch, once, after somebody there has opened it: nobody acknowledges what nobody read. */
export async function acknowledgeDispatch(desk: ActingDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (by) => {
    const id = dispatchIdOf(request);
    const { fileNumber } = request.body(acknowledgeBody);
    const receipt = await perform(desk, async () => {
      const { dispatch, manifest, manifestJws } = await requireDispatch(desk.store, id, 'in');
      requireAcknowledgeable(dispatch.state);
      const basis = receiptBasis(manifest, manifestJws, desk.world.now());
      const issued: Receipt = { ...basis, event: 'Acknowledgement', by, ...(fileNumber && { fileNumber }) };
      const answer = await desk.sign(receiptStatement, issued);
      const changes = [filed(issued, answer, issuedPlace(issued)), ...movedOn(dispatch, issued)];
      return { changes, line: lineFor(issued, answer), answer };
    });
    return { status: 201, body: { receipt } };
  });
}
