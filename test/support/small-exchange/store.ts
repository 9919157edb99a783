import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { UploadLink } from '../../../domain/desk-api.ts';
import { objectKey } from '../../../domain/manifest.ts';
import type { Visit } from './web.ts';

/** A drop box that refuses what S3 refuses of a signed link: expiry, tampering, other length, other bytes, overwriting. */
export interface Store {
  readonly visit: (path: string, visit: Visit) => Promise<void>;
  readonly uploadLink: (wanted: WantedUpload) => UploadLink;
  readonly downloadLink: (key: string) => string;
  readonly object: (key: string) => StoredObject | undefined;
  readonly parts: (key: string) => ReadonlyMap<number, StoredObject>;
  readonly joinParts: (key: string) => void;
  /** Emits `stored` after every PUT that was taken. */
  readonly events: EventEmitter;
}

export interface StoredObject {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly versionId: string;
}

export interface WantedUpload {
  readonly dispatchId: string;
  readonly documentNumber: number;
  readonly part?: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What a test may do to a request before the store looks at it. */
export interface StoreFaults {
  /** Answers an error, `drop` breaks the line half-way, `hold` never answers, undefined lets it pass. */
  onPut?: (put: { readonly key: string; readonly part: number | undefined; readonly count: number }) => Fault | undefined;
  /** As onPut, after the bytes were taken and before the answer. */
  afterPut?: () => 'drop' | undefined;
  onGet?: (get: {
    readonly key: string;
    readonly range: string | undefined;
    readonly count: number;
  }) => Fault | { readonly bytes: Buffer } | undefined;
  /** Ends when a download that is to be dropped half-way may be. */
  beforeDrop?: () => Promise<void>;
  /** Lifetime of the next links, in milliseconds. */
  linkLifetimeMs: number;
}
export type Fault = { readonly status: number; readonly code: string } | 'drop' | 'hold';

export interface StoreSetup {
  readonly base: () => string;
  readonly faults: StoreFaults;
  readonly onStored: (key: string) => Promise<void>;
  readonly onRead: (key: string) => Promise<void>;
}

export function makeStore({ base, faults, onStored, onRead }: StoreSetup): Store {
  const secret = randomBytes(16);
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Map<number, StoredObject>>();
  const events = new EventEmitter();
  const counts = { put: 0, get: 0 };

  const signed = (path: string, parameters: Record<string, string>): string => {
    const query = new URLSearchParams({ ...parameters, expires: String(Date.now() + faults.linkLifetimeMs), versionId: 'v' });
    query.set('signature', createHmac('sha256', secret).update(`${path}?${query}`).digest('hex'));
    return `${base()}/${path}?${query}`;
  };

  const linkProblem = (path: string, url: URL): Fault | undefined => {
    const query = new URLSearchParams(url.searchParams);
    const signature = query.get('signature');
    query.delete('signature');
    if (signature !== createHmac('sha256', secret).update(`${path}?${query}`).digest('hex'))
      return { status: 403, code: 'SignatureDoesNotMatch' };
    return Number(query.get('expires')) <= Date.now() ? { status: 403, code: 'AccessDenied' } : undefined;
  };

  const put = async (key: string, { request, response, url, body }: Visit): Promise<void> => {
    const part = url.searchParams.has('partNumber') ? Number(url.searchParams.get('partNumber')) : undefined;
    const fault = faults.onPut?.({ key, part, count: ++counts.put }) ?? linkProblem(key, url);
    if (fault) return fail(fault, response);
    const checksum = request.headers['x-amz-checksum-sha256'];
    const isAsSigned =
      request.headers['content-length'] === url.searchParams.get('length') && checksum === url.searchParams.get('checksum');
    if (!isAsSigned) return fail({ status: 403, code: 'SignatureDoesNotMatch' }, response);
    const bytes = await body();
    if (createHash('sha256').update(bytes).digest('base64') !== checksum) return fail({ status: 400, code: 'BadDigest' }, response);
    const stored = { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), versionId: randomUUID() };
    if (part !== undefined) {
      const upload = uploads.get(key) ?? new Map<number, StoredObject>();
      uploads.set(key, upload.set(part, stored));
    } else {
      if (objects.has(key) && request.headers['if-none-match'] === '*') return fail({ status: 412, code: 'PreconditionFailed' }, response);
      objects.set(key, stored);
      await onStored(key);
    }
    events.emit('stored');
    if (faults.afterPut?.() === 'drop') return fail('drop', response);
    response.writeHead(200).end();
  };

  const get = async (key: string, { request, response, url }: Visit): Promise<void> => {
    const fault = faults.onGet?.({ key, range: request.headers.range, count: ++counts.get });
    const isReplaced = typeof fault === 'object' && 'bytes' in fault;
    const problem = (isReplaced ? undefined : fault) ?? linkProblem(key, url);
    const bytes = isReplaced ? fault.bytes : (objects.get(key)?.bytes ?? Buffer.alloc(0));
    if (problem === 'drop') {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
      await faults.beforeDrop?.();
      response.destroy();
      return;
    }
    if (problem) return fail(problem, response);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    await onRead(key);
    const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, ...(from > 0 && range) });
    response.end(bytes.subarray(from));
  };

  return {
    visit: async (path, visit) => (visit.method === 'PUT' ? put(path.slice(1), visit) : get(path.slice(1), visit)),
    downloadLink: (key) => signed(key, {}),
    uploadLink: ({ dispatchId, documentNumber, part, sizeBytes, sha256 }) => {
      const checksum = Buffer.from(sha256, 'hex').toString('base64');
      const parameters = { length: String(sizeBytes), checksum, ...(part !== undefined && { partNumber: String(part) }) };
      return {
        documentNumber,
        part,
        url: signed(objectKey(dispatchId, documentNumber), parameters),
        headers: { 'x-amz-checksum-sha256': checksum, ...(part === undefined && { 'if-none-match': '*' }) },
        expiresAt: new Date(Date.now() + Math.max(60_000, faults.linkLifetimeMs)).toISOString(),
      };
    },
    events,
    object: (key) => objects.get(key),
    parts: (key) => uploads.get(key) ?? new Map(),
    joinParts: (key) => {
      const bytes = Buffer.concat([...(uploads.get(key) ?? [])].sort(([one], [other]) => one - other).map(([, part]) => part.bytes));
      objects.set(key, { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), versionId: randomUUID() });
    },
  };
}

function fail(fault: Fault, response: Visit['response']): void {
  if (fault === 'hold') return;
  if (fault === 'drop') return void response.destroy();
  response.writeHead(fault.status, { 'content-type': 'application/xml' }).end(`<Error><Code>${fault.code}</Code></Error>`);
}
