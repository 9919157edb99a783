import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AwsError, type Caller } from '../cloud.ts';
import { newRequestId } from '../request-id.ts';
import { getObject } from './operations/get-object.ts';
import { putObject } from './operations/put-object.ts';
import { perform } from './perform.ts';
import type { S3 } from './s3.ts';
import type { Answer } from './wire/answer.ts';
import { bareRequest, newHostId, type S3Request } from './wire/request.ts';

/** An object that an AWS service puts into a bucket in its own name. */
export interface InternalPut {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  /** User metadata, without `x-amz-meta-`. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly caller: Caller;
  /** `x-amz-acl` */
  readonly acl?: 'bucket-owner-full-control';
  /** Key for SSE-KMS; without it the bucket's default encryption holds. */
  readonly kmsKeyId?: string;
  /** Added to the encryption context that S3 sets itself. */
  readonly encryptionContext?: Readonly<Record<string, string>>;
}

export interface InternalPutResult {
  readonly versionId?: string;
  readonly etag: string;
}

/** As PutObject over HTTP with a signed request: bucket policy, key policy, Object Lock, events and trail alike. Throws AwsError. */
export const putInternal = async (s3: S3, put: InternalPut): Promise<InternalPutResult> => {
  if (!s3.buckets.find(put.bucket))
    throw new AwsError('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: put.bucket });
  const { headers } = await perform({ s3, request: requestOf(s3, put) }, putObject);
  return { versionId: headers['x-amz-version-id'], etag: headers.etag ?? '' };
};

/** An object that an AWS service reads in somebody's name. */
export interface InternalGet {
  readonly bucket: string;
  readonly key: string;
  readonly caller: Caller;
}

/** As GetObject over HTTP with a signed request: bucket policy, key policy and trail alike. Throws AwsError. */
export const getInternal = async (s3: S3, { bucket, key, caller }: InternalGet): Promise<Buffer> => {
  const request = bareRequest({
    method: 'GET',
    bucket,
    key,
    caller,
    signature: {
      kind: 'header',
      signedHeaders: ['host'],
      payload: { kind: 'sha256', hex: createHash('sha256').digest('hex') },
      signedAt: s3.cloud.now(),
    },
  });
  const { body } = await perform({ s3, request }, getObject);
  if (body?.kind !== 'stream') throw new Error('an object was wanted');
  return bytesOf(body);
};

const requestOf = (s3: S3, put: InternalPut): S3Request => {
  const headers = headersOf(s3, put);
  return {
    method: 'PUT',
    bucket: put.bucket,
    key: put.key,
    query: new Map(),
    header: (name) => headers.get(name),
    headerNames: [...headers.keys()],
    body: Readable.from([put.body], { objectMode: false }),
    caller: put.caller,
    signature: {
      kind: 'header',
      signedHeaders: [...headers.keys()].sort(),
      payload: { kind: 'sha256', hex: headers.get('x-amz-content-sha256') ?? '' },
      signedAt: s3.cloud.now(),
    },
    requestId: newRequestId('s3'),
    hostId: newHostId(),
  };
};

const headersOf = (s3: S3, put: InternalPut): ReadonlyMap<string, string> => {
  const digest = (algorithm: string): Buffer => createHash(algorithm).update(put.body).digest();
  const encryption: readonly (readonly [string, string | undefined])[] =
    put.kmsKeyId === undefined
      ? []
      : [
          ['x-amz-server-side-encryption', 'aws:kms'],
          ['x-amz-server-side-encryption-aws-kms-key-id', put.kmsKeyId],
          ['x-amz-server-side-encryption-context', contextHeader(put.encryptionContext)],
        ];
  const all: readonly (readonly [string, string | undefined])[] = [
    ['host', `${put.bucket}.s3.${s3.cloud.region}.amazonaws.com`],
    ['content-length', String(put.body.length)],
    ['content-md5', digest('md5').toString('base64')],
    ['x-amz-content-sha256', digest('sha256').toString('hex')],
    ['content-type', put.contentType],
    ['content-encoding', put.contentEncoding],
    ['x-amz-acl', put.acl],
    ...encryption,
    ...Object.entries(put.metadata ?? {}).map(([name, value]) => [`x-amz-meta-${name.toLowerCase()}`, value] as const),
  ];
  return new Map(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
};

const contextHeader = (context: InternalPut['encryptionContext']): string | undefined =>
  context === undefined ? undefined : Buffer.from(JSON.stringify(context)).toString('base64');

const bytesOf = async ({ pieces, release }: Extract<NonNullable<Answer['body']>, { kind: 'stream' }>): Promise<Buffer> => {
  const all: Buffer[] = [];
  try {
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) all.push(next.value);
  } finally {
    await release();
  }
  return Buffer.concat(all);
};
