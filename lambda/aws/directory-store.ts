import { createHash } from 'node:crypto';
import { Refusal } from '../../domain/refusal.ts';
import type { Credentials } from './presign.ts';
import type { S3Call } from './s3-call.ts';

/** The published directory in its bucket. */
export interface DirectoryStore {
  readonly get: () => Promise<PublishedDirectory | undefined>;
  /** Throws Busy where somebody else published meanwhile. */
  readonly put: (jws: string, instead: PublishedDirectory | undefined) => Promise<void>;
}

export interface PublishedDirectory {
  readonly jws: string;
  readonly etag: string;
}

const key = 'directory.jws';

/** Written with a condition (docs: Amazon S3, "conditional writes"): two publications at once never overwrite each other. */
export function directoryStore(bucket: string, call: S3Call, credentials: () => Credentials): DirectoryStore {
  return {
    get: async () => {
      const { status, text, etag, errorCode } = await call({ method: 'GET', bucket, key }, credentials());
      if (errorCode === 'NoSuchKey') return undefined;
      if (errorCode || !etag) throw new Error(`S3 answered ${status} ${errorCode}`);
      return { jws: text, etag };
    },
    put: async (jws, instead) => {
      const checksum = createHash('sha256').update(jws).digest('base64');
      const condition: Readonly<Record<string, string>> = instead ? { 'if-match': instead.etag } : { 'if-none-match': '*' };
      const headers = { 'content-type': 'application/jose', 'x-amz-checksum-sha256': checksum, ...condition };
      const { status, errorCode } = await call({ method: 'PUT', bucket, key, headers, body: jws }, credentials());
      if (errorCode === 'PreconditionFailed' || errorCode === 'ConditionalRequestConflict') throw new Refusal('Busy');
      if (errorCode) throw new Error(`S3 answered ${status} ${errorCode}`);
    },
  };
}
