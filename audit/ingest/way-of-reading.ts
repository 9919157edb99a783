import type { LogFile } from '../log-file.ts';

/** How a file is given to the engine: with others, alone because of its size, or record by record. */
export type WayOfReading = 'together' | 'alone' | 'by record';

/** Above this the engine would need more memory than it has for one value: such files are read record by record, as are irregular ones. */
const largestWholeBytes = 48 * 1024 ** 2;

/** Above this, two at a time would be too much for the memory. */
const largestTogetherBytes = 8 * 1024 ** 2;

/** The engine takes `*`, `?`, `[` and `{` in a name for a pattern, and `scheme:` for a protocol. */
const plainPath = /^[\w/.@%+=,~ -]+$/;

export function wayOf({ path, inflatedBytes, isIrregular = false }: LogFile): WayOfReading {
  if (!plainPath.test(path) || inflatedBytes > largestWholeBytes || isIrregular) return 'by record';
  return inflatedBytes > largestTogetherBytes ? 'alone' : 'together';
}

/** Those that are read together first. */
export function inOrderOfReading(files: readonly LogFile[]): readonly LogFile[] {
  const ofWay = (way: WayOfReading): readonly LogFile[] => files.filter((file) => wayOf(file) === way);
  return [...ofWay('together'), ...ofWay('alone'), ...ofWay('by record')];
}
