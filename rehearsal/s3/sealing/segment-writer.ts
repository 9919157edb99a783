import { type CipherGCM, createCipheriv } from 'node:crypto';
import type { DiskFile } from '../disk/disk.ts';
import { chunkClaims, chunkCount, chunkNonce, chunkSize, TAG_BYTES } from './segment-format.ts';

/** Bytes that are gathered for one write, and bytes under way to the disk from which on the sender must wait. */
const WRITE_BYTES = 1024 * 1024;
const UNDER_WAY_BYTES = 3 * WRITE_BYTES;

export interface SegmentWriterProps {
  readonly file: DiskFile;
  readonly key: Uint8Array;
  /** Of the plaintext, known from the start. */
  readonly sizeBytes: number;
}

/** Encrypts a stream of bytes into a segment file, with few large writes that overlap with encrypting. */
export class SegmentWriter {
  readonly #props: SegmentWriterProps;
  #index = 0;
  #cipher: CipherGCM;
  #leftInChunk: number;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #position = 0;
  #underWayBytes = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(props: SegmentWriterProps) {
    this.#props = props;
    this.#cipher = this.#newCipher();
    this.#leftInChunk = chunkSize(props.sizeBytes, 0);
  }

  /** Takes the next bytes, never more than `sizeBytes` in all. Answers a promise to wait for where the disk is behind. */
  write(piece: Uint8Array): Promise<void> | undefined {
    let rest = piece;
    while (rest.length > 0) {
      if (this.#leftInChunk === 0) this.#nextChunk();
      const now = rest.subarray(0, this.#leftInChunk);
      this.#gather(this.#cipher.update(now));
      this.#leftInChunk -= now.length;
      rest = rest.subarray(now.length);
    }
    return this.#underWayBytes > UNDER_WAY_BYTES ? this.#writing : undefined;
  }

  /** Ends the last chunk; the operating system has all of it once this resolves. Throws where bytes are missing. */
  async finish(): Promise<void> {
    if (this.#leftInChunk !== 0 || this.#index !== chunkCount(this.#props.sizeBytes) - 1) throw new Error('a segment ended early');
    this.#endChunk();
    this.#flush();
    await this.#writing;
  }

  /** Waits for writes under way, so that the file can be closed. */
  async settled(): Promise<void> {
    await this.#writing.catch(() => {});
  }

  #nextChunk(): void {
    this.#endChunk();
    this.#index += 1;
    this.#cipher = this.#newCipher();
    this.#leftInChunk = chunkSize(this.#props.sizeBytes, this.#index);
    if (this.#leftInChunk <= 0) throw new Error('a segment became too long');
  }

  #endChunk(): void {
    this.#cipher.final();
    this.#gather(this.#cipher.getAuthTag());
  }

  #newCipher(): CipherGCM {
    const cipher = createCipheriv('aes-256-gcm', this.#props.key, chunkNonce(this.#index), { authTagLength: TAG_BYTES });
    cipher.setAAD(chunkClaims(this.#props.sizeBytes, this.#index));
    return cipher;
  }

  #gather(bytes: Uint8Array): void {
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes >= WRITE_BYTES) this.#flush();
  }

  #flush(): void {
    const [pieces, sizeBytes, position] = [this.#gathered, this.#gatheredBytes, this.#position];
    if (sizeBytes === 0) return;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#position += sizeBytes;
    this.#underWayBytes += sizeBytes;
    const written = this.#props.file.write(pieces, position).finally(() => {
      this.#underWayBytes -= sizeBytes;
    });
    this.#writing = this.#writing.then(() => written);
    // Whoever waits for #writing sees the fault; nobody may be waiting yet.
    this.#writing.catch(() => {});
    written.catch(() => {});
  }
}
