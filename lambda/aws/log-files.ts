import { gunzipSync } from 'node:zlib';
import type { Credentials, Presign } from './presign.ts';
import type { S3Call } from './s3-call.ts';
import { elements, elementText } from './xml.ts';

/** The archive of the log, as whoever reads it sees it. */
export interface LogFiles {
  /** Folders directly below one, each with its closing slash. */
  readonly folders: (below: string) => Promise<readonly string[]>;
  readonly files: (below: string) => Promise<readonly LogFile[]>;
  /** The file's text, unzipped. Throws where there is none, or more than a log file can hold. */
  readonly read: (key: string) => Promise<string>;
}

export interface LogFile {
  readonly key: string;
  readonly storedAt: Date;
}

interface Archive {
  readonly bucket: string;
  readonly call: S3Call;
  readonly presign: Presign;
  readonly credentials: Credentials;
}

/** Far more than any file that CloudTrail writes; what unfolds to more is not read. */
const maxBytes = 128 * 2 ** 20;

export function logFiles(archive: Archive): LogFiles {
  return {
    folders: async (below) => {
      const pages = await listed(archive, { prefix: below, delimiter: '/' });
      return pages.flatMap((page) => elements(page, 'CommonPrefixes').map((each) => elementText(each, 'Prefix') ?? ''));
    },
    files: async (below) => {
      const pages = await listed(archive, { prefix: below });
      return pages.flatMap((page) => elements(page, 'Contents').map(fileOf));
    },
    read: (key) => read(archive, key),
  };
}

function fileOf(xml: string): LogFile {
  return { key: elementText(xml, 'Key') ?? '', storedAt: new Date(elementText(xml, 'LastModified') ?? '') };
}

/** docs: Amazon S3 API, ListObjectsV2. */
async function listed({ bucket, call, credentials }: Archive, asked: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const pages: string[] = [];
  let more: Readonly<Record<string, string>> | undefined = {};
  while (more) {
    const query = { 'list-type': '2', ...asked, ...more };
    const { errorCode, status, text }: Awaited<ReturnType<S3Call>> = await call({ method: 'GET', bucket, key: '', query }, credentials);
    if (errorCode) throw refusedBy(status, errorCode);
    pages.push(text);
    const token = elementText(text, 'NextContinuationToken');
    more = token === undefined ? undefined : { 'continuation-token': token };
  }
  return pages;
}

/** CloudTrail stores its files with `Content-Encoding: gzip`, which fetch undoes by itself. */
async function read({ bucket, presign, credentials }: Archive, key: string): Promise<string> {
  const { url, headers } = await presign({ method: 'GET', bucket, key, lifetimeSeconds: 60 }, credentials);
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(60_000) });
  if (!response.ok || !response.body) throw refusedBy(response.status, 'NotRead');
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.length;
    if (bytes > maxBytes) throw refusedBy(response.status, 'TooLarge');
    parts.push(part);
  }
  const whole = Buffer.concat(parts);
  const zipped = whole[0] === 0x1f && whole[1] === 0x8b;
  return (zipped ? gunzipSync(whole, { maxOutputLength: maxBytes }) : whole).toString('utf8');
}

function refusedBy(status: number, code: string): Error {
  return Object.assign(new Error('S3 refused'), { name: `S3 ${status} ${code}` });
}
