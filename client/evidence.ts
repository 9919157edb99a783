import { isBySide } from '../domain/acts.ts';
import type { Directory, DirectoryEntry } from '../domain/directory.ts';
import { signerIn } from '../domain/directory.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { ProofReport } from '../domain/proof-report.ts';
import type { ReadableReceipt } from '../domain/receipt.ts';
import { Refusal } from '../domain/refusal.ts';
import { peekStatement, requireKeyValidAt, type StatementKind, verifyStatement } from '../domain/statement.ts';
import { entryStatement, manifestStatement, proofStatement, readableReceiptStatement } from '../domain/statement-kinds.ts';

/** A statement of which the directory alone shows who signed it. */
export interface Proven<Payload> {
  readonly payload: Payload;
  readonly signer: string;
  readonly kid: string;
}

/** Verifies a manifest with its sender's keys. Throws SignerUnknown, SignatureInvalid or InvalidInput. */
export function proveManifest(jws: string, directory: Directory): Promise<Proven<Manifest>> {
  return prove(manifestStatement, jws, { directory, signerOf: (manifest) => manifest.from });
}

/** Verifies a receipt with its issuer's keys. Only the party whose step it is issues it: another issuer is refused. */
export async function proveReceipt(jws: string, directory: Directory): Promise<Proven<ReadableReceipt>> {
  const proven = await prove(readableReceiptStatement, jws, { directory, signerOf: (receipt) => receipt.issuer });
  if (!isBySide(proven.payload)) throw new Refusal('SignerUnknown', 'the step is not that of the country that signed it');
  return proven;
}

/** Verifies a receipt, and that it speaks of exactly this manifest. */
export async function proveReceiptOf(jws: string, manifestJws: string, directory: Directory): Promise<Proven<ReadableReceipt>> {
  const proven = await proveReceipt(jws, directory);
  if (proven.payload.manifestSha256 !== (await statementSha256(manifestJws))) {
    throw new Refusal('SignatureInvalid', 'the receipt speaks of another manifest');
  }
  return proven;
}

/** Verifies a member's own entry with the keys that the directory gives for it. */
export function proveEntry(jws: string, directory: Directory): Promise<Proven<DirectoryEntry>> {
  return prove(entryStatement, jws, { directory, signerOf: (entry) => entry.country });
}

/** Verifies a country's word about a proof of isolation. */
export function proveProof(jws: string, directory: Directory): Promise<Proven<ProofReport>> {
  return prove(proofStatement, jws, { directory, signerOf: (report) => report.issuer });
}

/** What receipts call `manifestSha256`: over the compact JWS as it stands. */
export async function statementSha256(jws: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(jws));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface SignedBy<Payload> {
  readonly directory: Directory;
  readonly signerOf: (payload: Payload) => string;
}

/** Verifies a statement of any kind with the keys that the directory gives for its signer. */
export async function prove<Payload extends { readonly issuedAt: string }>(
  kind: StatementKind<Payload>,
  jws: string,
  { directory, signerOf }: SignedBy<Payload>,
): Promise<Proven<Payload>> {
  const signer = signerOf(peekStatement(kind, jws));
  const { payload, key } = await verifyStatement(kind, jws, signerIn(directory, signer)?.signingKeys ?? []);
  requireKeyValidAt(key, payload.issuedAt);
  return { payload, signer, kid: key.kid };
}
