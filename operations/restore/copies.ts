import { createHash } from 'node:crypto';
import type { LedgerEntry } from '../../domain/ledger.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { peekStatement } from '../../domain/statement.ts';
import { manifestStatement, readableReceiptStatement } from '../../domain/statement-kinds.ts';
import type { RegisterDispatch } from './compare.ts';

/** What another country's desk keeps of a dispatch: the statements of both sides. */
export interface Copies {
  readonly manifest: string;
  readonly receipts: readonly string[];
}

export interface CopiesFound {
  /** Statements about dispatches that the ledger names by their SHA-256, and how many of them a copy was found of. */
  readonly statements: number;
  readonly found: number;
  /** Kinds of those that nobody else keeps, with the dispatch. */
  readonly nowhereElse: readonly { readonly kind: string; readonly dispatchId: string }[];
  /** Dispatches whose manifest came back, proven by the ledger, and whose record then is whole and the same. */
  readonly whole: number;
  /** Came back, and does not fit what the register holds. */
  readonly differing: readonly string[];
}

/**
 * Holds copies against the ledger, which says what each statement's SHA-256 was: a copy that fits is as good as the original. Of a dispatch that
 * came in, the ledger does not name the manifest, but the own receipts that it names do. Pure.
 */
export function holdAgainst(
  ledger: readonly LedgerEntry[],
  copies: ReadonlyMap<string, Copies>,
  register: ReadonlyMap<string, RegisterDispatch>,
): CopiesFound {
  const named = ledger.flatMap(({ dispatchId, kind, statementSha256 }) =>
    dispatchId && statementSha256 && !notKept.has(kind) ? [{ dispatchId, kind, statementSha256 }] : [],
  );
  const wanted = new Set(named.map(({ statementSha256 }) => statementSha256));
  const all = new Set([...copies.values()].flatMap(({ manifest, receipts }) => [manifest, ...receipts]).map(sha256Hex));
  const proven = [...copies].filter(([, copy]) => isProven(copy, wanted));
  const fits = ([id, { manifest }]: readonly [string, Copies]): boolean =>
    isSame(peekStatement(manifestStatement, manifest), register.get(id));
  return {
    statements: wanted.size,
    found: [...wanted].filter((sha256) => all.has(sha256)).length,
    nowhereElse: named.filter(({ statementSha256 }) => !all.has(statementSha256)).map(({ kind, dispatchId }) => ({ kind, dispatchId })),
    whole: proven.filter(fits).length,
    differing: proven.filter((one) => !fits(one)).map(([id]) => id),
  };
}

/** Signed and handed out at once: neither desk keeps them. A refusal names the statement that was refused. */
const notKept: ReadonlySet<string> = new Set(['AssertionSigned', 'Refusal']);

function isProven({ manifest, receipts }: Copies, wanted: ReadonlySet<string>): boolean {
  const sha256 = sha256Hex(manifest);
  if (wanted.has(sha256)) return true;
  return receipts.some(
    (receipt) => wanted.has(sha256Hex(receipt)) && peekStatement(readableReceiptStatement, receipt).manifestSha256 === sha256,
  );
}

function isSame(manifest: Manifest, held: RegisterDispatch | undefined): boolean {
  return (
    held !== undefined &&
    (['from', 'to', 'case', 'urgency', 'sentBy', 'issuedAt', 'inReplyTo'] as const).every((field) => manifest[field] === held[field]) &&
    manifest.documents.length === held.documents &&
    manifest.documents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) === held.totalBytes
  );
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
