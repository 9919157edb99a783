import * as z from 'zod/mini';

/** What S3 tells EventBridge of a new object (docs: Amazon S3, "EventBridge event message structure"). Further fields are let be. */
export const objectCreated = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  account: z.string(),
  region: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), size: z.int().check(z.minimum(0)), 'version-id': z.string().check(z.minLength(1)) }),
  }),
});

/**
 * What a CloudTrail record says, as far as anybody here asks (docs: AWS CloudTrail, "record contents"). Only this much of a record leaves the
 * archive.
 */
export const logRecordDetail = z.object({
  eventSource: z.string(),
  eventName: z.string(),
  eventID: z.uuid(),
  eventTime: z.iso.datetime(),
  awsRegion: z.string().check(z.minLength(3)),
  errorCode: z.optional(z.string()),
  recipientAccountId: z.string().check(z.regex(/^\d{12}$/)),
  requestParameters: z.optional(
    z.nullable(
      z.object({
        bucketName: z.optional(z.string()),
        key: z.optional(z.string()),
        versionId: z.optional(z.string()),
        roleArn: z.optional(z.string()),
      }),
    ),
  ),
  userIdentity: z.object({
    type: z.optional(z.string()),
    accountId: z.optional(z.string()),
    sessionContext: z.optional(
      z.object({
        sessionIssuer: z.optional(z.object({ type: z.string(), arn: z.string() })),
        sourceIdentity: z.optional(z.string()),
      }),
    ),
  }),
});

/** A read, as CloudTrail tells it to EventBridge (Amazon EventBridge, "events via CloudTrail") or as the reader of the log found it there. */
export const apiCall = z.object({
  source: z.string(),
  'detail-type': z.string(),
  account: z.string(),
  region: z.string(),
  detail: z.object({
    eventSource: z.literal('s3.amazonaws.com'),
    eventName: z.literal('GetObject'),
    eventID: z.uuid(),
    eventTime: z.iso.datetime(),
    awsRegion: z.optional(z.string()),
    errorCode: z.optional(z.string()),
    recipientAccountId: z.string(),
    requestParameters: z.object({ bucketName: z.string(), key: z.string(), versionId: z.optional(z.string()) }),
    userIdentity: z.object({
      type: z.string(),
      accountId: z.optional(z.string()),
      sessionContext: z.optional(
        z.object({
          sessionIssuer: z.object({ type: z.string(), arn: z.string() }),
          sourceIdentity: z.optional(z.string()),
        }),
      ),
    }),
  }),
});

export type ApiCall = z.infer<typeof apiCall>;

/** Calls that switch a key, change its material or its policy. */
export const keyActs = [
  'DisableKey',
  'EnableKey',
  'ImportKeyMaterial',
  'DeleteImportedKeyMaterial',
  'PutKeyPolicy',
  'ScheduleKeyDeletion',
  'CancelKeyDeletion',
] as const;

/** What CloudTrail tells EventBridge of such a call (docs: AWS KMS, "Logging AWS KMS API calls with CloudTrail"). */
export const keyCall = z.object({
  source: z.literal('aws.kms'),
  'detail-type': z.literal('AWS API Call via CloudTrail'),
  account: z.string(),
  region: z.string(),
  detail: z.object({
    eventSource: z.literal('kms.amazonaws.com'),
    eventName: z.enum(keyActs),
    eventID: z.uuid(),
    errorCode: z.optional(z.string()),
    requestParameters: z.nullish(z.object({ keyId: z.optional(z.string()) })),
    resources: z.optional(z.array(z.object({ ARN: z.string() }))),
    userIdentity: z.object({
      arn: z.optional(z.string()),
      sessionContext: z.optional(z.object({ sourceIdentity: z.optional(z.string()) })),
    }),
  }),
});
export type KeyCall = z.infer<typeof keyCall>['detail'];
