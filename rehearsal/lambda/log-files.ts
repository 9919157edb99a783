import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What functions print, one file for each log group. A debugging aid: evidence is in ledger and trail. */
export class LogFiles {
  private readonly folder: string;
  private readonly streams = new Map<string, WriteStream>();

  constructor(folder: string) {
    this.folder = folder;
  }

  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
  }

  append(logGroup: string, text: string): void {
    const name = `${logGroup.replace(/^\//, '').replaceAll('/', '.')}.log`;
    const known = this.streams.get(name) ?? createWriteStream(join(this.folder, name), { flags: 'a', mode: 0o600 });
    this.streams.set(name, known);
    known.write(text);
  }

  async close(): Promise<void> {
    await Promise.all([...this.streams.values()].map((stream) => new Promise<void>((resolve) => stream.end(resolve))));
  }
}
