import { join } from 'node:path';
import { AwsError } from '../../cloud.ts';
import type { Disk } from '../disk/disk.ts';
import type { Segments } from './segments.ts';
import { Turns } from './turns.ts';
import { type Part, part as partSchema, type Upload, upload as uploadSchema } from './upload.ts';

const noSuchUpload = (): AwsError =>
  new AwsError(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  );

/** Multipart uploads of a bucket: one folder each, one file for each part, so that a restart loses none. */
export class Uploads {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #segments: Segments;
  readonly #uploads = new Map<string, Upload>();
  readonly #parts = new Map<string, Map<number, Part>>();
  readonly #turns = new Turns();

  constructor(disk: Disk, props: { readonly dir: string; readonly segments: Segments }) {
    this.#disk = disk;
    this.#dir = props.dir;
    this.#segments = props.segments;
  }

  /** `done` names uploads whose object exists: a process died between making the object and forgetting the upload. */
  async open(done: ReadonlySet<string>): Promise<void> {
    for (const name of await this.#disk.list(this.#dir)) {
      const dir = join(this.#dir, name);
      const text = name.endsWith('.gone') || done.has(name) ? undefined : await this.#disk.readText(join(dir, 'upload.json'));
      if (text === undefined) await this.#disk.remove(dir);
      else await this.#openUpload(uploadSchema.parse(JSON.parse(text)));
    }
  }

  all(): readonly Upload[] {
    return [...this.#uploads.values()];
  }

  /** Throws NoSuchUpload unless the key has such an upload. */
  get(key: string, uploadId: string): Upload {
    const found = this.#uploads.get(uploadId);
    if (found === undefined || found.key !== key) throw noSuchUpload();
    return found;
  }

  /** In order of their numbers. */
  parts(uploadId: string): readonly Part[] {
    return [...(this.#parts.get(uploadId)?.values() ?? [])].sort((left, right) => left.number - right.number);
  }

  part(uploadId: string, number: number): Part | undefined {
    return this.#parts.get(uploadId)?.get(number);
  }

  async begin(upload: Upload): Promise<void> {
    const dir = this.#dirOf(upload.uploadId);
    try {
      await this.#disk.makeFolder(join(dir, 'parts'));
      await this.#disk.replaceText(join(dir, 'upload.json'), JSON.stringify(upload));
    } catch (error) {
      await this.#disk.remove(dir);
      throw error;
    }
    this.#uploads.set(upload.uploadId, upload);
    this.#parts.set(upload.uploadId, new Map());
  }

  /** Takes in a part; one of the same number is replaced. Throws NoSuchUpload where the upload ended meanwhile. */
  putPart(upload: Upload, part: Part): Promise<void> {
    return this.#turns.take(upload.uploadId, async () => {
      this.get(upload.key, upload.uploadId);
      const before = this.part(upload.uploadId, part.number);
      await this.#disk.putText(this.#partPath(upload.uploadId, part.number), JSON.stringify(part));
      this.#parts.get(upload.uploadId)?.set(part.number, part);
      if (before !== undefined) await this.#segments.remove([before.segment.id]);
    });
  }

  /** Ends an upload: `finish` makes the object of its parts and answers which of them it used; the others are removed. */
  end(upload: Upload, finish: () => Promise<readonly Part[]>): Promise<void> {
    return this.#turns.take(upload.uploadId, async () => {
      this.get(upload.key, upload.uploadId);
      const used = new Set((await finish()).map(({ segment }) => segment.id));
      const unused = this.parts(upload.uploadId).filter(({ segment }) => !used.has(segment.id));
      this.#uploads.delete(upload.uploadId);
      this.#parts.delete(upload.uploadId);
      await this.#removeFolder(this.#dirOf(upload.uploadId));
      await this.#segments.remove(unused.map(({ segment }) => segment.id));
    });
  }

  /** Renamed first, so that no half of an upload comes back after a crash. */
  async #removeFolder(dir: string): Promise<void> {
    await this.#disk.rename(dir, `${dir}.gone`);
    await this.#disk.remove(`${dir}.gone`);
  }

  #dirOf(uploadId: string): string {
    return join(this.#dir, uploadId);
  }

  #partPath(uploadId: string, number: number): string {
    return join(this.#dirOf(uploadId), 'parts', `${number}.json`);
  }

  async #openUpload(upload: Upload): Promise<void> {
    const parts = new Map<number, Part>();
    const dir = join(this.#dirOf(upload.uploadId), 'parts');
    for (const name of await this.#disk.list(dir)) {
      const path = join(dir, name);
      if (!name.endsWith('.json')) {
        await this.#disk.remove(path);
        continue;
      }
      const part = partIn((await this.#disk.readText(path)) ?? '');
      if (part) parts.set(part.number, part);
      else await this.#disk.remove(path);
    }
    this.#uploads.set(upload.uploadId, upload);
    this.#parts.set(upload.uploadId, parts);
  }
}

/** A part whose record the machine took with it is as one that never came: whoever sends it asks for the list of parts and sends it again. */
const partIn = (text: string): Part | undefined => {
  try {
    return partSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};
