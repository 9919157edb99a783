import type { FileHandle } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { LineBroken, StorageAnswer } from '../../client/sending/storage-answer.ts';
import type { UploadLink } from '../../domain/desk-api.ts';
import { readFully } from './hash-file.ts';

/** A stretch of a document: of a file, or of what a sealed bundle holds. */
export interface Source {
  readonly length: number;
  /** Fills a buffer of that length. Throws where there is less. */
  readonly fill: (into: Uint8Array) => Promise<void>;
  readonly stream: () => Readable;
}

export function fileSource(file: FileHandle, start: number, length: number): Source {
  return {
    length,
    fill: (into) => readFully(file, into, start),
    stream: () => file.createReadStream({ start, end: start + length - 1, autoClose: false, highWaterMark: streamChunkBytes }),
  };
}

/** Puts stretches of documents behind presigned links, over kept connections. */
export interface Putter {
  /** Resolves once S3 has the bytes. Throws StorageAnswer, LineBroken, or Failure FileChanged where the file is shorter. */
  readonly put: (link: Pick<UploadLink, 'url' | 'headers'>, source: Source, lane: number) => Promise<void>;
  readonly close: () => void;
}

/** node:http takes a whole buffer in one write; Node's fetch copies it chunk by chunk and takes about twice the processor time. */
export function makePutter(lanes: number): Putter {
  const agents = {
    plain: new PlainAgent({ keepAlive: true, maxSockets: lanes }),
    secure: new SecureAgent({ keepAlive: true, maxSockets: lanes }),
  };
  const memory = new Map<number, Buffer>();
  const bufferOf = (lane: number, length: number): Buffer => {
    const kept = memory.get(lane);
    const buffer = kept && kept.length >= length ? kept : Buffer.allocUnsafeSlow(length);
    memory.set(lane, buffer);
    return buffer.subarray(0, length);
  };
  return {
    put: async (link, source, lane) => {
      if (source.length > bufferedBytes) return putStream(open(link, source.length, agents), source);
      const buffer = bufferOf(lane, source.length);
      await source.fill(buffer);
      const request = open(link, source.length, agents);
      request.end(buffer);
      await answerTo(request);
    },
    close: () => {
      agents.plain.destroy();
      agents.secure.destroy();
    },
  };
}

/** Larger stretches are streamed: memory stays at this much a lane. */
const bufferedBytes = 16 * 1024 * 1024;
const idleMs = 60_000;
const streamChunkBytes = 1024 * 1024;

function open(
  link: Pick<UploadLink, 'url' | 'headers'>,
  length: number,
  agents: { plain: PlainAgent; secure: SecureAgent },
): ClientRequest {
  const options = { method: 'PUT', headers: { ...link.headers, 'content-length': length }, timeout: idleMs };
  return link.url.startsWith('https:')
    ? secureRequest(link.url, { ...options, agent: agents.secure })
    : plainRequest(link.url, { ...options, agent: agents.plain });
}

async function putStream(request: ClientRequest, { stream }: Source): Promise<void> {
  const bytes = stream();
  bytes.on('error', (cause) => request.destroy(cause));
  bytes.pipe(request);
  try {
    await answerTo(request);
  } finally {
    bytes.unpipe(request);
    bytes.destroy();
  }
}

/** S3 may answer, and hang up, before it has read the body: its answer counts, not the broken write that follows. */
function answerTo(request: ClientRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    request.on('timeout', () => request.destroy(new Error(`nothing moved for ${idleMs / 1000} s`)));
    request.on('error', (cause) => reject(new LineBroken('the line broke', { cause })));
    request.on('response', (response) => {
      readText(response).then(
        (body) => {
          const { statusCode = 0 } = response;
          if (statusCode >= 200 && statusCode < 300) resolve();
          else reject(new StorageAnswer(statusCode, body));
          if (!request.writableFinished) request.destroy();
        },
        (cause) => reject(new LineBroken('the line broke', { cause })),
      );
    });
  });
}

const maxErrorBytes = 64 * 1024;

async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) if (text.length < maxErrorBytes) text += String(chunk);
  return text;
}
