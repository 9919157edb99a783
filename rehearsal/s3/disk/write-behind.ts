import type { Disk } from './disk.ts';

export interface WriteBehindProps {
  /** Nothing is synced before nobody has written for so long: a transfer in full run has the disk to itself. */
  readonly idleMs: number;
  /** Bytes that the machine could lose at most; whoever writes more waits. */
  readonly maxBytes: number;
}

const usual: WriteBehindProps = { idleMs: 1000, maxBytes: 1024 ** 3 };

interface Written {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Files that the operating system has and the disk may not have yet. They outlive this process however it ends, and the machine a moment
 * later: each is synced once the writers rest, or before more is written than may be lost (docs/decisions/028-written-behind.md).
 */
export class WriteBehind {
  readonly #disk: Pick<Disk, 'sync'>;
  readonly #props: WriteBehindProps;
  readonly #files: Written[] = [];
  #behindBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #syncing: Promise<void> | undefined;
  #fault: { readonly error: unknown } | undefined;

  constructor(disk: Pick<Disk, 'sync'>, props: WriteBehindProps = usual) {
    this.#disk = disk;
    this.#props = props;
  }

  /** Takes note of a file that is written. Waits while too much is behind; throws, once, what a sync since the last call threw. */
  async add(path: string, plainBytes: number): Promise<void> {
    // an empty body makes a file too
    const sizeBytes = Math.max(1, plainBytes);
    this.#files.push({ path, sizeBytes });
    this.#behindBytes += sizeBytes;
    this.#syncWhenIdle();
    if (this.#behindBytes > this.#props.maxBytes) await this.#syncUntil(this.#props.maxBytes / 2);
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault) throw fault.error;
  }

  /** Leaves the rest to the operating system, which writes it within its own time. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#files.length = 0;
    this.#behindBytes = 0;
    await this.#syncing;
  }

  #syncWhenIdle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#syncUntil(0), this.#props.idleMs).unref();
  }

  /** One file at a time, oldest first: others need the disk too. Never throws. */
  async #syncUntil(behindBytes: number): Promise<void> {
    while (this.#behindBytes > behindBytes) {
      this.#syncing ??= this.#syncOldest().finally(() => {
        this.#syncing = undefined;
      });
      await this.#syncing;
    }
  }

  async #syncOldest(): Promise<void> {
    const oldest = this.#files.shift();
    if (!oldest) return;
    try {
      await this.#disk.sync(oldest.path);
    } catch (error) {
      this.#fault = { error };
    }
    this.#behindBytes = Math.max(0, this.#behindBytes - oldest.sizeBytes);
  }
}
