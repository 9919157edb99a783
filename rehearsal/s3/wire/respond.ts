import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../../cloud.ts';
import { xmlElement } from '../../wire/xml.ts';
import { type Answer, writeHead } from './answer.ts';

export interface AnsweredIds {
  readonly requestId: string;
  readonly hostId: string;
}

/** An error as S3 writes it. Fields whose names begin with a lower-case `x-` or are `Allow` and the like are headers. */
export const errorAnswer = (error: AwsError, ids: AnsweredIds): Answer => {
  const isHeader = (name: string): boolean => name.startsWith('x-') || ['Allow', 'Last-Modified', 'ETag'].includes(name);
  const headers = Object.entries(error.fields).filter(([name]) => isHeader(name));
  if (error.status === 304) return { status: 304, headers: Object.fromEntries(headers) };
  const fields = Object.entries(error.fields).filter(([name]) => !isHeader(name));
  const inner = [['Code', error.code], ['Message', error.message], ...fields, ['RequestId', ids.requestId], ['HostId', ids.hostId]];
  const elements = inner.map(([name = '', value]) => xmlElement(name, value));
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', ...Object.fromEntries(headers) },
    body: { kind: 'text', text: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join('')}</Error>` },
  };
};

/** Where an answer goes. */
export interface Reply {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly ids: AnsweredIds;
  readonly cors: Readonly<Record<string, string>>;
}

/** Bytes that an answer has, and that are its body if the method has one. */
export const answerBytes = ({ body }: Answer): number => {
  if (body === undefined) return 0;
  return body.kind === 'text' ? Buffer.byteLength(body.text) : body.sizeBytes;
};

/** Writes an answer whose body is a text or none. */
export const writeAnswer = (to: Reply, answer: Answer): void => {
  writeCommon(to, answer);
  const { body } = answer;
  const text = body?.kind === 'text' && to.request.method !== 'HEAD' ? body.text : undefined;
  if (to.request.method !== 'HEAD' && answer.status !== 204 && answer.status !== 304) {
    to.response.setHeader('content-length', Buffer.byteLength(text ?? ''));
  }
  to.response.end(text);
};

/**
 * Streams an answer. The last piece is held back until `beforeLast` resolves: nobody holds all of an object of which the trail does not
 * know. Answers how many bytes went out, also where the reader went away or the object on disk turned out to be damaged.
 */
export const streamAnswer = async (
  to: Reply,
  answer: Answer,
  beforeLast: (sentBytes: number, error?: AwsError) => Promise<void>,
): Promise<void> => {
  const { body } = answer;
  if (body?.kind !== 'stream') throw new Error('not a stream');
  let sentBytes = 0;
  let recorded = false;
  try {
    // The first piece is read before anything is said: a damaged or closed object can still be refused.
    let held = await body.pieces.next();
    writeCommon(to, answer);
    to.response.setHeader('content-length', body.sizeBytes);
    while (!held.done) {
      const next = await body.pieces.next();
      if (next.done) {
        recorded = true;
        await beforeLast(sentBytes + held.value.length);
      }
      sentBytes += held.value.length;
      await send(to.response, held.value);
      held = next;
    }
    if (!recorded) await beforeLast(sentBytes);
    to.response.end();
  } catch (error) {
    if (!to.response.headersSent && !to.response.destroyed) throw error;
    to.response.destroy();
    if (!recorded) await beforeLast(sentBytes, new AwsError('InternalError', 500, 'The answer was cut short.'));
  } finally {
    await body.release();
  }
};

/** Headers of an answer that was given up before it began do not stay. */
const writeCommon = (to: Reply, answer: Answer): void => {
  for (const name of to.response.getHeaderNames()) to.response.removeHeader(name);
  writeHead(to.response, answer);
  writeHead(to.response, {
    status: answer.status,
    headers: { ...to.cors, 'x-amz-request-id': to.ids.requestId, 'x-amz-id-2': to.ids.hostId, server: 'AmazonS3' },
  });
};

const send = (response: ServerResponse, piece: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      response.off('drain', onDrain).off('close', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onDrain = (): void => settle();
    const onClose = (): void => settle(new Error('the reader went away'));
    if (response.destroyed) {
      reject(new Error('the reader went away'));
      return;
    }
    if (response.write(piece)) {
      resolve();
      return;
    }
    response.on('drain', onDrain).on('close', onClose);
  });

/** Bytes of a refused body that are still read, so that the sender sees the answer; a longer one costs it the connection. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** Reads and drops what is left of a refused request. */
export const discardRest = (request: IncomingMessage): void => {
  if (request.complete || request.destroyed) return;
  let sizeBytes = 0;
  request.on('data', (piece: Buffer) => {
    sizeBytes += piece.length;
    if (sizeBytes > MAX_DISCARDED_BYTES) request.destroy();
  });
  request.on('error', () => request.destroy());
  request.resume();
};
