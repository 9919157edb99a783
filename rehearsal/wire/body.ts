import { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { AwsError } from '../cloud.ts';

/** Reads a body whole; refuses one that is longer than `limitBytes`. */
export const readBody = async (source: Readable, limitBytes: number): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of source.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(piece);
    sizeBytes += bytes.length;
    if (sizeBytes > limitBytes) throw new AwsError('RequestEntityTooLarge', 413, `The body is longer than ${limitBytes} bytes.`);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
};

/** The same request with a body that can be read again, because verifying the signature has read it. */
export const replay = (request: IncomingMessage, body: Uint8Array): IncomingMessage => {
  const again = new IncomingMessage(request.socket);
  again.method = request.method;
  again.url = request.url;
  again.httpVersion = request.httpVersion;
  again.httpVersionMajor = request.httpVersionMajor;
  again.httpVersionMinor = request.httpVersionMinor;
  again.headers = request.headers;
  again.rawHeaders = request.rawHeaders;
  again.complete = true;
  if (body.length > 0) again.push(body);
  again.push(null);
  return again;
};
