import type { DispatchDetail } from '../domain/desk-api.ts';
import type { Directory } from '../domain/directory.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { Connection } from './connection.ts';
import type { HomeDesk } from './desk-client.ts';
import { proveManifest, proveReceiptOf, statementSha256 } from './evidence.ts';

/** A receipt that verified, as it was signed. */
export interface KeptReceipt {
  readonly jws: string;
  readonly receipt: Receipt;
  /** Over the compact JWS. */
  readonly sha256: string;
}

/**
 * Every receipt of a dispatch, verified, oldest first. Its sender asks the addressee's desk for the new ones and stores them at home; its
 * addressee has them at home already. Throws SignatureInvalid or SignerUnknown before anything is stored.
 */
export async function bringReceipts(detail: DispatchDetail, connection: Connection): Promise<readonly KeptReceipt[]> {
  const { manifest, dispatchId } = detail;
  await proveManifest(manifest, connection.directory);
  const found = detail.box === 'out' ? await fromAddressee(connection, detail) : [];
  const known = new Set(detail.receipts);
  const fresh = found.filter((jws) => !known.has(jws));
  const kept = await keepReceipts({ ...connection, dispatchId, manifest, receipts: fresh });
  const all = [...(await proven(detail.receipts, manifest, connection.directory)), ...kept];
  return all.sort((one, other) => Date.parse(one.receipt.issuedAt) - Date.parse(other.receipt.issuedAt));
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
  for (const { jws } of kept) await home.storeReceipt(dispatchId, jws);
  return kept;
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

async function fromAddressee({ home, deskOf }: Connection, { dispatchId, to }: DispatchDetail): Promise<readonly string[]> {
  const { assertion } = await home.signAssertion(dispatchId);
  return (await deskOf(to).showDeposit(dispatchId, assertion)).receipts;
}
