import { deliverOwed } from './events.ts';
import type { S3 } from './s3.ts';
import type { Bucket } from './store/bucket.ts';
import type { Upload } from './store/upload.ts';

const DAY_MS = 86_400_000;

/** Aborts uploads that nobody finished in the time that the lifecycle rules of their bucket give. */
export const abortOverdueUploads = async (s3: S3): Promise<void> => {
  for (const bucket of s3.buckets.all()) {
    for (const upload of bucket.uploads.all()) if (isOverdue(s3, bucket, upload)) await bucket.uploads.end(upload, async () => []);
  }
};

/** Sends events that were owed when a process ended, or that the bus did not take. One may be sent twice, none is lost. */
export const sendOwedEvents = async (s3: S3): Promise<void> => {
  for (const bucket of s3.buckets.all()) {
    for (const { key, owed } of bucket.keys.all()) if (owed.length > 0) await deliverOwed(s3.cloud, bucket, key);
  }
};

/** S3 rounds up to midnight UTC after the last day. */
const isOverdue = ({ cloud }: S3, { settings }: Bucket, { key, initiatedMs }: Upload): boolean =>
  settings.lifecycle.some((rule) => {
    const dueMs = Math.ceil((initiatedMs + rule.abortIncompleteUploadAfterDays * DAY_MS) / DAY_MS) * DAY_MS;
    return rule.enabled && key.startsWith(rule.prefix) && cloud.now().getTime() >= dueMs;
  });
