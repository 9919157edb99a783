import type { LogFileStanding } from '../log-file.ts';
import type { JudgedDigest } from './judge-digests.ts';
import { second } from './time-text.ts';
import type { Verification } from './verify-archive.ts';

export interface VerificationCounts {
  readonly files: Readonly<Record<LogFileStanding, number>>;
  readonly digests: Readonly<Record<JudgedDigest['standing'], number>>;
}

export function countsOf({ files, digests }: Verification): VerificationCounts {
  const counts = { verified: 0, pending: 0, changed: 0, missing: 0, unvouched: 0, unreadable: 0, untrusted: 0 };
  for (const { standing } of files) counts[standing] += 1;
  const digestCounts = { signed: 0, unsigned: 0, refused: 0 };
  for (const { standing } of digests) digestCounts[standing] += 1;
  return { files: counts, digests: digestCounts };
}

/** What `--json` prints: API for scripts. */
export function summaryOf(verification: Verification) {
  return {
    verdict: verification.verdict,
    ...countsOf(verification),
    chains: verification.chains.map(({ account, region, trail, isBackfill, digests }) => ({
      account,
      region,
      trail,
      isBackfill,
      digests: digests.length,
      from: second(digests[0]?.startMs ?? Number.NaN),
      until: second(digests.at(-1)?.endMs ?? Number.NaN),
    })),
    findings: verification.findings.map(({ code, severity, where, sentence }) => ({ code, severity, where, sentence })),
  };
}
