import { Worker } from 'node:worker_threads';
import { CHUNK_BYTES, chunkClaims, chunkNonce, chunkSize, TAG_BYTES } from './segment-format.ts';

/** Plaintext that is sealed in one go: whole chunks, but for the last of a segment. */
export const BATCH_BYTES = 4 * CHUNK_BYTES;
const SEALED_BYTES = BATCH_BYTES + 4 * TAG_BYTES;

/** Memory is handed to and fro instead of being allocated for every batch, which would cost more than encrypting. */
const SPARE_BUFFERS = 32;

export interface Batch {
  /** Of the whole segment. */
  readonly sizeBytes: number;
  /** Of the batch's first chunk. */
  readonly firstChunk: number;
  /** From `takeBuffer`; the thread has it from now on. */
  readonly plain: ArrayBuffer;
  readonly filledBytes: number;
}

interface Waiting {
  readonly resolve: (message: Message) => void;
  readonly reject: (error: unknown) => void;
}

/** What the worker answers; memory that it was handed comes back with it. */
interface Message {
  readonly plain?: ArrayBuffer;
  readonly sealed?: ArrayBuffer;
  readonly sizeBytes?: number;
  readonly sha256?: Uint8Array;
  readonly fault?: string;
}

/** A thread beside the one that serves: it hashes and encrypts, batch after batch, in the order in which they come. */
export class SealingThread {
  #worker: Worker | undefined;
  #isClosed = false;
  #nextId = 0;
  readonly #waiting: Waiting[] = [];
  readonly #plain: ArrayBuffer[] = [];
  readonly #sealed: ArrayBuffer[] = [];

  /** Answers the number of a new stream; `end` or `drop` must follow. */
  open(key: Uint8Array, wantSha256: boolean): number {
    const id = this.#nextId++;
    this.#started().postMessage({ act: 'open', id, key, wantSha256 });
    return id;
  }

  /** Memory for `BATCH_BYTES`. */
  takeBuffer(): ArrayBuffer {
    return this.#plain.pop() ?? new ArrayBuffer(BATCH_BYTES);
  }

  /** Hands the sealed bytes to `use`; they are void afterwards. */
  async seal(id: number, batch: Batch, use: (sealed: Uint8Array) => Promise<void>): Promise<void> {
    const { plain } = batch;
    const sealed = this.#sealed.pop() ?? new ArrayBuffer(SEALED_BYTES);
    const answer = await this.#ask({ act: 'seal', id, plain, sealed, chunks: chunksOf(batch) }, [plain, sealed]);
    if (answer.plain) keep(this.#plain, answer.plain);
    if (answer.fault !== undefined) throw new Error(answer.fault);
    if (!answer.sealed) throw new Error('the sealing thread kept its memory');
    try {
      await use(new Uint8Array(answer.sealed, 0, answer.sizeBytes));
    } finally {
      keep(this.#sealed, answer.sealed);
    }
  }

  /** SHA-256 of the stream, where it was wanted. */
  async end(id: number): Promise<Uint8Array | undefined> {
    return (await this.#ask({ act: 'end', id })).sha256;
  }

  drop(id: number): void {
    this.#worker?.postMessage({ act: 'drop', id });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
    this.#fail(new Error('the sealing thread was closed'));
  }

  #ask(message: Readonly<Record<string, unknown>>, handedOver: readonly ArrayBuffer[] = []): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#started().postMessage(message, handedOver);
    });
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    if (this.#isClosed) throw new Error('the sealing thread was closed');
    const worker = new Worker(new URL('./sealing-worker.mjs', import.meta.url), { execArgv: [] });
    worker.unref();
    worker.on('message', (message: Message) => this.#waiting.shift()?.resolve(message));
    worker.on('error', (error) => this.#fail(error));
    this.#worker = worker;
    return worker;
  }

  /** Whoever waits is told; the next stream gets a new thread. */
  #fail(error: unknown): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function chunksOf({ sizeBytes, firstChunk, filledBytes }: Batch) {
  const count = Math.max(1, Math.ceil(filledBytes / CHUNK_BYTES));
  return Array.from({ length: count }, (_, index) => ({
    nonce: chunkNonce(firstChunk + index),
    claims: chunkClaims(sizeBytes, firstChunk + index),
    sizeBytes: chunkSize(sizeBytes, firstChunk + index),
    tagBytes: TAG_BYTES,
  }));
}

function keep(spare: ArrayBuffer[], buffer: ArrayBuffer): void {
  if (spare.length < SPARE_BUFFERS) spare.push(buffer);
}
