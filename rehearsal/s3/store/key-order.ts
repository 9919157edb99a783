/** Keys in the order in which S3 lists them: by their UTF-8 bytes. */
export class KeyOrder {
  /** UTF-8 bytes as characters, which JavaScript compares as S3 does. */
  readonly #sorted: string[] = [];

  add(key: string): void {
    const bytes = bytesOf(key);
    const index = this.#indexOf(bytes);
    if (this.#sorted[index] !== bytes) this.#sorted.splice(index, 0, bytes);
  }

  delete(key: string): void {
    const bytes = bytesOf(key);
    const index = this.#indexOf(bytes);
    if (this.#sorted[index] === bytes) this.#sorted.splice(index, 1);
  }

  /** Keys that begin with the prefix, from the first one at or after `from`. */
  *from(from: string, prefix: string): Generator<string> {
    const [start, wanted] = [bytesOf(from), bytesOf(prefix)];
    for (let index = this.#indexOf(start > wanted ? start : wanted); index < this.#sorted.length; index += 1) {
      const bytes = this.#sorted[index] ?? '';
      if (!bytes.startsWith(wanted)) return;
      yield Buffer.from(bytes, 'latin1').toString('utf8');
    }
  }

  #indexOf(bytes: string): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? '') < bytes) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const bytesOf = (key: string): string => Buffer.from(key, 'utf8').toString('latin1');
