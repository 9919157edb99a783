import type { Caller } from '../cloud.ts';

/** An object that an AWS service puts into a bucket in its own name. Bucket policy and key policy decide, as for any other caller. */
export interface InternalObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly contentEncoding?: string;
  /** User metadata, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** `x-amz-acl`, which the bucket policy of a log bucket asks for. */
  readonly acl?: 'bucket-owner-full-control';
  /** Key for SSE-KMS; without it the bucket's default encryption holds. */
  readonly kmsKeyId?: string;
  /** Added to the encryption context that S3 sets itself. */
  readonly encryptionContext?: Readonly<Record<string, string>>;
}

/** Where logs go: the S3 service. */
export interface LogArchive {
  readonly putInternal: (object: InternalObject) => Promise<unknown>;
}
