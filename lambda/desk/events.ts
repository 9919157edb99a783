import * as z from 'zod';

/** What S3 tells EventBridge of a new object (docs: Amazon S3, "EventBridge event message structure"). Further fields are let be. */
export const objectCreated = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  account: z.string(),
  region: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), size: z.int().min(0), 'version-id': z.string().min(1) }),
  }),
});

/** What CloudTrail tells EventBridge of a read (docs: AWS CloudTrail, "record contents"; Amazon EventBridge, "events via CloudTrail"). */
export const apiCall = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('AWS API Call via CloudTrail'),
  account: z.string(),
  region: z.string(),
  detail: z.object({
    eventSource: z.literal('s3.amazonaws.com'),
    eventName: z.literal('GetObject'),
    eventID: z.uuid(),
    eventTime: z.iso.datetime(),
    errorCode: z.string().optional(),
    recipientAccountId: z.string(),
    requestParameters: z.object({ bucketName: z.string(), key: z.string(), versionId: z.string().optional() }),
    userIdentity: z.object({
      type: z.string(),
      accountId: z.string().optional(),
      sessionContext: z
        .object({
          sessionIssuer: z.object({ type: z.string(), arn: z.string() }),
          sourceIdentity: z.string().optional(),
        })
        .optional(),
    }),
  }),
});
