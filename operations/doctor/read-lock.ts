import * as z from 'zod';
import { type AwsCall, AwsNo } from '../aws/signed-call.ts';
import type { LockFact } from './facts.ts';

/** Object Lock of a bucket; undefined where there is no such bucket, or none that is locked by default. */
export async function readLock(call: AwsCall, bucket: string): Promise<LockFact | undefined> {
  try {
    const { body } = await call.get('s3', `/${bucket}?object-lock`);
    const { Mode, Days, Years } = configuration.parse(body).ObjectLockConfiguration.Rule.DefaultRetention;
    return { bucket, mode: Mode, days: Days ?? (Years ?? 0) * 365 };
  } catch (error) {
    if (error instanceof AwsNo && ['NoSuchBucket', 'ObjectLockConfigurationNotFoundError'].includes(error.code)) return undefined;
    throw error;
  }
}

const configuration = z.object({
  ObjectLockConfiguration: z.object({
    Rule: z.object({
      DefaultRetention: z.object({
        Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
        Days: z.coerce.number().int().optional(),
        Years: z.coerce.number().int().optional(),
      }),
    }),
  }),
});
