import { basisOf } from '../../audit/ask/ask.ts';
import { type DispatchEvidence, keptInLedger } from '../../audit/reconcile/expectations.ts';
import { type Discrepancy, reconcile } from '../../audit/reconcile/reconcile.ts';
import { Failure } from '../../client/failure.ts';
import type { LedgerEntry } from '../../domain/ledger.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readLedger } from '../ledger-file.ts';
import { evidenceIn } from './audit-evidence.ts';
import { inStore, isReserved } from './audit-run.ts';
import type { Run } from './run.ts';

export interface ReconcileOptions {
  /** Folders of `exchange receipts --out`. */
  readonly folders: readonly string[];
  readonly directory: string;
  readonly store: string;
  /** The ledger of one country, one entry of JSON a line, from its first line. */
  readonly ledger?: string;
  /** Fingerprint of the ledger's last line, told when it was handed out: a shortened file has another. */
  readonly ledgerEnd?: string;
}

/** Compares receipts and ledger with the log, both ways. */
export async function auditReconcile(
  run: Run,
  { folders, directory, store, ledger: file, ledgerEnd }: ReconcileOptions,
): Promise<ExitCode> {
  const { dispatches, refused } = await evidenceIn(run, folders, directory);
  if (dispatches.length === 0) throw new Failure('InvalidArguments', 'no manifest.jws that verifies was found in the folders');
  const ledger = file === undefined ? undefined : await readLedger(run, file, ledgerEnd);
  const kept = keptInLedger({ dispatches, ledger });
  if (ledger !== undefined && kept.size === 0) throw new Failure('InvalidArguments', wrongLedger(ledger, dispatches));
  const notKept = ledger === undefined ? 0 : dispatches.length - kept.size;
  const { matched, discrepancies, readingsElsewhere, basis, findings } = await inStore(run, store, async (open) => ({
    ...(await reconcile(open, { dispatches, ledger })),
    basis: basisOf(open.index),
    findings: open.index.findings,
  }));
  run.output.result(
    { basis, dispatches: dispatches.length, matched, discrepancies, readingsElsewhere, notInLedger: notKept, refused, findings },
    [
      ...refused.map((path) => `notVerified  ${path}`),
      ...discrepancies.map(lineOf),
      `${dispatches.length} dispatches: ${matched} acts agree, ${discrepancies.length} do not; log ${basis}`,
      ...(readingsElsewhere > 0
        ? [`${readingsElsewhere} readings of other dispatches were not compared: their receipts were not given`]
        : []),
      ...(notKept > 0 ? [`${notKept} dispatches are not to the country of the ledger: they were compared with their receipts alone`] : []),
      ...(findings.length > 0 ? [`${findings.length} findings at ingestion: the log may lack acts`] : []),
    ],
  );
  if (discrepancies.some(({ kind }) => kind !== 'notYetLogged')) return exitCodes.contentDiffers;
  if (refused.length > 0) return exitCodes.notVerified;
  if (discrepancies.length > 0) return exitCodes.notConfirmed;
  return isReserved({ basis, findings }) ? exitCodes.notAllVerified : exitCodes.done;
}

function wrongLedger([first]: readonly LedgerEntry[], dispatches: readonly DispatchEvidence[]): string {
  const wanted = [...new Set(dispatches.map(({ manifest }) => manifest.to))].sort().join(' or ');
  return `--ledger: wanted the ledger of ${wanted}, to whom the dispatches went; ${first ? `this one is of ${first.country}` : 'this one has no line'}`;
}

function lineOf({ kind, act, dispatchId, key, statement, record, differences }: Discrepancy): string {
  const alarm = kind === 'onlyInCloudTrail' ? 'ALARM ' : '';
  const parts = [`${alarm}${kind}`, act, key ?? dispatchId, statement, differences?.join(' and '), record];
  return parts.filter((part) => part !== undefined).join('  ');
}
