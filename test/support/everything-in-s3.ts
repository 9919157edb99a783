import * as s3 from '@aws-sdk/client-s3';

/** Where an act is tried: one version of one object, or a place where one could be. */
export interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId: string;
  /** A bucket of one's own, to copy into and out of. */
  readonly own: string;
}

/** One request. Settles as the service answered; an answer that refuses single keys counts as a refusal. */
export type Act<Place> = (client: s3.S3Client, place: Place) => Promise<unknown>;

const tags = { TagSet: [{ Key: 'colour', Value: 'red' }] };
const tomorrow = (): Date => new Date(Date.now() + 86_400_000);
const upload = { UploadId: 'none', PartNumber: 1 };

/** Every request on an object, by the name of its API operation. */
export const objectActs: Readonly<Record<string, Act<ObjectPlace>>> = {
  PutObject: (client, { Bucket, Key }) => client.send(new s3.PutObjectCommand({ Bucket, Key, Body: 'x' })),
  'PutObject with a retention': (client, { Bucket, Key }) => {
    const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: tomorrow() } as const;
    return client.send(new s3.PutObjectCommand({ Bucket, Key, Body: 'x', ...lock }));
  },
  'CopyObject into': (client, { Bucket, Key, own }) => client.send(new s3.CopyObjectCommand({ Bucket, Key, CopySource: `${own}/copied` })),
  'CopyObject out of': (client, { Bucket, Key, VersionId, own }) =>
    client.send(new s3.CopyObjectCommand({ Bucket: own, Key: 'stolen', CopySource: `${Bucket}/${Key}?versionId=${VersionId}` })),
  GetObject: (client, { Bucket, Key }) => client.send(new s3.GetObjectCommand({ Bucket, Key })),
  'GetObject of a version': (client, { Bucket, Key, VersionId }) => client.send(new s3.GetObjectCommand({ Bucket, Key, VersionId })),
  'GetObject of a range': (client, { Bucket, Key }) => client.send(new s3.GetObjectCommand({ Bucket, Key, Range: 'bytes=0-0' })),
  HeadObject: (client, { Bucket, Key, VersionId }) => client.send(new s3.HeadObjectCommand({ Bucket, Key, VersionId })),
  GetObjectAttributes: (client, { Bucket, Key }) =>
    client.send(new s3.GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['Checksum', 'ObjectSize'] })),
  DeleteObject: (client, { Bucket, Key }) => client.send(new s3.DeleteObjectCommand({ Bucket, Key })),
  'DeleteObject past the lock': (client, { Bucket, Key, VersionId }) =>
    client.send(new s3.DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention: true })),
  DeleteObjects: async (client, { Bucket, Key, VersionId }) => {
    const { Errors = [] } = await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key, VersionId }] } }));
    for (const { Code, Message } of Errors) throw Object.assign(new Error(Message), { name: Code });
  },
  GetObjectRetention: (client, { Bucket, Key }) => client.send(new s3.GetObjectRetentionCommand({ Bucket, Key })),
  PutObjectRetention: (client, { Bucket, Key, VersionId }) => {
    const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: tomorrow() } as const;
    return client.send(new s3.PutObjectRetentionCommand({ Bucket, Key, VersionId, Retention, BypassGovernanceRetention: true }));
  },
  GetObjectLegalHold: (client, { Bucket, Key }) => client.send(new s3.GetObjectLegalHoldCommand({ Bucket, Key })),
  PutObjectLegalHold: (client, { Bucket, Key }) =>
    client.send(new s3.PutObjectLegalHoldCommand({ Bucket, Key, LegalHold: { Status: 'OFF' } })),
  GetObjectTagging: (client, { Bucket, Key }) => client.send(new s3.GetObjectTaggingCommand({ Bucket, Key })),
  PutObjectTagging: (client, { Bucket, Key }) => client.send(new s3.PutObjectTaggingCommand({ Bucket, Key, Tagging: tags })),
  DeleteObjectTagging: (client, { Bucket, Key }) => client.send(new s3.DeleteObjectTaggingCommand({ Bucket, Key })),
  CreateMultipartUpload: (client, { Bucket, Key }) => client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key })),
  UploadPart: (client, { Bucket, Key }) => client.send(new s3.UploadPartCommand({ Bucket, Key, ...upload, Body: 'x' })),
  CompleteMultipartUpload: (client, { Bucket, Key }) => {
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: '"0"' }] };
    return client.send(new s3.CompleteMultipartUploadCommand({ Bucket, Key, UploadId: 'none', MultipartUpload }));
  },
  AbortMultipartUpload: (client, { Bucket, Key }) => client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId: 'none' })),
  ListParts: (client, { Bucket, Key }) => client.send(new s3.ListPartsCommand({ Bucket, Key, UploadId: 'none' })),
};

