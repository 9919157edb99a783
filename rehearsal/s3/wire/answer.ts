import type { ServerResponse } from 'node:http';
import { xmlElement } from '../../wire/xml.ts';

/** What an operation answers. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: AnswerBody;
  /** What the trail says of it beyond the request. */
  readonly trail?: AnswerTrail;
}

export type AnswerBody =
  | { readonly kind: 'text'; readonly text: string }
  /** `pieces` is read once; `sizeBytes` is what it gives in all. `release` is called at the end, whatever it was. */
  | {
      readonly kind: 'stream';
      readonly sizeBytes: number;
      readonly pieces: AsyncIterator<Buffer>;
      readonly release: () => Promise<void>;
    };

export interface AnswerTrail {
  readonly sseApplied?: string;
  /** Keys that were touched, where the request names more than one. */
  readonly keys?: readonly string[];
  readonly bytesIn?: number;
}

export const XMLNS = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** An element that holds elements. */
export const group = (name: string, ...children: readonly string[]): string => `<${name}>${children.join('')}</${name}>`;

/** A 200 with an XML document. */
export const xmlAnswer = (name: string, ...children: readonly string[]): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: { kind: 'text', text: `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${XMLNS}">${children.join('')}</${name}>` },
});

export const emptyAnswer = (status: 200 | 204, headers: Answer['headers'] = {}): Answer => ({ status, headers });

/** `"ETAG"` */
export const quoted = (etag: string): string => `"${etag}"`;

/** Dates in bodies; S3 keeps whole seconds, and writes the milliseconds as zeros. */
export const xmlDate = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}.000Z`;

/** Dates in headers. */
export const httpDate = (ms: number): string => new Date(ms).toUTCString();

/** Bucket owner or initiator. S3 answers a canonical id; an account has one, made up of its number. */
export const ownerElement = (name: string, accountId: string): string => group(name, xmlElement('ID', accountId.padStart(64, '0')));

/** Writes status and headers; headers without value are left out. */
export const writeHead = (response: ServerResponse, { status, headers }: Pick<Answer, 'status' | 'headers'>): void => {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
};
