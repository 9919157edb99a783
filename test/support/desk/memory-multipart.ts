import type { S3Answer, S3Call } from '../../../lambda/aws/s3-call.ts';

/** S3's answers about uploads in parts, from memory: what the real one says, in its own XML. */
export interface MemoryMultipart {
  readonly call: S3Call;
  readonly requests: {
    readonly method: string;
    readonly key: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  }[];
  /** Lays a part there as S3 would after a PUT that it verified. */
  readonly put: (uploadId: string, part: number, content: { readonly sizeBytes: number; readonly sha256: string }) => void;
  readonly uploads: Map<string, Upload>;
  readonly objects: Set<string>;
  /** Error codes to be given before anything is done, in order. */
  readonly failures: string[];
  /** Awaited before each answer: where a test holds S3 back. */
  beforeAnswer: () => Promise<void>;
}

interface Upload {
  readonly key: string;
  readonly parts: Map<number, { readonly sizeBytes: number; readonly sha256: string }>;
}

export function memoryMultipart(): MemoryMultipart {
  const uploads = new Map<string, Upload>();
  const objects = new Set<string>();
  const requests: MemoryMultipart['requests'] = [];
  const failures: string[] = [];
  let begun = 0;
  const call: S3Call = async ({ method, key, query = {}, headers = {}, body }) => {
    requests.push({ method, key, headers, body });
    await memory.beforeAnswer();
    const failure = failures.shift();
    if (failure) return failed(failure);
    if (method === 'POST' && 'uploads' in query) {
      begun += 1;
      const uploadId = `upload-${begun}`;
      uploads.set(uploadId, { key, parts: new Map() });
      return done(`<InitiateMultipartUploadResult><UploadId>${uploadId}</UploadId></InitiateMultipartUploadResult>`);
    }
    const upload = uploads.get(query.uploadId ?? '');
    if (!upload) return failed('NoSuchUpload');
    if (method === 'GET') return done(listing(upload, query));
    uploads.delete(query.uploadId ?? '');
    if (method === 'DELETE') return done('');
    if (objects.has(key)) return failed('PreconditionFailed');
    objects.add(key);
    return done('<CompleteMultipartUploadResult><ETag>&quot;whole&quot;</ETag></CompleteMultipartUploadResult>');
  };
  const memory: MemoryMultipart = {
    call,
    requests,
    uploads,
    objects,
    failures,
    put: (uploadId, part, content) => void uploads.get(uploadId)?.parts.set(part, content),
    beforeAnswer: async () => undefined,
  };
  return memory;
}

function listing({ parts }: Upload, query: Readonly<Record<string, string>>): string {
  const after = Number(query['part-number-marker'] ?? 0);
  const sorted = [...parts].filter(([part]) => part > after).sort(([one], [other]) => one - other);
  const page = sorted.slice(0, Number(query['max-parts'] ?? 1000));
  const lines = page.map(([part, { sizeBytes, sha256 }]) => {
    const checksum = Buffer.from(sha256, 'hex').toString('base64');
    return `<Part><PartNumber>${part}</PartNumber><ETag>&quot;etag-${part}&quot;</ETag><Size>${sizeBytes}</Size><ChecksumSHA256>${checksum}</ChecksumSHA256></Part>`;
  });
  const next = page.length < sorted.length ? `<NextPartNumberMarker>${page.at(-1)?.[0]}</NextPartNumberMarker>` : '';
  return `<ListPartsResult>${next}<IsTruncated>${page.length < sorted.length}</IsTruncated>${lines.join('')}</ListPartsResult>`;
}

function done(text: string): S3Answer {
  return { status: 200, text };
}

function failed(errorCode: string): S3Answer {
  return { status: 400, errorCode, text: `<Error><Code>${errorCode}</Code></Error>` };
}
