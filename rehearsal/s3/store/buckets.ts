import { join } from 'node:path';
import { AwsError } from '../../cloud.ts';
import type { Disk } from '../disk/disk.ts';
import { isBucketName } from '../names.ts';
import { Bucket, readSettings, writeSettings } from './bucket.ts';
import type { Disks } from './segments.ts';
import type { BucketSettings } from './settings.ts';
import { Turns } from './turns.ts';

/** All buckets of the account. */
export class Buckets {
  readonly #disks: Disks;
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #buckets = new Map<string, Bucket>();
  readonly #turns = new Turns();

  constructor(disks: Disks, dir: string) {
    this.#disks = disks;
    this.#disk = disks.disk;
    this.#dir = dir;
  }

  async open(): Promise<void> {
    await this.#disk.makeFolder(this.#dir);
    for (const name of await this.#disk.list(this.#dir)) {
      const dir = join(this.#dir, name);
      const settings = isBucketName(name) ? await readSettings(this.#disk, dir) : undefined;
      if (settings === undefined) await this.#disk.remove(dir);
      else await this.#openBucket(dir, settings);
    }
  }

  /** By name. */
  all(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new AwsError('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: name });
    return bucket;
  }

  create(settings: BucketSettings): Promise<Bucket> {
    const { name } = settings;
    if (!isBucketName(name)) throw new AwsError('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: name });
    return this.#turns.take(name, async () => {
      if (this.#buckets.has(name)) throw alreadyOwned(name);
      const dir = join(this.#dir, name);
      try {
        await this.#disk.makeFolder(dir);
        await writeSettings(this.#disk, { dir, settings });
        return await this.#openBucket(dir, settings);
      } catch (error) {
        await this.#disk.remove(dir);
        throw error;
      }
    });
  }

  /** Refuses a bucket that still holds a version of anything. Uploads that were begun go with it. */
  delete(bucket: Bucket): Promise<void> {
    return this.#turns.take(bucket.name, async () => {
      const [first] = bucket.keys.from('', '');
      if (first !== undefined) {
        const cure = bucket.settings.versioning === 'Unversioned' ? '' : '. You must delete all versions in the bucket.';
        throw new AwsError('BucketNotEmpty', 409, `The bucket you tried to delete is not empty${cure}`, { BucketName: bucket.name });
      }
      this.#buckets.delete(bucket.name);
      const dir = join(this.#dir, bucket.name);
      // A name that no bucket can have: a crash from here on leaves nothing that would be opened again.
      await this.#disk.rename(dir, `${dir}_deleted`);
      await this.#disk.remove(`${dir}_deleted`);
    });
  }

  async #openBucket(dir: string, settings: BucketSettings): Promise<Bucket> {
    const bucket = new Bucket(this.#disks, { dir, settings });
    await bucket.open();
    this.#buckets.set(settings.name, bucket);
    return bucket;
  }
}

const alreadyOwned = (name: string): AwsError =>
  new AwsError('BucketAlreadyOwnedByYou', 409, 'Your previous request to create the named bucket succeeded and you already own it.', {
    BucketName: name,
  });
