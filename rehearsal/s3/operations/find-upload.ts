import { authorize } from '../access/authorize.ts';
import { putContext } from '../access/context.ts';
import { bucketOf, invalidArgument, keyOf, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Upload } from '../store/upload.ts';

export interface UploadAimedAt {
  readonly bucket: Bucket;
  readonly key: string;
  /** Throws NoSuchUpload; to be called after the request is authorized. */
  readonly find: () => Upload;
}

/** The upload that a request names. */
export const aimAtUpload = (visit: Visit): UploadAimedAt => {
  const [bucket, key] = [bucketOf(visit), keyOf(visit)];
  const uploadId = visit.request.query.get('uploadId') ?? '';
  return { bucket, key, find: () => bucket.uploads.get(key, uploadId) };
};

/**
 * Asks for s3:PutObject on behalf of UploadPart and CompleteMultipartUpload. They carry no encryption headers: policies that ask for
 * encryption see those of CreateMultipartUpload, or they would refuse every multipart upload.
 */
export const authorizeUpload = (visit: Visit, { bucket, key, find }: UploadAimedAt, creates: boolean): void =>
  authorize(visit, bucket, { action: 's3:PutObject', key, context: { ...putContext(visit, creates), ...begunWith(find) } });

const begunWith = (find: () => Upload): Upload['encryptionContextKeys'] => {
  try {
    return find().encryptionContextKeys;
  } catch {
    // An unknown upload is told to those who may write only.
    return {};
  }
};

export const readPartNumber = (text: string | undefined): number => {
  const number = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0;
  if (number >= 1 && number <= 10_000) return number;
  throw invalidArgument('partNumber', 'Part number must be an integer between 1 and 10000, inclusive');
};