type BucketPlace = Pick<ObjectPlace, 'Bucket'>;

const opened = (Bucket: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`] }],
  });

/** Every request on a bucket, by the name of its API operation. */
export const bucketActs: Readonly<Record<string, Act<BucketPlace>>> = {
  HeadBucket: (client, { Bucket }) => client.send(new s3.HeadBucketCommand({ Bucket })),
  ListObjects: (client, { Bucket }) => client.send(new s3.ListObjectsCommand({ Bucket })),
  ListObjectsV2: (client, { Bucket }) => client.send(new s3.ListObjectsV2Command({ Bucket })),
  ListObjectVersions: (client, { Bucket }) => client.send(new s3.ListObjectVersionsCommand({ Bucket })),
  ListMultipartUploads: (client, { Bucket }) => client.send(new s3.ListMultipartUploadsCommand({ Bucket })),
  GetBucketLocation: (client, { Bucket }) => client.send(new s3.GetBucketLocationCommand({ Bucket })),
  DeleteBucket: (client, { Bucket }) => client.send(new s3.DeleteBucketCommand({ Bucket })),
  GetBucketPolicy: (client, { Bucket }) => client.send(new s3.GetBucketPolicyCommand({ Bucket })),
  PutBucketPolicy: (client, { Bucket }) => client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: opened(Bucket) })),
  DeleteBucketPolicy: (client, { Bucket }) => client.send(new s3.DeleteBucketPolicyCommand({ Bucket })),
  PutBucketVersioning: (client, { Bucket }) =>
    client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
  GetObjectLockConfiguration: (client, { Bucket }) => client.send(new s3.GetObjectLockConfigurationCommand({ Bucket })),
  PutObjectLockConfiguration: (client, { Bucket }) =>
    client.send(new s3.PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } })),
  PutBucketEncryption: (client, { Bucket }) => {
    const Rules: s3.ServerSideEncryptionRule[] = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }];
    return client.send(new s3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  },
  DeleteBucketEncryption: (client, { Bucket }) => client.send(new s3.DeleteBucketEncryptionCommand({ Bucket })),
  DeletePublicAccessBlock: (client, { Bucket }) => client.send(new s3.DeletePublicAccessBlockCommand({ Bucket })),
  PutBucketNotificationConfiguration: (client, { Bucket }) =>
    client.send(new s3.PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} })),
  PutBucketLifecycleConfiguration: (client, { Bucket }) => {
    const Rules = [{ Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } } as const];
    return client.send(new s3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  },
  DeleteBucketLifecycle: (client, { Bucket }) => client.send(new s3.DeleteBucketLifecycleCommand({ Bucket })),
  PutBucketCors: (client, { Bucket }) =>
    client.send(
      new s3.PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] } }),
    ),
  PutBucketTagging: (client, { Bucket }) => client.send(new s3.PutBucketTaggingCommand({ Bucket, Tagging: tags })),
};

/** Code of the refusal; for an answer without a body, as to HEAD, its status; `done` where nothing was refused. */
export async function answerOf(act: Promise<unknown>): Promise<string> {
  try {
    await act;
    return 'done';
  } catch (error) {
    if (error instanceof s3.S3ServiceException && error.name === 'Unknown') return `status ${error.$metadata.httpStatusCode}`;
    return error instanceof Error ? error.name : String(error);
  }
}

/** What `answerOf` says of an act that is forbidden. */
export const forbidden = (name: string): string => (name.startsWith('Head') ? 'status 403' : 'AccessDenied');

/** Name of the event that stands in the log for an act (docs: "Amazon S3 CloudTrail events"): some are not those of the operations. */
export function eventNameOf(act: string): string {
  const [operation = ''] = act.split(' ');
  return eventNames.get(operation) ?? operation;
}

const eventNames = new Map([
  ['ListObjectsV2', 'ListObjects'],
  ['GetObjectLockConfiguration', 'GetBucketObjectLockConfiguration'],
  ['PutObjectLockConfiguration', 'PutBucketObjectLockConfiguration'],
  ['DeletePublicAccessBlock', 'DeleteBucketPublicAccessBlock'],
  ['PutBucketNotificationConfiguration', 'PutBucketNotification'],
  ['PutBucketLifecycleConfiguration', 'PutBucketLifecycle'],
]);
