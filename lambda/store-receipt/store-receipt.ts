import { isBySide } from '../../domain/acts.ts';
import { storeReceiptBody } from '../../domain/desk-api.ts';
import { type DispatchState, standingAfter } from '../../domain/life-cycle.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { Refusal } from '../../domain/refusal.ts';
import { requireKeyValidAt, verifyStatement } from '../../domain/statement.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import { type ForeignDoor, withDeposit } from '../desk/assertion.ts';
import { asPerson } from '../desk/home-door.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { dispatchIdOf } from '../http/parameters.ts';
import { type Books, perform } from '../register/books.ts';
import { requireSigner } from '../register/directory-copy.ts';
import { type DispatchRecord, requireDispatch } from '../register/dispatch-record.ts';
import { filed, isFiled, movedOn, receivedPlace, standingIn } from '../register/receipts.ts';

/**
 * Takes in a receipt that the addressee's desk issued for a dispatch of this country. Refuses what the addressee did not sign and what is
 * about another manifest. The same receipt twice is one; receipts in any order end in the same state.
 */
export async function storeReceipt(books: Books, request: DeskRequest): Promise<Answer> {
  return asPerson(books, request, async (person) => {
    const id = dispatchIdOf(request);
    const { receipt: jws } = request.body(storeReceiptBody);
    const { dispatch } = await requireDispatch(books.store, id, 'out');
    const receipt = await verifiedReceipt(books, jws, dispatch.to);
    return { status: 200, body: { state: await keep(books, { id, jws, receipt, person, box: 'out' }) } };
  });
}

/**
 * Takes in a receipt that the sender's desk issued for a dispatch to this country: a withdrawal, a supplement, a closing. Its sender's
 * magistrate brings it with an assertion. The same promises as `storeReceipt`.
 */
export async function takeReceipt(door: ForeignDoor, request: DeskRequest): Promise<Answer> {
  return withDeposit(door, request, async ({ record, person }) => {
    const { receipt: jws } = request.body(storeReceiptBody);
    const receipt = await verifiedReceipt(door, jws, record.dispatch.from);
    if (record.dispatch.boxPk === undefined) throw new Refusal('NotFound');
    return { status: 200, body: { state: await keep(door, { id: record.dispatch.dispatchId, jws, receipt, person, box: 'in' }) } };
  });
}

interface Received {
  readonly id: string;
  readonly jws: string;
  readonly receipt: Receipt;
  readonly person: string;
  readonly box: 'in' | 'out';
}

function keep(books: Books, { id, jws, receipt, person, box }: Received): Promise<DispatchState> {
  return perform(books, async () => {
    const record = await requireDispatch(books.store, id, box);
    requireAbout(record, receipt);
    const answer = standingAfter(standingIn(record.dispatch), receipt).state;
    if (await isFiled(books.store, receipt, receivedPlace(receipt, jws))) return { changes: [], answer };
    return {
      changes: [filed(receipt, jws, receivedPlace(receipt, jws)), ...movedOn(record.dispatch, receipt)],
      line: { kind: `${receipt.event}Received`, dispatchId: id, statementSha256: sha256Hex(jws), person },
      answer,
    };
  });
}

async function verifiedReceipt({ store }: Books, jws: string, issuer: string): Promise<Receipt> {
  // a country that left meanwhile: its receipts say what happened while it was a member
  const { signingKeys } = await requireSigner(store, issuer);
  const { payload, key } = await verifyStatement(receiptStatement, jws, signingKeys);
  requireKeyValidAt(key, payload.issuedAt);
  return payload;
}

function requireAbout({ dispatch }: DispatchRecord, receipt: Receipt): void {
  const { dispatchId, from, to, manifestSha256, box } = dispatch;
  const issuer = box === 'out' ? to : from;
  const isAbout = receipt.dispatchId === dispatchId && receipt.from === from && receipt.to === to && receipt.issuer === issuer;
  if (!isAbout) throw new Refusal('InvalidInput', 'the receipt is about another dispatch');
  if (receipt.manifestSha256 !== manifestSha256) throw new Refusal('InvalidInput', 'the receipt is about another manifest');
  if (!isBySide(receipt)) throw new Refusal('WrongSide');
}
