import { join } from 'node:path';
import type { Disk, DiskFile } from '../disk/disk.ts';
import type { WriteBehind } from '../disk/write-behind.ts';
import type { Segment } from './version.ts';

/** The disk, and what it is still to be given. */
export interface Disks {
  readonly disk: Disk;
  readonly behind: WriteBehind;
}

/** The encrypted files of a bucket. One that a download still reads is removed when the last reader has done. */
export class Segments {
  readonly #disk: Disk;
  readonly #behind: WriteBehind;
  readonly #dir: string;
  readonly #readers = new Map<string, number>();
  readonly #retired = new Set<string>();

  constructor({ disk, behind }: Disks, dir: string) {
    this.#disk = disk;
    this.#behind = behind;
    this.#dir = dir;
  }

  async open(): Promise<void> {
    await this.#disk.makeFolder(this.#dir);
  }

  /** Removes what no record refers to: leftovers of a process that died. */
  async keepOnly(ids: ReadonlySet<string>): Promise<void> {
    for (const name of await this.#disk.list(this.#dir)) if (!ids.has(name)) await this.#disk.remove(join(this.#dir, name));
  }

  create(id: string): Promise<DiskFile> {
    return this.#disk.create(join(this.#dir, id));
  }

  /** Must be called of each file before it counts, so that the disk gets it. */
  written({ id, sizeBytes }: Segment): Promise<void> {
    return this.#behind.add(join(this.#dir, id), sizeBytes);
  }

  read(id: string): Promise<DiskFile> {
    return this.#disk.open(join(this.#dir, id));
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      if (this.#readers.has(id)) this.#retired.add(id);
      else await this.#disk.remove(join(this.#dir, id));
    }
  }

  /** Keeps segments from being removed until the returned function is called. */
  hold(ids: readonly string[]): () => Promise<void> {
    for (const id of ids) this.#readers.set(id, (this.#readers.get(id) ?? 0) + 1);
    return async () => {
      for (const id of ids) await this.#release(id);
    };
  }

  async #release(id: string): Promise<void> {
    const left = (this.#readers.get(id) ?? 1) - 1;
    if (left > 0) {
      this.#readers.set(id, left);
      return;
    }
    this.#readers.delete(id);
    if (this.#retired.delete(id)) await this.#disk.remove(join(this.#dir, id));
  }
}
