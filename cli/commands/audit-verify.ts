import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FindingKind, ReportLanguage } from '../../audit/verify/finding.ts';
import type { DigestKeys } from '../../audit/verify/public-keys.ts';
import { reportPage } from '../../audit/verify/report.ts';
import { countsOf, summaryOf } from '../../audit/verify/summary.ts';
import { type Verification, verifyArchive } from '../../audit/verify/verify-archive.ts';
import { Failure } from '../../client/failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readKeys, requireFolder } from './audit-archive.ts';
import type { Run } from './run.ts';

export interface AuditVerifyOptions {
  readonly folder: string;
  /** Files as printed by `aws cloudtrail list-public-keys`, one for each Region. */
  readonly keys: readonly string[];
  readonly until?: Date;
  readonly from?: Date;
  /** Accounts, or ACCOUNT/REGION. */
  readonly expect?: readonly string[];
  readonly report?: string;
  readonly workers?: number;
  readonly language: ReportLanguage;
}

/** Verifies a plain copy of archive buckets, offline, and writes a report for people if asked. */
export async function auditVerify(run: Run, options: AuditVerifyOptions): Promise<ExitCode> {
  const folder = await requireFolder(resolve(run.host.cwd, options.folder));
  const keys = await readKeys(run, options.keys);
  const { until, from, workers, expect } = options;
  const asked = { ...(until && { until }), ...(from && { from }), ...(workers && { workers }), ...(expect && { expected: expect }) };
  const verification = await verifyArchive({ folder, keys, ...asked });
  if (options.report !== undefined) {
    const page = reportPage({ verification, keys, folder, until, made: run.host.now(), language: options.language });
    await writeReport(resolve(run.host.cwd, options.report), page);
  }
  run.output.result({ folder, keys: listed(keys), ...summaryOf(verification) }, lines(verification));
  return exitCodeOf[verification.verdict.worst];
}

/** The worst finding decides. */
const exitCodeOf: Readonly<Record<FindingKind, ExitCode>> = {
  signature: exitCodes.notVerified,
  content: exitCodes.contentDiffers,
  unverified: exitCodes.notAllVerified,
  rehearsal: exitCodes.rehearsalKeys,
  none: exitCodes.done,
};

const shownFindings = 100;

function lines(verification: Verification): readonly string[] {
  const { files, digests } = countsOf(verification);
  const { findings, verdict } = verification;
  const left = findings.length - shownFindings;
  return [
    `${verdict.text}`,
    `  log files: ${counted(files)}`,
    `  digests: ${counted(digests)}`,
    ...summaryOf(verification)
      .chains.slice(0, shownFindings)
      .map(({ account, region, trail, isBackfill, digests: count, from, until }) => {
        return `  of ${account}/${region}: ${count}${isBackfill ? ' backfill' : ''} by ${trail}, ${from} to ${until}`;
      }),
    ...findings
      .slice(0, shownFindings)
      .flatMap(({ severity, code, where, sentence }) => [`${severity} ${code}: ${sentence}`, `  ${where}`]),
    ...(left > 0 ? [`and ${left} more findings: --json tells them all`] : []),
  ];
}

function counted(counts: Readonly<Record<string, number>>): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  return told.map(([name, count]) => `${count} ${name}`).join(', ') || 'none';
}

function listed({ byFingerprint }: DigestKeys) {
  return [...byFingerprint.values()].map(({ fingerprint, isRehearsal }) => ({ fingerprint, isRehearsal }));
}

async function writeReport(path: string, page: string): Promise<void> {
  await writeFile(path, page, { mode: 0o600 }).catch((cause) => {
    throw new Failure('FolderUnwritable', path, { cause });
  });
}
