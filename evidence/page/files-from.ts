import type { ArchiveFile } from '../archive.ts';

/** The files of an unpacked package: paths below the folder that was chosen. */
export async function filesFrom(chosen: readonly File[]): Promise<readonly ArchiveFile[]> {
  return Promise.all(
    chosen.map(async (file) => ({
      path: file.webkitRelativePath.split('/').slice(1).join('/') || file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}
