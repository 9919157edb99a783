import { type KnownDirectory, readDirectory } from '../client/directory.ts';
import { proveManifest, proveReceiptOf, statementSha256 } from '../client/evidence.ts';
import { inOrder, type KeptReceipt } from '../client/receipts.ts';
import { standingOf } from '../domain/life-cycle.ts';
import type { Manifest } from '../domain/manifest.ts';
import { deliveryOrder, isKnown } from '../domain/receipt.ts';

/** What a package is made of: everything else in it follows from this. */
export interface PackageSource {
  readonly case: string;
  readonly isWhole: boolean;
  readonly directoryJws: string;
  readonly dispatches: readonly DispatchSource[];
  /** JSON of `exchange audit ask … --format json`, and of `exchange audit prove … --json`. */
  readonly audit?: { readonly answer: string; readonly proof?: string };
}

export interface DispatchSource {
  /** Compact JWS, as stored. */
  readonly manifest: string;
  readonly receipts: readonly string[];
  /** By number; those that are not here are proven by their hashes. */
  readonly documents?: ReadonlyMap<number, Uint8Array>;
}

/** The same, verified and in order. */
export interface PackageContents {
  readonly case: string;
  readonly isWhole: boolean;
  readonly known: KnownDirectory;
  readonly dispatches: readonly DispatchContents[];
  readonly audit?: PackageSource['audit'];
}

export interface DispatchContents {
  readonly manifest: Manifest;
  readonly manifestJws: string;
  readonly manifestSha256: string;
  readonly receipts: readonly KeptReceipt[];
  readonly state: string;
  readonly documents: ReadonlyMap<number, Uint8Array>;
}

/** Verifies every statement and puts them in order, so that the same case gives the same package whoever asks. Throws what verification throws. */
export async function contentsOf(source: PackageSource): Promise<PackageContents> {
  const known = await readDirectory(source.directoryJws);
  const dispatches = await Promise.all(source.dispatches.map((one) => dispatchOf(one, known)));
  return { ...source, known, dispatches: dispatches.sort(byTime) };
}

async function dispatchOf({ manifest: manifestJws, receipts, documents = new Map() }: DispatchSource, { directory }: KnownDirectory) {
  const { payload: manifest } = await proveManifest(manifestJws, directory);
  const kept = await Promise.all(
    [...new Set(receipts)].map(async (jws): Promise<KeptReceipt> => {
      const { payload: receipt } = await proveReceiptOf(jws, manifestJws, directory);
      return { jws, receipt, sha256: await statementSha256(jws) };
    }),
  );
  const ordered = inOrder(kept.sort(byStepAndHash));
  const { state } = standingOf(ordered.map(({ receipt }) => receipt).filter(isKnown));
  return { manifest, manifestJws, manifestSha256: await statementSha256(manifestJws), receipts: ordered, state, documents };
}

/** Where times are the same: as desks do, and then in an order that does not depend on who asks. */
function byStepAndHash(one: KeptReceipt, other: KeptReceipt): number {
  const orderOf = ({ receipt }: KeptReceipt): number => deliveryOrder.map(String).indexOf(receipt.event);
  return orderOf(one) - orderOf(other) || (one.sha256 < other.sha256 ? -1 : 1);
}

function byTime({ manifest: one }: DispatchContents, { manifest: other }: DispatchContents): number {
  return `${one.issuedAt}#${one.dispatchId}` < `${other.issuedAt}#${other.dispatchId}` ? -1 : 1;
}
