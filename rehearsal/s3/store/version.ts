import * as z from 'zod';
import { replicationStatus } from '../replication/rule.ts';
import { lockMode } from './settings.ts';

export const checksumAlgorithm = z.enum(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']);
export type ChecksumAlgorithm = z.infer<typeof checksumAlgorithm>;

export const checksumType = z.enum(['FULL_OBJECT', 'COMPOSITE']);
export type ChecksumType = z.infer<typeof checksumType>;

export const checksum = z.strictObject({ algorithm: checksumAlgorithm, value: z.string(), type: checksumType });
export type Checksum = Readonly<z.infer<typeof checksum>>;

/** The wrapped data key of an object or an upload, and what unwraps it. */
export const envelope = z.discriminatedUnion('algorithm', [
  z.strictObject({ algorithm: z.literal('AES256'), wrappedKey: z.string() }),
  z.strictObject({
    algorithm: z.literal('aws:kms'),
    keyArn: z.string(),
    wrappedKey: z.string(),
    context: z.record(z.string(), z.string()),
  }),
]);
export type Envelope = Readonly<z.infer<typeof envelope>>;

/** One encrypted file of an object's bytes. */
export const segment = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_-]{32}$/), sizeBytes: z.number().int().min(0) });
export type Segment = Readonly<z.infer<typeof segment>>;

export const retention = z.strictObject({ mode: lockMode, untilMs: z.number() });
export type Retention = Readonly<z.infer<typeof retention>>;

/** Headers that S3 keeps with an object and gives back. */
export const keptHeaders = z.record(z.string(), z.string());

/** What a request says of the object that it makes. */
export const description = z.strictObject({
  headers: keptHeaders,
  metadata: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  retention: retention.optional(),
  legalHold: z.boolean(),
});
export type Description = Readonly<z.infer<typeof description>>;

export const objectPart = z.strictObject({ number: z.number(), sizeBytes: z.number(), checksum: z.string().optional() });
export type ObjectPart = Readonly<z.infer<typeof objectPart>>;

const common = { versionId: z.string(), lastModifiedMs: z.number(), sequencer: z.string() };

export const objectVersion = z.strictObject({
  kind: z.literal('object'),
  ...common,
  ...description.shape,
  sizeBytes: z.number().int().min(0),
  /** Without quotes. */
  etag: z.string(),
  envelope,
  segments: z.array(segment),
  checksum: checksum.optional(),
  /** Of an object uploaded in parts. */
  parts: z.array(objectPart).optional(),
  uploadId: z.string().optional(),
  /** Of a version that a rule of its bucket means, and of a replica. */
  replication: replicationStatus.optional(),
});
export type ObjectVersion = Readonly<z.infer<typeof objectVersion>>;

export const deleteMarker = z.strictObject({ kind: z.literal('marker'), ...common });
export type DeleteMarker = Readonly<z.infer<typeof deleteMarker>>;

export const version = z.discriminatedUnion('kind', [objectVersion, deleteMarker]);
export type Version = ObjectVersion | DeleteMarker;

/** An event for EventBridge that is not yet known to have been taken. */
export const owedEvent = z.strictObject({ detailType: z.string(), detail: z.record(z.string(), z.unknown()) });
export type OwedEvent = Readonly<z.infer<typeof owedEvent>>;

/** All versions of one key, newest first. One file on disk, so that every change of a key is one atomic step. */
export const keyRecord = z.strictObject({ key: z.string(), versions: z.array(version), owed: z.array(owedEvent) });
export interface KeyRecord {
  readonly key: string;
  readonly versions: readonly Version[];
  readonly owed: readonly OwedEvent[];
}

/** The current version: the newest one, unless that is a delete marker. */
export const currentObject = (record: KeyRecord | undefined): ObjectVersion | undefined => {
  const newest = record?.versions[0];
  return newest?.kind === 'object' ? newest : undefined;
};
