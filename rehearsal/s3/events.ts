import type { Cloud } from '../cloud.ts';
import { bucketArn } from './names.ts';
import type { Visit } from './s3.ts';
import type { Bucket } from './store/bucket.ts';
import type { ObjectVersion, OwedEvent, Version } from './store/version.ts';

export type CreationReason = 'PutObject' | 'CompleteMultipartUpload' | 'CopyObject';

/** What is told of a new version (S3: "EventBridge event message structure"); undefined where the bucket tells nothing. */
export const createdEvent = (
  visit: Visit,
  bucket: Bucket,
  told: { readonly key: string; readonly version: ObjectVersion; readonly reason: CreationReason },
): OwedEvent | undefined => {
  const { key, version, reason } = told;
  const object = { key, size: version.sizeBytes, etag: version.etag, ...versionId(version), sequencer: version.sequencer };
  return owed(visit, bucket, { detailType: 'Object Created', object, more: { reason } });
};

/** What is told of a deletion: for good, or by a delete marker. */
export const deletedEvent = (
  visit: Visit,
  bucket: Bucket,
  told: { readonly key: string; readonly version: Version },
): OwedEvent | undefined => {
  const { key, version } = told;
  const etag = version.kind === 'object' ? { etag: version.etag } : {};
  const deletion = version.kind === 'marker' ? 'Delete Marker Created' : 'Permanently Deleted';
  return owed(visit, bucket, {
    detailType: 'Object Deleted',
    object: { key, ...etag, ...versionId(version), sequencer: visit.s3.nextSequencer() },
    more: { reason: 'DeleteObject', 'deletion-type': deletion },
  });
};

/** Hands over what a key owes. A bus that does not take it now is asked again later; nothing is lost. */
export const deliverOwed = async (cloud: Cloud, bucket: Bucket, key: string): Promise<void> => {
  try {
    await bucket.keys.deliver(key, ({ detailType, detail }) =>
      cloud.events.put({ source: 'aws.s3', detailType, resources: [bucketArn(bucket.name)], detail }),
    );
  } catch (error) {
    cloud.report(`s3: an event of the bucket ${bucket.name} waits to be sent: ${String(error)}`);
  }
};

const owed = (
  { request }: Visit,
  bucket: Bucket,
  told: {
    readonly detailType: string;
    readonly object: Readonly<Record<string, unknown>>;
    readonly more: Readonly<Record<string, string>>;
  },
): OwedEvent | undefined => {
  if (!bucket.settings.eventBridge) return undefined;
  const { principal, sourceIp } = request.caller;
  const requester = principal.kind === 'service' ? principal.service : principal.kind === 'anonymous' ? 'anonymous' : principal.accountId;
  return {
    detailType: told.detailType,
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: told.object,
      'request-id': request.requestId,
      requester,
      'source-ip-address': sourceIp,
      ...told.more,
    },
  };
};

const versionId = (version: Version): Readonly<Record<string, string>> =>
  version.versionId === 'null' ? {} : { 'version-id': version.versionId };
