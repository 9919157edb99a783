import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import { KeyOrder } from './key-order.ts';
import type { Segments } from './segments.ts';
import { Turns } from './turns.ts';
import { type KeyRecord, keyRecord, type OwedEvent, type Version } from './version.ts';

/** What becomes of a key: its versions, and the event that tells of it. */
export interface KeyChange {
  readonly versions: readonly Version[];
  readonly event?: OwedEvent;
}

/** The keys of a bucket and their versions, in memory and on disk. */
export class Keys {
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #segments: Segments;
  readonly #records = new Map<string, KeyRecord>();
  readonly #order = new KeyOrder();
  readonly #turns = new Turns();
  readonly #folders = new Set<string>();

  constructor(disk: Disk, props: { readonly dir: string; readonly segments: Segments }) {
    this.#disk = disk;
    this.#dir = props.dir;
    this.#segments = props.segments;
  }

  async open(): Promise<void> {
    const shards = await this.#disk.list(this.#dir);
    await Promise.all(shards.map((shard) => this.#openShard(join(this.#dir, shard))));
  }

  get(key: string): KeyRecord | undefined {
    const record = this.#records.get(key);
    return record === undefined || record.versions.length === 0 ? undefined : record;
  }

  /** Records in S3's order, from the first key at or after `from`. */
  *from(from: string, prefix: string): Generator<KeyRecord> {
    for (const key of this.#order.from(from, prefix)) {
      const record = this.get(key);
      if (record !== undefined) yield record;
    }
  }

  all(): readonly KeyRecord[] {
    return [...this.#records.values()];
  }

  /** Changes one key. `decide` sees the state that no other change can touch meanwhile, and throws to leave it as it is. */
  change(key: string, decide: (record: KeyRecord | undefined) => KeyChange): Promise<void> {
    return this.#turns.take(key, async () => {
      const before = this.#records.get(key);
      const { versions, event } = decide(this.get(key));
      const owed = [...(before?.owed ?? []), ...(event === undefined ? [] : [event])];
      await this.#put({ key, versions, owed });
      await this.#segments.remove(dropped(before?.versions ?? [], versions));
    });
  }

  /** Hands over the events that a key still owes, and forgets each one that was taken. */
  deliver(key: string, hand: (event: OwedEvent) => Promise<void>): Promise<void> {
    return this.#turns.take(key, async () => {
      const record = this.#records.get(key);
      if (record === undefined || record.owed.length === 0) return;
      for (const event of record.owed) await hand(event);
      await this.#put({ ...record, owed: [] });
    });
  }

  async #put(record: KeyRecord): Promise<void> {
    const path = this.#pathOf(record.key);
    if (record.versions.length === 0 && record.owed.length === 0) {
      await this.#disk.remove(path);
      this.#records.delete(record.key);
      this.#order.delete(record.key);
      return;
    }
    await this.#makeFolder(dirname(path));
    await this.#disk.replaceText(path, JSON.stringify(record));
    this.#remember(record);
  }

  #remember(record: KeyRecord): void {
    this.#records.set(record.key, record);
    this.#order.add(record.key);
  }

  /** Keys may be longer than file names, and have slashes. */
  #pathOf(key: string): string {
    const name = createHash('sha256').update(key, 'utf8').digest('hex');
    return join(this.#dir, name.slice(0, 2), `${name}.json`);
  }

  async #makeFolder(path: string): Promise<void> {
    if (this.#folders.has(path)) return;
    await this.#disk.makeFolder(path);
    this.#folders.add(path);
  }

  async #openShard(dir: string): Promise<void> {
    for (const name of await this.#disk.list(dir)) {
      const path = join(dir, name);
      if (name.endsWith('.json')) this.#remember(readRecord(path, await this.#disk.readText(path)));
      else await this.#disk.remove(path);
    }
  }
}

const readRecord = (path: string, text: string | undefined): KeyRecord => {
  try {
    return keyRecord.parse(JSON.parse(text ?? ''));
  } catch (cause) {
    throw new Error(`The state file ${path} cannot be read; start with a fresh state.`, { cause });
  }
};

/** Ids of segments that were referred to before and no longer are. */
const dropped = (before: readonly Version[], after: readonly Version[]): readonly string[] => {
  const kept = new Set(segmentIds(after));
  return segmentIds(before).filter((id) => !kept.has(id));
};

export const segmentIds = (versions: readonly Version[]): readonly string[] =>
  versions.flatMap((version) => (version.kind === 'object' ? version.segments.map(({ id }) => id) : []));
