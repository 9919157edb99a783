import { AwsError, type Cloud } from '../cloud.ts';
import type { Replicator } from './replication/replicator.ts';
import type { Envelopes } from './sealing/envelopes.ts';
import type { SealingThread } from './sealing/sealing-thread.ts';
import type { Bucket } from './store/bucket.ts';
import type { Buckets } from './store/buckets.ts';
import type { Answer } from './wire/answer.ts';
import type { S3Request } from './wire/request.ts';

/** What every S3 operation works with. */
export interface S3 {
  readonly cloud: Cloud;
  readonly buckets: Buckets;
  readonly envelopes: Envelopes;
  readonly sealing: SealingThread;
  readonly replicator: Replicator;
  /** Sixteen hex digits that grow with every call, also over a restart. */
  readonly nextSequencer: () => string;
}

/** One request being served. */
export interface Visit {
  readonly s3: S3;
  readonly request: S3Request;
}

/** One operation of the S3 API: what selects it, what it takes, and what it does. Whatever else a request carries answers 501. */
export interface Operation {
  /** As in the API reference. */
  readonly name: string;
  /** As CloudTrail calls it. @default name */
  readonly eventName?: string;
  readonly category: 'Management' | 'Data';
  readonly readOnly: boolean;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly on: 'service' | 'bucket' | 'object';
  /** Query parameters that select it; a value where only that value does. */
  readonly when?: Readonly<Record<string, string | undefined>>;
  /** A header that selects it. */
  readonly whenHeader?: string;
  /** Other query parameters that it takes. */
  readonly query?: readonly string[];
  /** `x-amz-`, `if-` and `range` headers that it takes; one that ends in `*` is a prefix. */
  readonly headers?: readonly string[];
  /** Whether it takes a body, with the headers that state its integrity. @default false */
  readonly body?: boolean;
  readonly run: (visit: Visit) => Promise<Answer>;
}

/** The bucket that the request names. Throws NoSuchBucket. */
export const bucketOf = ({ s3, request }: Visit): Bucket => s3.buckets.get(request.bucket ?? '');

/** The key that the request names. */
export const keyOf = ({ request }: Visit): string => {
  if (request.key === undefined) throw new AwsError('InvalidRequest', 400, 'A key is missing.');
  return request.key;
};

export const notImplemented = (what: string): AwsError =>
  new AwsError('NotImplemented', 501, `A header or parameter you provided implies functionality that is not implemented: ${what}`);

export const invalidArgument = (name: string, message: string): AwsError =>
  new AwsError('InvalidArgument', 400, message, { ArgumentName: name });

export const invalidRequest = (message: string): AwsError => new AwsError('InvalidRequest', 400, message);
