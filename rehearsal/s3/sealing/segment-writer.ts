import type { DiskFile } from '../disk/disk.ts';
import { BATCH_BYTES, type SealingThread } from './sealing-thread.ts';
import { CHUNK_BYTES, chunkPosition } from './segment-format.ts';

/** Batches on their way to the disk from which on the sender must wait. */
const UNDER_WAY = 3;

export interface SegmentWriterProps {
  readonly thread: SealingThread;
  readonly file: DiskFile;
  readonly key: Uint8Array;
  /** Of the plaintext, known from the start. */
  readonly sizeBytes: number;
  readonly wantSha256: boolean;
}

/** Encrypts a stream of bytes into a segment file: what came last is gathered while a thread seals what came before and the disk takes it. */
export class SegmentWriter {
  readonly #props: SegmentWriterProps;
  readonly #id: number;
  #plain: ArrayBuffer | undefined;
  #filledBytes = 0;
  #postedBytes = 0;
  #ended = false;
  readonly #underWay: Promise<void>[] = [];
  #all: Promise<unknown> = Promise.resolve();

  constructor(props: SegmentWriterProps) {
    this.#props = props;
    this.#id = props.thread.open(props.key, props.wantSha256);
  }

  /** Takes the next bytes, never more than `sizeBytes` in all. Answers a promise to wait for where thread or disk are behind. */
  write(piece: Uint8Array): Promise<void> | undefined {
    let rest = piece;
    while (rest.length > 0) {
      this.#plain ??= this.#props.thread.takeBuffer();
      const now = rest.subarray(0, BATCH_BYTES - this.#filledBytes);
      new Uint8Array(this.#plain, this.#filledBytes).set(now);
      this.#filledBytes += now.length;
      rest = rest.subarray(now.length);
      if (this.#filledBytes === BATCH_BYTES) this.#post();
    }
    return this.#underWay.length > UNDER_WAY ? this.#underWay[0] : undefined;
  }

  /**
   * Ends the segment; the operating system has all of it once this resolves. Answers SHA-256 of the plaintext where it was wanted. Throws where
   * bytes are missing or too many.
   */
  async finish(): Promise<Uint8Array | undefined> {
    const { sizeBytes, thread } = this.#props;
    if (this.#postedBytes + this.#filledBytes !== sizeBytes) throw new Error('a segment of another size than was said');
    if (this.#filledBytes > 0 || sizeBytes === 0) this.#post();
    await this.#all;
    this.#ended = true;
    return thread.end(this.#id);
  }

  /** Waits for writes under way, so that the file can be closed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    if (!this.#ended) this.#props.thread.drop(this.#id);
  }

  #post(): void {
    const { thread, file, sizeBytes } = this.#props;
    const firstChunk = this.#postedBytes / CHUNK_BYTES;
    const batch = { sizeBytes, firstChunk, plain: this.#plain ?? thread.takeBuffer(), filledBytes: this.#filledBytes };
    const written = thread.seal(this.#id, batch, (sealed) => file.write([sealed], chunkPosition(firstChunk)));
    this.#plain = undefined;
    this.#postedBytes += this.#filledBytes;
    this.#filledBytes = 0;
    this.#underWay.push(written);
    written.then(
      () => this.#underWay.splice(this.#underWay.indexOf(written), 1),
      // it stays under way: whoever waits next sees the fault
      () => {},
    );
    this.#all = Promise.all([this.#all, written]);
    this.#all.catch(() => {});
  }
}
