import { resolve } from 'node:path';
import { findingSentences } from '../../audit/finding.ts';
import { type Ingestion, ingest } from '../../audit/ingest/ingest.ts';
import { unverifiedFiles } from '../../audit/ingest/unverified.ts';
import { Failure } from '../../client/failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type ArchiveOptions, faultsBeyondFiles, verifiedArchive } from './audit-archive.ts';
import { asArguments } from './audit-run.ts';
import type { Run } from './run.ts';

export interface IngestOptions {
  readonly archive: string;
  readonly keys?: readonly string[];
  readonly store: string;
  readonly unverified: boolean;
}

const findingsShown = 50;

/** Takes the log files that verify into the store. Any finding ends with NotVerified's exit code, and the rest is taken in all the same. */
export async function auditIngest(run: Run, { archive, keys, store, unverified }: IngestOptions): Promise<ExitCode> {
  const folder = resolve(run.host.cwd, store);
  if (unverified === (keys !== undefined)) throw new Failure('InvalidArguments', 'either --keys FILE or --unverified was wanted');
  const taken = keys === undefined ? await unverifiedPart(run, archive) : await verifiedPart(run, { archive, keys });
  const outcome = await asArguments(() => ingest({ folder, ...taken }));
  const { filesRead, events, findings, total } = outcome;
  const lines = findings
    .slice(0, findingsShown)
    .map(({ code, bucket, key, detail }) => `${code}  ${bucket}/${key}${detail ? `  (${detail})` : ''}`);
  const codes = [...new Set(findings.map(({ code }) => code))];
  run.output.result({ verification: words[taken.verification], store: folder, ...outcome }, [
    ...lines,
    ...(findings.length > findingsShown ? [`… and ${findings.length - findingsShown} more`] : []),
    ...codes.map((code) => `${code}: ${findingSentences[code]}`),
    `${filesRead} files with ${events} records taken in; the store holds ${total.files} files (${total.pending} pending), ${total.events} records`,
    ...warnings[taken.verification],
  ]);
  if (findings.length > 0) return exitCodes.notVerified;
  return taken.verification === 'rehearsal' ? exitCodes.rehearsalKeys : exitCodes.done;
}

const words = { digests: 'digests', rehearsal: 'REHEARSAL', none: 'UNVERIFIED' } as const;

const warnings = {
  digests: [],
  rehearsal: ['REHEARSAL: a rehearsal signed these digests; every answer will say so'],
  none: ['UNVERIFIED: no digest vouches for these files; every answer will say so'],
} as const;

type Part = Pick<Ingestion, 'files' | 'verification' | 'findings'>;

async function verifiedPart(run: Run, archive: ArchiveOptions): Promise<Part> {
  const verification = await verifiedArchive(run, { ...archive, findIrregular: true });
  const { files, verdict } = verification;
  return { files, verification: verdict.keys === 'rehearsal' ? 'rehearsal' : 'digests', findings: faultsBeyondFiles(verification) };
}

async function unverifiedPart(run: Run, archive: string): Promise<Part> {
  const folder = resolve(run.host.cwd, archive);
  const files = await unverifiedFiles(folder).catch((cause) => {
    throw new Failure('FileUnreadable', folder, { cause });
  });
  return { files, verification: 'none' };
}
