import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ArchiveSigner } from './signer.ts';

/** One digest of a test archive, as asked for. */
export interface DigestPlan {
  /** The folder above the buckets. */
  readonly dir: string;
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly start: Date;
  readonly end: Date;
  readonly logs: readonly WrittenLog[];
  readonly previous: WrittenDigest | undefined;
  readonly signer: ArchiveSigner;
  /** `_backfill`, or nothing. */
  readonly suffix?: string;
  /** Writes `KEY.metadata.json` beside it. */
  readonly sidecar?: boolean;
}

export interface WrittenLog {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
  /** Hex SHA-256 of the uncompressed file. */
  readonly sha256: string;
  readonly oldest: string;
  readonly newest: string;
}

export interface WrittenDigest {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
  readonly text: string;
  readonly signature: string;
  readonly end: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Writes one signed digest (CloudTrail: "CloudTrail digest file structure"). */
export async function writeDigest(plan: DigestPlan): Promise<WrittenDigest> {
  const { dir, bucket, previous, signer, end } = plan;
  const key = digestKey(plan);
  const text = JSON.stringify(digestBody(plan, key));
  const signature = signer.sign([second(end), `${bucket}/${key}`, sha256(text), previous?.signature ?? 'null'].join('\n'));
  const backfilled: Readonly<Record<string, string>> = plan.suffix === '_backfill' ? { 'backfill-generation-timestamp': second(end) } : {};
  const metadata = { signature, 'signature-algorithm': 'SHA256withRSA', ...backfilled };
  const path = join(dir, bucket, key);
  await writeGzip(path, text);
  if (plan.sidecar) await writeFile(`${path}.metadata.json`, JSON.stringify(metadata));
  return { bucket, key, path, text, signature, end, metadata };
}

export async function writeGzip(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, gzipSync(text, { level: 1 }));
}

export const sha256 = (value: string): string => createHash('sha256').update(value).digest('hex');

/** `2026-11-23T14:00:00Z` */
export const second = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** `20261123T140000Z` */
export const compact = (time: Date): string => second(time).replaceAll(/[-:]/g, '');

export const dayFolder = (time: Date): string => time.toISOString().slice(0, 10).replaceAll('-', '/');

function digestKey({ account, region, trail, end, suffix = '' }: DigestPlan): string {
  const name = `${account}_CloudTrail-Digest_${region}_${trail}_${region}_${compact(end)}${suffix}.json.gz`;
  return `AWSLogs/${account}/CloudTrail-Digest/${region}/${dayFolder(end)}/${name}`;
}

function digestBody({ account, bucket, start, end, logs, previous, signer }: DigestPlan, key: string) {
  return {
    awsAccountId: account,
    digestStartTime: second(start),
    digestEndTime: second(end),
    digestS3Bucket: bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: signer.fingerprint,
    digestSignatureAlgorithm: 'SHA256withRSA',
    newestEventTime: logs.at(-1)?.newest ?? null,
    oldestEventTime: logs.at(0)?.oldest ?? null,
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous ? sha256(previous.text) : null,
    previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
    previousDigestSignature: previous?.signature ?? null,
    logFiles: logs.map((log) => ({
      s3Bucket: log.bucket,
      s3Object: log.key,
      hashValue: log.sha256,
      hashAlgorithm: 'SHA-256',
      newestEventTime: log.newest,
      oldestEventTime: log.oldest,
    })),
  };
}
