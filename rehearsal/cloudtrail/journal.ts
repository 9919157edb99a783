import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Lines appended to one file. A line survives a killed process once `append` resolves. Lines that come while a write is under way share
 * the next write.
 */
export class Journal {
  readonly #path: string;
  #file: FileHandle | undefined;
  #sizeBytes = 0;
  #waiting: string[] = [];
  #batch: Promise<void> | undefined;
  #queue: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Opens the file and cuts off a last line that a killed process left unfinished; nobody was told that it is safe. */
  async open(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const file = await open(this.#path, 'a+', 0o600);
    const text = await file.readFile('utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole));
    this.#file = file;
    this.#sizeBytes = Buffer.byteLength(whole);
  }

  get empty(): boolean {
    return this.#sizeBytes === 0 && this.#waiting.length === 0;
  }

  append(line: string): Promise<void> {
    this.#waiting.push(line);
    this.#batch ??= this.#inTurn(() => this.#writeWaiting());
    return this.#batch;
  }

  /** Moves all lines to another file and begins anew. */
  rotate(to: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#writeWaiting();
      await this.#file?.close();
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await rename(this.#path, to);
      await this.open();
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#writeWaiting();
      await this.#file?.close();
      this.#file = undefined;
    });
  }

  async #writeWaiting(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    this.#batch = undefined;
    if (lines.length === 0) return;
    if (this.#file === undefined) throw new Error(`The journal ${this.#path} is not open`);
    const bytes = Buffer.from(`${lines.join('\n')}\n`, 'utf8');
    try {
      await this.#file.appendFile(bytes);
      this.#sizeBytes += bytes.length;
    } catch (error) {
      await this.#file.truncate(this.#sizeBytes);
      throw error;
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }
}
