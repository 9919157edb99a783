import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as z from 'zod';
import { readPrivateJson } from './private-file.ts';

export interface SpoolProps<Item> {
  readonly folder: string;
  readonly schema: z.ZodType<Item>;
  /** Carries an item out. A throw means: again later, until `attempts` are used up. */
  readonly deliver: (item: Item) => Promise<void>;
  readonly attempts: (item: Item) => number;
  /** Whether a throw uses up no attempt: there was no room at present. @default each does */
  readonly isPostponed?: (cause: unknown) => boolean;
  readonly retryDelayMs: (attempt: number) => number;
  /** What becomes of an item that no attempt could carry out. A throw means: it stays on disk and is tried again at the next start. */
  readonly giveUp: (item: Item, cause: unknown) => Promise<void>;
  /** Told of an item that could be neither carried out nor given up. */
  readonly report: (line: string) => void;
  /** @default 8 */
  readonly concurrency?: number;
}

/**
 * Work that must not be lost: each item is a file until it is carried out or given up, so it survives the end of the process and is taken up
 * again at the next start. At least once, in no certain order.
 */
export class Spool<Item> {
  private readonly props: SpoolProps<Item>;
  private readonly pending: { readonly file: string; readonly item: Item }[] = [];
  private readonly pauses = new Set<() => void>();
  private readonly quiet: (() => void)[] = [];
  private running = false;
  private outstanding = 0;
  private active = 0;

  constructor(props: SpoolProps<Item>) {
    this.props = props;
  }

  /** Throws, naming the file, where an item that was accepted cannot be read. */
  async open(): Promise<void> {
    await mkdir(this.props.folder, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(this.props.folder)).sort()) {
      const file = join(this.props.folder, name);
      if (!name.endsWith('.json')) {
        await rm(file);
        continue;
      }
      const item = await readPrivateJson(file, this.props.schema);
      if (item !== undefined) this.pending.push({ file, item });
    }
    this.outstanding = this.pending.length;
  }

  /** Begins to deliver what was left and what comes: called when every service is there. */
  start(): void {
    this.running = true;
    this.pump();
  }

  /** On disk when it resolves. */
  async put(item: Item): Promise<void> {
    const file = join(this.props.folder, `${Date.now()}-${randomUUID()}.json`);
    this.outstanding += 1;
    try {
      await writeFile(`${file}.new`, JSON.stringify(item), { mode: 0o600 });
      await rename(`${file}.new`, file);
    } catch (cause) {
      this.settle();
      throw cause;
    }
    this.pending.push({ file, item });
    this.pump();
  }

  /** Resolves when nothing is waiting or under way. */
  async idle(): Promise<void> {
    if (this.outstanding > 0) await new Promise<void>((resolve) => this.quiet.push(resolve));
  }

  get busy(): boolean {
    return this.outstanding > 0;
  }

  /** Stops taking up work and waits for what is under way; the rest stays on disk. */
  async close(): Promise<void> {
    this.running = false;
    for (const end of this.pauses) end();
    while (this.active > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  private pump(): void {
    while (this.running && this.active < (this.props.concurrency ?? 8)) {
      const next = this.pending.shift();
      if (!next) return;
      this.active += 1;
      void this.work(next.file, next.item)
        .catch((cause: unknown) => this.props.report(`${next.file} is kept for the next start: ${cause}`))
        .finally(() => {
          this.active -= 1;
          this.settle();
          this.pump();
        });
    }
  }

  private settle(): void {
    this.outstanding -= 1;
    if (this.outstanding === 0) for (const resolve of this.quiet.splice(0)) resolve();
  }

  private async work(file: string, item: Item): Promise<void> {
    let failed = 0;
    for (let turn = 1; this.running; turn += 1) {
      try {
        await this.props.deliver(item);
        break;
      } catch (cause) {
        if (!this.props.isPostponed?.(cause)) failed += 1;
        if (failed >= this.props.attempts(item)) {
          await this.props.giveUp(item, cause);
          break;
        }
        await this.pause(this.props.retryDelayMs(turn));
      }
      if (!this.running) return;
    }
    await rm(file, { force: true });
  }

  /** Closing ends it early. */
  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.pauses.delete(end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.pauses.add(end);
    });
  }
}
