import { resolve } from 'node:path';
import type { LogFile } from '../../audit/log-file.ts';
import type { Run } from './run.ts';

/** A plain copy of one or more archive buckets, and the file that `aws cloudtrail list-public-keys` printed. */
export interface ArchiveOptions {
  readonly archive: string;
  readonly keys: string;
}

/** Verifies the archive and gives what it found of every log file. */
export async function verifiedArchive(run: Run, { archive, keys }: ArchiveOptions): Promise<readonly LogFile[]> {
  throw new Error(`NotImplemented: verification of ${resolve(run.host.cwd, archive)} with ${resolve(run.host.cwd, keys)}`);
}
