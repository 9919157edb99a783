/** Runs work strictly one after another: what gives transactions their isolation here. */
export class Serial {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work, work);
    this.last = next.catch(() => undefined);
    return next;
  }

  async settled(): Promise<void> {
    await this.last;
  }
}
