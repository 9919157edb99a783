import * as z from 'zod/mini';
import { countryCode, dispatchId, instant, sha256Hex } from './identifiers.ts';

/**
 * One line of a country's ledger: every receipt issued or received, every statement signed, every refusal. `previous` is the hash of
 * the line before, so that none can be taken out or changed without breaking all later ones.
 */
export const ledgerEntry = z.strictObject({
  country: countryCode,
  sequence: z.int().check(z.minimum(1)),
  at: instant,
  kind: z.string().check(z.regex(/^[A-Z][A-Za-z]{2,63}$/)),
  dispatchId: z.optional(dispatchId),
  /** SHA-256 of the JWS that this line records. */
  statementSha256: z.optional(sha256Hex),
  /** Who acted, where it was a person. */
  person: z.optional(z.string().check(z.maxLength(64))),
  /** Code of the refusal or a short machine-made remark, never case data. */
  remark: z.optional(z.string().check(z.maxLength(200))),
  previous: sha256Hex,
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

/** `previous` of the first line. */
export const ledgerGenesis = '0'.repeat(64);

/** The bytes that are hashed: the entry's fields in this fixed order, as JSON. */
export function ledgerBytes(entry: LedgerEntry): Uint8Array {
  const { country, sequence, at, kind, dispatchId: id, statementSha256, person, remark, previous } = ledgerEntry.parse(entry);
  return new TextEncoder().encode(
    JSON.stringify([country, sequence, at, kind, id ?? null, statementSha256 ?? null, person ?? null, remark ?? null, previous]),
  );
}

/** The first sequence number at which the chain breaks; undefined where it is whole. `sha256` gives lower-case hex. */
export function firstBreak(entries: readonly LedgerEntry[], sha256: (bytes: Uint8Array) => string): number | undefined {
  let previous = ledgerGenesis;
  for (const [index, entry] of entries.entries()) {
    if (entry.sequence !== index + 1 || entry.previous !== previous) return index + 1;
    previous = sha256(ledgerBytes(entry));
  }
  return undefined;
}
