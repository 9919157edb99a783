import { resolve } from 'node:path';
import { findingSentences } from '../../audit/finding.ts';
import { ingest } from '../../audit/ingest/ingest.ts';
import { unverifiedFiles } from '../../audit/ingest/unverified.ts';
import { Failure } from '../../client/failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { verifiedArchive } from './audit-archive.ts';
import { asArguments } from './audit-run.ts';
import type { Run } from './run.ts';

export interface IngestOptions {
  readonly archive: string;
  readonly keys?: string;
  readonly store: string;
  readonly unverified: boolean;
}

const findingsShown = 50;

/** Takes the log files that verify into the store. Any finding ends with NotVerified's exit code, and the rest is taken in all the same. */
export async function auditIngest(run: Run, { archive, keys, store, unverified }: IngestOptions): Promise<ExitCode> {
  const folder = resolve(run.host.cwd, store);
  if (unverified === (keys !== undefined)) throw new Failure('InvalidArguments', 'either --keys FILE or --unverified was wanted');
  const files = keys === undefined ? await listed(resolve(run.host.cwd, archive)) : await verifiedArchive(run, { archive, keys });
  const outcome = await asArguments(() => ingest({ folder, files, verification: unverified ? 'none' : 'digests' }));
  const { filesRead, events, findings, total } = outcome;
  const lines = findings
    .slice(0, findingsShown)
    .map(({ code, bucket, key, detail }) => `${code}  ${bucket}/${key}${detail ? `  (${detail})` : ''}`);
  const codes = [...new Set(findings.map(({ code }) => code))];
  run.output.result({ verification: unverified ? 'UNVERIFIED' : 'digests', store: folder, ...outcome }, [
    ...lines,
    ...(findings.length > findingsShown ? [`… and ${findings.length - findingsShown} more`] : []),
    ...codes.map((code) => `${code}: ${findingSentences[code]}`),
    `${filesRead} files with ${events} records taken in; the store holds ${total.files} files (${total.pending} pending), ${total.events} records`,
    ...(unverified ? ['UNVERIFIED: no digest vouches for these files; every answer will say so'] : []),
  ]);
  return findings.length === 0 ? exitCodes.done : exitCodes.notVerified;
}

function listed(folder: string) {
  return unverifiedFiles(folder).catch((cause) => {
    throw new Failure('FileUnreadable', folder, { cause });
  });
}
