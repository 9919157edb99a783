import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

export interface PresignProps {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What a browser's S3 plug-in asks to have signed. */
export interface ToPresign {
  readonly method?: string;
  readonly key?: string;
  readonly uploadId?: string;
  readonly partNumber?: number;
}

/** Signs a plain request to one bucket, as the server behind an upload plug-in does. */
export function presignFor({ bucket, ...place }: PresignProps): (asked: ToPresign) => Promise<string> {
  const s3 = new S3Client({ ...place, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  return ({ method, key, uploadId, partNumber }) => {
    const object = { Bucket: bucket, Key: key };
    const upload = { ...object, UploadId: uploadId };
    if (method === 'PUT' && uploadId) return getSignedUrl(s3, new UploadPartCommand({ ...upload, PartNumber: partNumber }));
    if (method === 'PUT') return getSignedUrl(s3, new PutObjectCommand(object));
    if (method === 'POST' && uploadId) return getSignedUrl(s3, new CompleteMultipartUploadCommand(upload));
    if (method === 'POST') return getSignedUrl(s3, new CreateMultipartUploadCommand(object));
    if (method === 'DELETE') return getSignedUrl(s3, new AbortMultipartUploadCommand(upload));
    return getSignedUrl(s3, new ListPartsCommand(upload));
  };
}
