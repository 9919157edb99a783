import type { LedgerEntry } from '../../domain/ledger.ts';
import { type DispatchState, stateAfter } from '../../domain/life-cycle.ts';
import type { ReceiptEvent } from '../../domain/receipt.ts';
import { receiptNames } from '../../domain/receipt-names.ts';

/** What lies in a drop box: neither content nor name of a document. */
export interface BoxVersion {
  readonly documentNumber: number;
  readonly versionId: string;
  readonly sizeBytes: number;
}

/** As much of a dispatch as ledger and drop box tell. What they do not tell is absent. */
export interface RebuiltDispatch {
  readonly dispatchId: string;
  readonly box: 'in' | 'out';
  readonly state: DispatchState;
  /** Of one that went out. */
  readonly manifestSha256?: string;
  readonly sentBy?: string;
  /** SHA-256 of every receipt that was issued or received, in the order of the ledger. */
  readonly receipts: readonly string[];
  readonly arrived: readonly BoxVersion[];
}

/** Rebuilds every dispatch that a ledger names; `boxOf` is what lies in the drop box below a dispatch. Pure. */
export function rebuild(ledger: readonly LedgerEntry[], boxOf: (dispatchId: string) => readonly BoxVersion[]): readonly RebuiltDispatch[] {
  const lines = new Map<string, LedgerEntry[]>();
  for (const line of ledger) {
    if (line.dispatchId === undefined) continue;
    const own = lines.get(line.dispatchId);
    if (own) own.push(line);
    else lines.set(line.dispatchId, [line]);
  }
  return [...lines].flatMap(([dispatchId, own]) => rebuilt(dispatchId, own, boxOf) ?? []);
}

/** Ids of dispatches that came in: the ones whose documents may lie in the drop box. */
export function incomingIn(ledger: readonly LedgerEntry[]): readonly string[] {
  return [...new Set(ledger.filter(isEntrance).flatMap(({ dispatchId = [] }) => dispatchId))];
}

function rebuilt(
  dispatchId: string,
  lines: readonly LedgerEntry[],
  boxOf: (dispatchId: string) => readonly BoxVersion[],
): RebuiltDispatch | undefined {
  const signed = lines.find(({ kind }) => kind === 'ManifestSigned');
  if (!signed && !lines.some(isEntrance)) return undefined;
  const receipts = lines.flatMap((line) => (eventOf(line) ? [line.statementSha256 ?? ''] : []));
  const state = stateAfter(lines.flatMap((line) => eventOf(line) ?? []));
  if (!signed) return { dispatchId, box: 'in', state, receipts, arrived: boxOf(dispatchId) };
  return { dispatchId, box: 'out', state, manifestSha256: signed.statementSha256, sentBy: signed.person, receipts, arrived: [] };
}

function isEntrance({ kind }: LedgerEntry): boolean {
  return kind === 'SubmissionAcceptance' || kind === 'SubmissionRejection';
}

/** The event of a line that records a receipt, issued here or received. */
function eventOf({ kind }: LedgerEntry): ReceiptEvent | undefined {
  const name = kind.replace(/Received$/, '');
  return isEvent(name) ? name : undefined;
}

function isEvent(name: string): name is ReceiptEvent {
  return Object.hasOwn(receiptNames, name);
}
