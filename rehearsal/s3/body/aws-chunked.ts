import { createHash, type Hash } from 'node:crypto';
import { AwsError } from '../../cloud.ts';
import { type ChunkedSigning, sameSignature, signChunk, signTrailer } from '../../sigv4/signing.ts';

export interface AwsChunkedProps {
  /** Present where the chunks are signed. */
  readonly signing?: ChunkedSigning;
  /** Name of the one trailing header that was announced. */
  readonly trailer?: string;
}

type State = 'head' | 'payload' | 'payload-end' | 'trailer' | 'done';

/** Longest line of a chunk's head or of the trailer. */
const MAX_LINE_BYTES = 1024;

/**
 * Decodes an `aws-chunked` body (S3: "Signature calculations ... multiple chunks", "... including trailing headers") without copying
 * payload. Each chunk's signature is verified when the chunk ends, so nothing may count as received before `finish`.
 */
export class AwsChunked {
  readonly #props: AwsChunkedProps;
  #state: State = 'head';
  #line = '';
  #left = 0;
  #last = false;
  #hash: Hash | undefined;
  #signature = '';
  #previousSignature: string;
  readonly #trailers = new Map<string, string>();

  constructor(props: AwsChunkedProps) {
    this.#props = props;
    this.#previousSignature = props.signing?.seedSignature ?? '';
  }

  /** Payload in the next bytes of the body. */
  decode(bytes: Buffer): readonly Buffer[] {
    const payload: Buffer[] = [];
    let rest = bytes;
    while (rest.length > 0) rest = this.#step(rest, payload);
    return payload;
  }

  /** Ends the body; answers the value of the announced trailer. Throws IncompleteBody where the end is missing. */
  finish(): string | undefined {
    if (this.#state !== 'done') throw incomplete();
    const { trailer } = this.#props;
    return trailer === undefined ? undefined : this.#trailers.get(trailer);
  }

  #step(bytes: Buffer, payload: Buffer[]): Buffer {
    if (this.#state === 'done') throw malformed('bytes after the last chunk');
    if (this.#state !== 'payload') return this.#readLine(bytes);
    const now = bytes.subarray(0, this.#left);
    payload.push(now);
    this.#hash?.update(now);
    this.#left -= now.length;
    if (this.#left === 0) this.#endPayload();
    return bytes.subarray(now.length);
  }

  #readLine(bytes: Buffer): Buffer {
    const end = bytes.indexOf(10);
    const text = bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
    this.#line += text;
    if (this.#line.length > MAX_LINE_BYTES) throw malformed('a line is too long');
    if (end < 0) return bytes.subarray(bytes.length);
    if (!this.#line.endsWith('\r')) throw malformed('a line does not end with CR LF');
    const line = this.#line.slice(0, -1);
    this.#line = '';
    this.#takeLine(line);
    return bytes.subarray(end + 1);
  }

  #takeLine(line: string): void {
    if (this.#state === 'head') this.#takeHead(line);
    else if (this.#state === 'trailer') this.#takeTrailer(line);
    else if (line !== '') throw malformed('a chunk is longer than its head says');
    else this.#state = 'head';
  }

  #takeHead(line: string): void {
    const [, size = '', signature] = /^([0-9a-fA-F]{1,13})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line) ?? [];
    if (size === '') throw malformed('the head of a chunk is not SIZE[;chunk-signature=...]');
    if ((signature !== undefined) !== (this.#props.signing !== undefined))
      throw malformed('chunk signatures differ from what was announced');
    this.#left = Number.parseInt(size, 16);
    this.#signature = signature ?? '';
    this.#hash = this.#props.signing === undefined ? undefined : createHash('sha256');
    this.#last = this.#left === 0;
    this.#state = 'payload';
    if (this.#last) this.#endPayload();
  }

  /** The last chunk has no payload; after it come the trailer's lines, if any, and an empty one. */
  #endPayload(): void {
    const { signing } = this.#props;
    if (signing !== undefined) {
      const expected = signChunk(signing, this.#previousSignature, this.#hash?.digest('hex') ?? '');
      if (!sameSignature(expected, this.#signature)) throw wrongSignature();
      this.#previousSignature = expected;
    }
    this.#state = this.#last ? 'trailer' : 'payload-end';
  }

  #takeTrailer(line: string): void {
    if (line === '') {
      this.#endTrailer();
      return;
    }
    const [, name = '', value = ''] = /^([a-z0-9-]+):\s*(\S+)\s*$/.exec(line) ?? [];
    const known = name === this.#props.trailer || (name === 'x-amz-trailer-signature' && this.#props.signing?.trailer === true);
    if (!known || this.#trailers.has(name)) throw malformed('a trailing header was not announced or comes twice');
    this.#trailers.set(name, value);
    if (name === 'x-amz-trailer-signature') this.#verifyTrailer(value);
  }

  #verifyTrailer(signature: string): void {
    const { signing, trailer = '' } = this.#props;
    if (signing === undefined) return;
    const text = `${trailer}:${this.#trailers.get(trailer) ?? ''}\n`;
    if (!sameSignature(signTrailer(signing, this.#previousSignature, text), signature)) throw wrongSignature();
  }

  #endTrailer(): void {
    const { signing, trailer } = this.#props;
    if (trailer !== undefined && !this.#trailers.has(trailer)) throw malformed('the announced trailing header is missing');
    if (signing?.trailer === true && !this.#trailers.has('x-amz-trailer-signature')) throw malformed('the trailer is not signed');
    this.#state = 'done';
  }
}

export const incomplete = (): AwsError =>
  new AwsError('IncompleteBody', 400, 'The request body terminated unexpectedly or differs from the Content-Length or decoded length.');

const malformed = (reason: string): AwsError =>
  new AwsError('MalformedTrailerError', 400, `The request contained trailing data that was not well-formed: ${reason}`);

const wrongSignature = (): AwsError =>
  new AwsError(
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  );
