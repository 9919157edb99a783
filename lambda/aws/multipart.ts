import { base64ToHex, hexToBase64 } from '../hash.ts';
import type { Credentials } from './presign.ts';
import type { S3Answer, S3Call } from './s3-call.ts';
import type { DropBox } from './sessions.ts';
import { elements, elementText, escaped } from './xml.ts';

/** Uploads in parts (docs: Amazon S3 API, CreateMultipartUpload, ListParts, CompleteMultipartUpload, AbortMultipartUpload). */
export interface Multipart {
  readonly create: (key: string, credentials: Credentials) => Promise<string>;
  /** Every part that arrived, by number; undefined where S3 knows no such upload (any more). */
  readonly list: (upload: Upload, credentials: Credentials) => Promise<readonly ArrivedPart[] | undefined>;
  readonly complete: (whole: WholeUpload, credentials: Credentials) => Promise<Completion>;
  readonly abort: (upload: Upload, credentials: Credentials) => Promise<void>;
}

export interface Upload {
  readonly key: string;
  readonly uploadId: string;
}

export interface ArrivedPart {
  readonly part: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly etag: string;
}

export interface WholeUpload extends Upload {
  readonly sizeBytes: number;
  readonly parts: readonly ArrivedPart[];
}

/** `gone`: no such upload. `exists`: the object is there already. `conflict`: to be begun again (docs: "conditional writes", 409). */
export type Completion = 'done' | 'gone' | 'exists' | 'conflict';

export function multipart({ bucket, keyArn }: Pick<DropBox, 'bucket' | 'keyArn'>, call: S3Call): Multipart {
  const of = ({ key, uploadId }: Upload) => ({ bucket, key, query: { uploadId } });
  return {
    create: async (key, credentials) => {
      const headers = { ...encryptionHeaders(keyArn), 'x-amz-checksum-algorithm': 'SHA256' };
      const answer = succeeded(await call({ method: 'POST', bucket, key, query: { uploads: '' }, headers }, credentials));
      return wanted(elementText(answer.text, 'UploadId'), 'UploadId');
    },
    list: (upload, credentials) => listAll(upload, (query) => call({ method: 'GET', ...of(upload), query }, credentials)),
    complete: async (whole, credentials) => {
      const headers = {
        'content-type': 'application/xml',
        'if-none-match': '*',
        'x-amz-mp-object-size': String(whole.sizeBytes),
      };
      return completionOf(await call({ method: 'POST', ...of(whole), headers, body: completionXml(whole.parts) }, credentials));
    },
    abort: async (upload, credentials) => {
      const answer = await call({ method: 'DELETE', ...of(upload) }, credentials);
      if (answer.errorCode !== 'NoSuchUpload') succeeded(answer);
    },
  };
}

/** The headers that every new object in a drop box carries. */
export function encryptionHeaders(keyArn: string) {
  return { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': keyArn };
}

/** S3 lists at most 1,000 parts at a time. */
async function listAll({ uploadId }: Upload, ask: (query: Record<string, string>) => Promise<S3Answer>) {
  const parts: ArrivedPart[] = [];
  let marker: string | undefined;
  do {
    const answer = await ask({ uploadId, 'max-parts': '1000', ...(marker && { 'part-number-marker': marker }) });
    if (answer.errorCode === 'NoSuchUpload') return undefined;
    const { text } = succeeded(answer);
    parts.push(...elements(text, 'Part').map(partOf));
    marker =
      elementText(text, 'IsTruncated') === 'true' ? wanted(elementText(text, 'NextPartNumberMarker'), 'NextPartNumberMarker') : undefined;
  } while (marker);
  return parts;
}

function partOf(xml: string): ArrivedPart {
  return {
    part: Number(wanted(elementText(xml, 'PartNumber'), 'PartNumber')),
    sizeBytes: Number(wanted(elementText(xml, 'Size'), 'Size')),
    sha256: base64ToHex(wanted(elementText(xml, 'ChecksumSHA256'), 'ChecksumSHA256')),
    etag: wanted(elementText(xml, 'ETag'), 'ETag'),
  };
}

function completionXml(parts: readonly ArrivedPart[]): string {
  const lines = parts.map(
    ({ part, sha256, etag }) =>
      `<Part><PartNumber>${part}</PartNumber><ETag>${escaped(etag)}</ETag><ChecksumSHA256>${hexToBase64(sha256)}</ChecksumSHA256></Part>`,
  );
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${lines.join('')}</CompleteMultipartUpload>`;
}

function completionOf(answer: S3Answer): Completion {
  if (answer.errorCode === 'NoSuchUpload') return 'gone';
  if (answer.errorCode === 'PreconditionFailed') return 'exists';
  if (answer.errorCode === 'ConditionalRequestConflict') return 'conflict';
  succeeded(answer);
  return 'done';
}

function succeeded(answer: S3Answer): S3Answer {
  if (answer.errorCode) throw Object.assign(new Error('S3 refused'), { name: `S3 ${answer.status} ${answer.errorCode}` });
  return answer;
}

function wanted(text: string | undefined, name: string): string {
  if (text === undefined) throw new Error(`S3 gave no ${name}`);
  return text;
}
