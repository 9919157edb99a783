import { statSync } from 'node:fs';

/**
 * Changes whenever a file is written to or replaced: inode, size and the time of the last change (to a quarter of a microsecond), which nobody can set back. Undefined where the file is
 * gone.
 */
export function sealOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.ino} ${found.size} ${found.ctimeMs}`;
}
