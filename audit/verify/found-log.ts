import type { LogName, StrangeName } from './archive-names.ts';
import type { HashedFile } from './hash-files.ts';
import type { ArchiveEntry } from './walk.ts';

/** A log file of the copy, and what its bytes are. */
export interface FoundLog extends HashedFile {
  readonly entry: ArchiveEntry;
  readonly name: LogName | StrangeName;
}

export function described({ entry: { bucket, key, path }, sha256, sizeBytes, seal, inflatedBytes, isIrregular }: FoundLog) {
  return { bucket, key, path, sha256, sizeBytes, seal, inflatedBytes, ...(isIrregular && { isIrregular }) };
}
