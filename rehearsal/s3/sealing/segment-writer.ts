import { subtle, type webcrypto } from 'node:crypto';
import type { DiskFile } from '../disk/disk.ts';
import { chunkClaims, chunkCount, chunkNonce, chunkSize, TAG_BYTES } from './segment-format.ts';

/** Chunks that go to the disk in one write, and bytes under way to it from which on the sender must wait. */
const CHUNKS_A_WRITE = 4;
const UNDER_WAY_BYTES = 4 * 1024 * 1024;

export interface SegmentWriterProps {
  readonly file: DiskFile;
  readonly key: Uint8Array;
  /** Of the plaintext, known from the start. */
  readonly sizeBytes: number;
}

/** Encrypts a stream of bytes into a segment file. Encrypting and writing happen beside the thread that receives, and overlap with it. */
export class SegmentWriter {
  readonly #props: SegmentWriterProps;
  readonly #key: Promise<webcrypto.CryptoKey>;
  #index = 0;
  #chunk: Uint8Array<ArrayBuffer>;
  #filled = 0;
  #sealing: Promise<Uint8Array>[] = [];
  #sealingBytes = 0;
  #position = 0;
  #underWayBytes = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(props: SegmentWriterProps) {
    this.#props = props;
    this.#key = subtle.importKey('raw', new Uint8Array(props.key), 'AES-GCM', false, ['encrypt']);
    this.#chunk = new Uint8Array(chunkSize(props.sizeBytes, 0));
  }

  /** Takes the next bytes, never more than `sizeBytes` in all. Answers a promise to wait for where the disk is behind. */
  write(piece: Uint8Array): Promise<void> | undefined {
    let rest = piece;
    while (rest.length > 0) {
      if (this.#filled === this.#chunk.length) this.#nextChunk();
      const now = rest.subarray(0, this.#chunk.length - this.#filled);
      this.#chunk.set(now, this.#filled);
      this.#filled += now.length;
      rest = rest.subarray(now.length);
    }
    return this.#underWayBytes > UNDER_WAY_BYTES ? this.#writing : undefined;
  }

  /** Ends the last chunk; all is on disk once this resolves. Throws where bytes are missing. */
  async finish(): Promise<void> {
    const isWhole = this.#filled === this.#chunk.length && this.#index === chunkCount(this.#props.sizeBytes) - 1;
    if (!isWhole) throw new Error('a segment ended early');
    this.#seal();
    this.#flush();
    await this.#writing;
    await this.#props.file.sync();
  }

  /** Waits for writes under way, so that the file can be closed. */
  async settled(): Promise<void> {
    await this.#writing.catch(() => {});
  }

  #nextChunk(): void {
    const sizeBytes = chunkSize(this.#props.sizeBytes, this.#index + 1);
    if (sizeBytes <= 0) throw new Error('a segment became too long');
    this.#seal();
    this.#index += 1;
    this.#chunk = new Uint8Array(sizeBytes);
    this.#filled = 0;
  }

  #seal(): void {
    const [index, chunk] = [this.#index, this.#chunk];
    this.#sealing.push(this.#key.then((key) => sealed(key, { chunk, index, sizeBytes: this.#props.sizeBytes })));
    this.#sealingBytes += chunk.length + TAG_BYTES;
    if (this.#sealing.length >= CHUNKS_A_WRITE) this.#flush();
  }

  #flush(): void {
    const [sealing, sizeBytes, position] = [this.#sealing, this.#sealingBytes, this.#position];
    if (sizeBytes === 0) return;
    this.#sealing = [];
    this.#sealingBytes = 0;
    this.#position += sizeBytes;
    this.#underWayBytes += sizeBytes;
    const written = Promise.all(sealing)
      .then((pieces) => this.#props.file.write(pieces, position))
      .finally(() => {
        this.#underWayBytes -= sizeBytes;
      });
    this.#writing = this.#writing.then(() => written);
    // Whoever waits for #writing sees the fault; nobody may be waiting yet.
    this.#writing.catch(() => {});
    written.catch(() => {});
  }
}

interface PlainChunk {
  readonly chunk: Uint8Array<ArrayBuffer>;
  readonly index: number;
  /** Of the whole segment. */
  readonly sizeBytes: number;
}

/** Node encrypts this beside the thread that asks for it; the tag stands behind the bytes (docs: Web Cryptography API, AES-GCM). */
async function sealed(key: webcrypto.CryptoKey, { chunk, index, sizeBytes }: PlainChunk): Promise<Uint8Array> {
  const parameters = { name: 'AES-GCM', iv: chunkNonce(index), additionalData: chunkClaims(sizeBytes, index), tagLength: TAG_BYTES * 8 };
  return new Uint8Array(await subtle.encrypt(parameters, key, chunk));
}
