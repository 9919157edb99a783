import type { Disk, DiskFile } from '../../../../rehearsal/s3/disk/disk.ts';
import { nodeDisk } from '../../../../rehearsal/s3/disk/node-disk.ts';

export type Fault = 'ENOSPC' | 'EIO';
export type Step = 'create' | 'write' | 'replaceText';

/** The real disk, until it is told to fail at a step. */
export const breakableDisk = () => {
  const faults = new Map<Step, Fault>();
  const at = (step: Step): void => {
    const code = faults.get(step);
    if (code !== undefined) throw Object.assign(new Error(`${code}: ${step}`), { code, syscall: step });
  };
  const fileOf = (file: DiskFile): DiskFile => ({
    ...file,
    write: async (pieces, position) => {
      at('write');
      await file.write(pieces, position);
    },
  });
  const disk: Disk = {
    ...nodeDisk,
    create: async (path) => {
      at('create');
      return fileOf(await nodeDisk.create(path));
    },
    replaceText: async (path, text) => {
      at('replaceText');
      await nodeDisk.replaceText(path, text);
    },
    putText: async (path, text) => {
      at('replaceText');
      await nodeDisk.putText(path, text);
    },
  };
  return { disk, fail: (step: Step, fault: Fault) => faults.set(step, fault), heal: () => faults.clear() };
};
