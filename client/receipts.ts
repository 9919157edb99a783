import type { DispatchDetail } from '../domain/desk-api.ts';
import type { Directory } from '../domain/directory.ts';
import { isAct, isKnown, type ReadableReceipt } from '../domain/receipt.ts';
import type { Connection } from './connection.ts';
import type { HomeDesk } from './desk-client.ts';
import { proveManifest, proveReceiptOf, statementSha256 } from './evidence.ts';

/** A receipt that verified, as it was signed. */
export interface KeptReceipt {
  readonly jws: string;
  readonly receipt: ReadableReceipt;
  /** Over the compact JWS. */
  readonly sha256: string;
}

/**
 * Every receipt of a dispatch, verified, in the order in which things happened. Its sender asks the addressee's desk for the new ones,
 * stores them at home, and brings that desk the receipts of the own acts that it lacks; its addressee has all of them at home already.
 * Throws SignatureInvalid or SignerUnknown before anything is stored.
 */
export async function bringReceipts(detail: DispatchDetail, connection: Connection): Promise<readonly KeptReceipt[]> {
  await proveManifest(detail.manifest, connection.directory);
  const known = await proven(detail.receipts, detail.manifest, connection.directory);
  return inOrder(detail.box === 'out' ? [...known, ...(await exchange(detail, connection, known))] : known);
}

export interface ReceiptsToKeep {
  readonly dispatchId: string;
  readonly manifest: string;
  readonly receipts: readonly string[];
  readonly home: HomeDesk;
  readonly directory: Directory;
}

/** Verifies receipts and stores them at the home desk. Throws SignatureInvalid or SignerUnknown before anything is stored. */
export async function keepReceipts({ dispatchId, manifest, receipts, home, directory }: ReceiptsToKeep): Promise<readonly KeptReceipt[]> {
  const kept = await proven(receipts, manifest, directory);
  // a desk stores what it knows: a step of a newer desk stays with that one until this one is renewed
  const storable = kept.filter(({ receipt }) => isKnown(receipt) && receipt.issuer === receipt.to);
  for (const { jws } of storable) await home.storeReceipt(dispatchId, jws);
  return kept;
}

/**
 * Acts follow their steps, since the clocks of two desks may disagree; everything else stands at its time. The log tells when somebody read
 * to the second only: within one second what must come first does.
 */
export function inOrder(all: readonly KeptReceipt[]): readonly KeptReceipt[] {
  const steps = all.flatMap(({ receipt }) => (isAct(receipt) ? [receipt] : [])).sort((one, other) => one.step - other.step);
  const times = new Map<ReadableReceipt, number>();
  let latest = 0;
  for (const act of steps) {
    latest = Math.max(latest, Date.parse(act.issuedAt));
    times.set(act, latest);
  }
  // the receipt of a reading is made when the log tells of it: it stands where somebody read
  const momentOf = (receipt: ReadableReceipt): string => (receipt.event === 'ContentHandover' ? receipt.at : receipt.issuedAt);
  const placeOf = ({ receipt }: KeptReceipt): readonly number[] => {
    const time = times.get(receipt) ?? Date.parse(momentOf(receipt));
    return [Math.floor(time / 1000), ranks[receipt.event] ?? afterThese, time, isAct(receipt) ? receipt.step : 0];
  };
  return all
    .map((kept) => ({ kept, place: placeOf(kept) }))
    .sort((one, other) => one.place.map((value, index) => value - (other.place[index] ?? 0)).find((difference) => difference !== 0) ?? 0)
    .map(({ kept }) => kept);
}

/** Nothing arrives before it is accepted, and nobody reads what has not arrived. */
const ranks: Readonly<Record<string, number>> = { SubmissionAcceptance: 0, ContentConsignment: 1, ContentHandover: 2 };
const afterThese = 3;

/** Each side learns what only the other knew. */
async function exchange(
  { dispatchId, manifest, to, receipts }: DispatchDetail,
  { home, deskOf, directory }: Connection,
  known: readonly KeptReceipt[],
): Promise<readonly KeptReceipt[]> {
  const { assertion } = await home.signAssertion(dispatchId);
  const there = (await deskOf(to).showDeposit(dispatchId, assertion)).receipts;
  const fresh = await keepReceipts({ dispatchId, manifest, receipts: there.filter((jws) => !receipts.includes(jws)), home, directory });
  const untold = known.filter(({ jws, receipt }) => receipt.issuer === receipt.from && !there.includes(jws));
  for (const { jws } of untold) await deskOf(to).takeReceipt(dispatchId, jws, assertion);
  return fresh;
}

function proven(all: readonly string[], manifest: string, directory: Directory): Promise<KeptReceipt[]> {
  return Promise.all(
    all.map(async (jws) => ({
      jws,
      receipt: (await proveReceiptOf(jws, manifest, directory)).payload,
      sha256: await statementSha256(jws),
    })),
  );
}
