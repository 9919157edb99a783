import { join } from 'node:path';
import type { Cloud, EmbeddedService } from '../cloud.ts';
import type { Disk } from './disk/disk.ts';
import { nodeDisk } from './disk/node-disk.ts';
import { WriteBehind } from './disk/write-behind.ts';
import { getInternal, type InternalGet, type InternalPut, type InternalPutResult, putInternal } from './internal.ts';
import { abortOverdueUploads, expireNoncurrentVersions, sendOwedEvents } from './lifecycle.ts';
import { type ActAs, Replicator } from './replication/replicator.ts';
import { s3Removals, s3ResourceTypes } from './resources/resource-types.ts';
import type { S3 } from './s3.ts';
import { Envelopes } from './sealing/envelopes.ts';
import { LocalKey } from './sealing/local-key.ts';
import { SealingThread } from './sealing/sealing-thread.ts';
import { newSequencer } from './sequencer.ts';
import { serve } from './serve.ts';
import { Buckets } from './store/buckets.ts';
import { corsHeaders } from './wire/cors.ts';
import { bucketIn } from './wire/request.ts';

export interface S3Service extends EmbeddedService {
  /** Puts an object in the name of another AWS service; bucket policy and key policy decide. Throws AwsError. */
  readonly putInternal: (put: InternalPut) => Promise<InternalPutResult>;
  /** Reads an object for another AWS service, in the name of whoever asked that service. Throws AwsError. */
  readonly getInternal: (get: InternalGet) => Promise<Buffer>;
  /** Whether there is a bucket of that name, whoever made it. */
  readonly holdsBucket: (name: string) => boolean;
  /** Begins to replicate, once roles, keys and buckets stand. */
  readonly beginReplication: () => void;
  /** Resolves when no version is being replicated. */
  readonly replicated: () => Promise<void>;
  /** Does what falls due with time: aborts overdue uploads, sends events that the bus has not taken. Done by itself after `open` and hourly. */
  readonly catchUp: () => Promise<void>;
}

export interface S3Props {
  /** @default the real disk */
  readonly disk?: Disk;
  /** S3 under the role of a replication. @default nobody takes it on, and every replication fails */
  readonly actAs?: ActAs;
}

const SOON_MS = 1000;
const HOURLY_MS = 3_600_000;

/** S3 with path-style addresses: strict as S3 is, encrypted at rest, its state below `s3/` of the state folder. */
export const createS3 = (cloud: Cloud, props: S3Props = {}): S3Service => {
  const dir = join(cloud.stateDir, 's3');
  const localKey = new LocalKey(join(dir, 'local.key'));
  const disk = props.disk ?? nodeDisk;
  const behind = new WriteBehind(disk);
  const buckets = new Buckets({ disk, behind }, join(dir, 'buckets'));
  const sealing = new SealingThread();
  const replicator = new Replicator(props.actAs);
  const envelopes = new Envelopes(cloud.keys, localKey);
  const s3: S3 = { cloud, buckets, envelopes, sealing, replicator, nextSequencer: newSequencer(cloud.now) };
  const timers: NodeJS.Timeout[] = [];
  const catchUp = async (): Promise<void> => {
    await abortOverdueUploads(s3);
    await expireNoncurrentVersions(s3);
    await sendOwedEvents(s3);
  };
  const inBackground = (): void => {
    catchUp().catch((error: unknown) => cloud.report(`s3: ${String(error)}`));
  };
  return {
    scopes: ['s3'],
    handle: (call) => serve(s3, call),
    refusalHeaders: ({ url = '/', method = 'GET', headers }) => corsHeaders(s3, { bucket: bucketIn(url), origin: headers.origin, method }),
    resourceTypes: s3ResourceTypes(s3),
    removals: s3Removals(s3),
    open: async () => {
      await localKey.open();
      await buckets.open();
      await abortOverdueUploads(s3);
      // The bus opens after S3: what was owed when the last process ended is sent when everything stands.
      timers.push(setTimeout(inBackground, SOON_MS).unref(), setInterval(inBackground, HOURLY_MS).unref());
    },
    close: async () => {
      for (const timer of timers.splice(0)) clearTimeout(timer);
      await replicator.close();
      await sealing.close();
      await behind.close();
    },
    putInternal: (put) => putInternal(s3, put),
    getInternal: (get) => getInternal(s3, get),
    holdsBucket: (name) => buckets.find(name) !== undefined,
    beginReplication: () => replicator.begin(s3),
    replicated: () => replicator.idle(),
    catchUp,
  };
};
