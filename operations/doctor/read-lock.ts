import * as z from 'zod';
import { type AwsCall, AwsNo } from '../aws/signed-call.ts';
import type { LockFact } from './facts.ts';

export interface LockedBucket {
  readonly bucket: string;
  /** The stack that made it. */
  readonly stack: string;
}

/**
 * Object Lock of a bucket; undefined where there is no such bucket, or none that is locked by default. The policies of drop boxes and archive let
 * nobody ask the bucket: then it is read from the template that CloudFormation keeps of its stack.
 */
export async function readLock(call: AwsCall, { bucket, stack }: LockedBucket): Promise<LockFact | undefined> {
  try {
    const { body } = await call.get('s3', `/${bucket}?object-lock`);
    return factOf(bucket, answer.parse(body).ObjectLockConfiguration.Rule.DefaultRetention);
  } catch (error) {
    if (!(error instanceof AwsNo)) throw error;
    if (['NoSuchBucket', 'ObjectLockConfigurationNotFoundError'].includes(error.code)) return undefined;
    if (error.code === 'AccessDenied') return lockInTemplate(call, { bucket, stack });
    throw error;
  }
}

async function lockInTemplate(call: AwsCall, { bucket, stack }: LockedBucket): Promise<LockFact | undefined> {
  const { body } = await call.query('cloudformation', '2010-05-15', { Action: 'GetTemplate', StackName: stack, TemplateStage: 'Original' });
  const { Resources } = template.parse(JSON.parse(templateAnswer.parse(body).GetTemplateResponse.GetTemplateResult.TemplateBody));
  const own = Object.values(Resources).flatMap((resource) => lockedBucket.safeParse(resource).data ?? []);
  const found = own.find(({ Properties }) => Properties.BucketName === bucket);
  return found && factOf(bucket, found.Properties.ObjectLockConfiguration.Rule.DefaultRetention);
}

function factOf(bucket: string, { Mode, Days, Years }: z.infer<typeof retention>): LockFact {
  return { bucket, mode: Mode, days: Days ?? (Years ?? 0) * 365 };
}

const retention = z.object({
  Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
  Days: z.coerce.number().int().optional(),
  Years: z.coerce.number().int().optional(),
});
const lock = z.object({ Rule: z.object({ DefaultRetention: retention }) });
const answer = z.object({ ObjectLockConfiguration: lock });
const templateAnswer = z.object({ GetTemplateResponse: z.object({ GetTemplateResult: z.object({ TemplateBody: z.string() }) }) });
const template = z.object({ Resources: z.record(z.string(), z.unknown()) });
const lockedBucket = z.object({
  Type: z.literal('AWS::S3::Bucket'),
  Properties: z.object({ BucketName: z.string(), ObjectLockConfiguration: lock }),
});
