import { join } from 'node:path';
import type { Policy } from '../../../policy/model.ts';
import { parsePolicy } from '../../../policy/parse.ts';
import type { Disk } from '../disk/disk.ts';
import { Keys, segmentIds } from './keys.ts';
import { type Disks, Segments } from './segments.ts';
import { type BucketSettings, bucketSettings } from './settings.ts';
import { Turns } from './turns.ts';
import { Uploads } from './uploads.ts';

/** One bucket: settings, keys, uploads and the files behind them, below one folder. */
export class Bucket {
  readonly keys: Keys;
  readonly uploads: Uploads;
  readonly segments: Segments;
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #turns = new Turns();
  #settings: BucketSettings;
  #policy: Policy | undefined;

  constructor(disks: Disks, props: { readonly dir: string; readonly settings: BucketSettings }) {
    const { disk } = disks;
    this.#disk = disk;
    this.#dir = props.dir;
    this.segments = new Segments(disks, join(props.dir, 'segments'));
    this.keys = new Keys(disk, { dir: join(props.dir, 'keys'), segments: this.segments });
    this.uploads = new Uploads(disk, { dir: join(props.dir, 'uploads'), segments: this.segments });
    this.#settings = props.settings;
    this.#policy = policyOf(props.settings);
  }

  get name(): string {
    return this.#settings.name;
  }

  get settings(): BucketSettings {
    return this.#settings;
  }

  /** The bucket policy in force. */
  get policy(): Policy | undefined {
    return this.#policy;
  }

  /** Reads keys and uploads, and removes what a process that died left behind. */
  async open(): Promise<void> {
    await this.segments.open();
    await this.keys.open();
    const records = this.keys.all();
    const done = records.flatMap(({ versions }) => versions.flatMap((each) => (each.kind === 'object' ? (each.uploadId ?? []) : [])));
    await this.uploads.open(new Set(done));
    const inObjects = records.flatMap(({ versions }) => segmentIds(versions));
    const inUploads = this.uploads.all().flatMap(({ uploadId }) => this.uploads.parts(uploadId).map(({ segment }) => segment.id));
    await this.segments.keepOnly(new Set([...inObjects, ...inUploads]));
  }

  /** Changes settings; `decide` throws to leave them as they are. */
  change(decide: (settings: BucketSettings) => BucketSettings): Promise<void> {
    return this.#turns.take('', async () => {
      const next = decide(this.#settings);
      const policy = policyOf(next);
      await writeSettings(this.#disk, { dir: this.#dir, settings: next });
      this.#settings = next;
      this.#policy = policy;
    });
  }
}

/** Reads the settings of the bucket in a folder; undefined for a folder of which no bucket came to be. */
export const readSettings = async (disk: Disk, dir: string): Promise<BucketSettings | undefined> => {
  const text = await disk.readText(join(dir, 'bucket.json'));
  return text === undefined ? undefined : bucketSettings.parse(JSON.parse(text));
};

export const writeSettings = (disk: Disk, { dir, settings }: { readonly dir: string; readonly settings: BucketSettings }): Promise<void> =>
  disk.replaceText(join(dir, 'bucket.json'), JSON.stringify(settings));

const policyOf = ({ name, policy }: BucketSettings): Policy | undefined =>
  policy === undefined ? undefined : parsePolicy(`bucket policy of ${name}`, JSON.parse(policy));
