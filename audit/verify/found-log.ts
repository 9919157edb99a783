import type { LogFile } from '../log-file.ts';
import type { LogName, StrangeName } from './archive-names.ts';
import type { HashedFile } from './hash-files.ts';
import type { ArchiveEntry } from './walk.ts';

/** A log file of the copy, and what its bytes are. */
export interface FoundLog extends HashedFile {
  readonly entry: ArchiveEntry;
  readonly name: LogName | StrangeName;
}

/** In one piece: of large archives there are many. */
export function judged(log: FoundLog, standing: LogFile['standing'], digest: LogFile['digest']): LogFile {
  const { entry, sha256, sizeBytes, seal, inflatedBytes } = log;
  const { bucket, key, path } = entry;
  const file = { bucket, key, path, sha256, sizeBytes, seal, inflatedBytes, standing, digest };
  return log.isIrregular ? { ...file, isIrregular: true } : file;
}
