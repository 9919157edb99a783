import { resolve } from 'node:path';
import type { LogFile } from '../../audit/log-file.ts';
import { Failure } from '../../client/failure.ts';
import type { Run } from './run.ts';

/** A plain copy of one or more archive buckets, and the file that `aws cloudtrail list-public-keys` printed. */
export interface ArchiveOptions {
  readonly archive: string;
  readonly keys: string;
}

/** What verification says of every log file. There is no verification yet: refuses, so that nothing passes for verified. */
export async function verifiedArchive(run: Run, { archive }: ArchiveOptions): Promise<readonly LogFile[]> {
  const detail = `${resolve(run.host.cwd, archive)}: digests are not verified by this version; ingest with --unverified, and every answer says so`;
  throw new Failure('InvalidArguments', detail);
}
