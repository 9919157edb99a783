import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as z from 'zod';

export interface SpoolProps<Item> {
  readonly folder: string;
  readonly schema: z.ZodType<Item>;
  /** Carries an item out. A throw means: again later, until `attempts` are used up. */
  readonly deliver: (item: Item) => Promise<void>;
  readonly attempts: (item: Item) => number;
  readonly retryDelayMs: (attempt: number) => number;
  /** What becomes of an item that no attempt could carry out. */
  readonly giveUp: (item: Item, cause: unknown) => Promise<void>;
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
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly quiet: (() => void)[] = [];
  private running = false;
  private outstanding = 0;
  private active = 0;

  constructor(props: SpoolProps<Item>) {
    this.props = props;
  }

  async open(): Promise<void> {
    await mkdir(this.props.folder, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(this.props.folder)).sort()) {
      const file = join(this.props.folder, name);
      if (name.endsWith('.json')) this.pending.push({ file, item: this.props.schema.parse(JSON.parse(await readFile(file, 'utf8'))) });
      else await rm(file);
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
    await writeFile(`${file}.new`, JSON.stringify(item), { mode: 0o600 });
    await rename(`${file}.new`, file);
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
    for (const timer of this.timers) clearTimeout(timer);
    while (this.active > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  private pump(): void {
    while (this.running && this.active < (this.props.concurrency ?? 8)) {
      const next = this.pending.shift();
      if (!next) return;
      this.active += 1;
      void this.work(next.file, next.item).finally(() => {
        this.active -= 1;
        this.outstanding -= 1;
        if (this.outstanding === 0) for (const resolve of this.quiet.splice(0)) resolve();
        this.pump();
      });
    }
  }

  private async work(file: string, item: Item): Promise<void> {
    for (let attempt = 1; this.running; attempt += 1) {
      try {
        await this.props.deliver(item);
        break;
      } catch (cause) {
        if (attempt >= this.props.attempts(item)) {
          await this.props.giveUp(item, cause);
          break;
        }
        await this.pause(this.props.retryDelayMs(attempt));
      }
      if (!this.running) return;
    }
    await rm(file, { force: true });
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        resolve();
      }, milliseconds);
      this.timers.add(timer);
    });
  }
}
