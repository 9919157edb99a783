import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Below the repository. */
export const recordsFolder = join('docs', 'releases');

/** Where the record of a version goes, below `root`. Throws where one is there: upgrades are held against it, and it is never written over. */
export function newRecordFile(root: string, version: string): string {
  const file = join(recordsFolder, `${version}.json`);
  if (existsSync(join(root, file)))
    throw new Error(`${file} is there, and upgrades are held against it: set the next version in package.json first`);
  return file;
}
