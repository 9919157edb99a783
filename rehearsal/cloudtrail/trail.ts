import * as z from 'zod';
import { advancedEventSelectors, eventSelectors } from './selectors.ts';

/** Properties of `AWS::CloudTrail::Trail` that the rehearsal carries out; any other is refused. */
export const trailProperties = z.strictObject({
  AdvancedEventSelectors: advancedEventSelectors.default([]),
  EnableLogFileValidation: z.boolean().default(false),
  EventSelectors: eventSelectors.default([]),
  IncludeGlobalServiceEvents: z.boolean().default(true),
  IsLogging: z.boolean(),
  IsMultiRegionTrail: z.boolean().default(false),
  IsOrganizationTrail: z.literal(false).default(false),
  KMSKeyId: z.string().optional(),
  S3BucketName: z.string().min(3).max(63),
  S3KeyPrefix: z.string().max(200).optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
  TrailName: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$/)
    .optional(),
});
export type TrailProperties = z.infer<typeof trailProperties>;

/** A trail as provisioned. */
export const trail = z.strictObject({
  name: z.string(),
  arn: z.string(),
  properties: trailProperties,
});
export type Trail = z.infer<typeof trail>;

/** `PREFIX/AWSLogs/ACCOUNT/`: where a trail's objects stand in its bucket. */
export const logRoot = (of: Trail, accountId: string): string => {
  const { S3KeyPrefix } = of.properties;
  return `${S3KeyPrefix === undefined ? '' : `${S3KeyPrefix}/`}AWSLogs/${accountId}`;
};
