import { deliverOwed } from './events.ts';
import type { S3 } from './s3.ts';
import type { Bucket } from './store/bucket.ts';
import type { Upload } from './store/upload.ts';
import type { Version } from './store/version.ts';

const DAY_MS = 86_400_000;

/** Aborts uploads that nobody finished in the time that the lifecycle rules of their bucket give. */
export const abortOverdueUploads = async (s3: S3): Promise<void> => {
  for (const bucket of s3.buckets.all()) {
    for (const upload of bucket.uploads.all()) if (isOverdue(s3, bucket, upload)) await bucket.uploads.end(upload, async () => []);
  }
};

/** Deletes versions that a newer one has hidden for as long as a lifecycle rule of their bucket says. What is locked stays. */
export const expireNoncurrentVersions = async (s3: S3): Promise<void> => {
  const nowMs = s3.cloud.now().getTime();
  for (const bucket of s3.buckets.all()) {
    const rules = bucket.settings.lifecycle.filter((rule) => rule.enabled && rule.noncurrentDays !== undefined);
    for (const { key, versions } of rules.length > 0 ? bucket.keys.all() : []) {
      const days = Math.min(...rules.flatMap((rule) => (key.startsWith(rule.prefix) ? (rule.noncurrentDays ?? []) : [])));
      if (versions.some((_, index) => isExpired(versions, { index, days, nowMs })))
        await bucket.keys.change(key, (now) => ({
          versions: (now?.versions ?? []).filter((_, index, all) => !isExpired(all, { index, days, nowMs })),
        }));
    }
  }
};

interface Ageing {
  readonly index: number;
  readonly days: number;
  readonly nowMs: number;
}

/** A version is noncurrent since the next newer one was made (S3: "Lifecycle configuration elements", NoncurrentVersionExpiration). */
const isExpired = (versions: readonly Version[], { index, days, nowMs }: Ageing): boolean => {
  const [version, newer] = [versions[index], versions[index - 1]];
  if (version === undefined || newer === undefined) return false;
  const locked = version.kind === 'object' && (version.legalHold || (version.retention?.untilMs ?? 0) > nowMs);
  return !locked && nowMs - newer.lastModifiedMs >= days * DAY_MS;
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
    if (rule.abortIncompleteUploadAfterDays === undefined) return false;
    const dueMs = Math.ceil((initiatedMs + rule.abortIncompleteUploadAfterDays * DAY_MS) / DAY_MS) * DAY_MS;
    return rule.enabled && key.startsWith(rule.prefix) && cloud.now().getTime() >= dueMs;
  });
