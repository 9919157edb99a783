import { type FileHandle, open } from 'node:fs/promises';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../../client/failure.ts';
import { LineBroken, StorageAnswer } from '../../client/sending/storage-answer.ts';
import { codeOf } from '../error-code.ts';

export interface RangeRequest {
  readonly url: string;
  /** File that already holds the first `offset` bytes. */
  readonly path: string;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Appends the bytes from `offset` on (RFC 9110 section 14), or writes all of them where the server ignores the range; never more than
 * `sizeBytes` together. Throws StorageAnswer, LineBroken, Overlong or Failure FolderUnwritable; what was written stays for the next try.
 */
export async function getRange(wanted: RangeRequest): Promise<void> {
  const response = await answerTo(wanted);
  const { statusCode = 0 } = response;
  if (statusCode !== 200 && statusCode !== 206) throw new StorageAnswer(statusCode, await readText(response));
  const offset = statusCode === 206 ? wanted.offset : 0;
  if (statusCode === 206 && !response.headers['content-range']?.startsWith(`bytes ${offset}-`)) {
    response.destroy();
    throw new Failure('UnexpectedAnswer', 'another range than was asked for');
  }
  const file = await openAt(wanted.path, offset).catch((cause) => {
    response.destroy();
    throw new Failure('FolderUnwritable', wanted.path, { cause });
  });
  try {
    const writable = file.createWriteStream({ start: offset, highWaterMark: 4 * 1024 * 1024 });
    await pipeline(response, (source: AsyncIterable<Buffer>) => atMost(source, wanted.sizeBytes - offset, wanted.onBytes), writable);
  } catch (cause) {
    if (cause instanceof Overlong) throw cause;
    throw diskCodes.has(codeOf(cause))
      ? new Failure('FolderUnwritable', undefined, { cause })
      : new LineBroken('the line broke', { cause });
  } finally {
    await file.close();
  }
}

/** The file exists and is open before the first byte is read: whoever sets it aside finds it, and no write of ours comes after. */
const openAt = (path: string, offset: number): Promise<FileHandle> => open(path, offset > 0 ? 'r+' : 'w', 0o600);

/** The answer goes on where the document ends. */
export class Overlong extends Error {}

const idleMs = 60_000;
const maxErrorBytes = 64 * 1024;
const diskCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EIO', 'ENOENT', 'EISDIR', 'EFBIG']);

async function* atMost(source: AsyncIterable<Buffer>, limit: number, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  let left = limit;
  for await (const chunk of source) {
    left -= chunk.length;
    if (left < 0) throw new Overlong();
    onBytes(chunk.length);
    yield chunk;
  }
}

function answerTo({ url, offset }: RangeRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? secureRequest : plainRequest;
    const request = send(url, { method: 'GET', headers: offset > 0 ? { range: `bytes=${offset}-` } : {}, timeout: idleMs });
    request.on('timeout', () => request.destroy(new Error(`nothing moved for ${idleMs / 1000} s`)));
    request.on('error', (cause) => reject(new LineBroken('the line broke', { cause })));
    request.on('response', resolve);
    request.end();
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) if (text.length < maxErrorBytes) text += String(chunk);
  return text;
}
