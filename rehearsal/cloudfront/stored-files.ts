import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as z from 'zod';

/** A file as a distribution serves it. */
export interface StoredFile {
  readonly bytes: Buffer;
  readonly cacheControl: string | undefined;
  readonly etag: string;
}

/** Objects of the buckets behind distributions, by bucket and key. */
export type StoredFiles = Map<string, Map<string, StoredFile>>;

/** What CDK's BucketDeployment asks of its function (docs: aws-cdk-lib.aws_s3_deployment); anything else is refused. */
const deployment = z.strictObject({
  ServiceToken: z.string(),
  SourceBucketNames: z.array(z.string()),
  SourceObjectKeys: z.array(z.string()),
  SourceMarkers: z.array(z.record(z.string(), z.string())).optional(),
  SourceMarkersConfig: z.array(z.strictObject({ jsonEscape: z.boolean().optional() })).optional(),
  DestinationBucketName: z.string(),
  WaitForDistributionInvalidation: z.unknown(),
  Prune: z.literal([false, 'false']),
  SystemMetadata: z.strictObject({ 'cache-control': z.string().optional() }).optional(),
  DistributionId: z.string().optional(),
  DistributionPaths: z.array(z.string()).optional(),
  OutputObjectKeys: z.unknown(),
});

export interface Deploying {
  readonly files: StoredFiles;
  readonly assetAt: (bucket: string, key: string) => string;
  /** Last word on a file's content. */
  readonly finish: (key: string, bytes: Buffer) => Buffer;
}

/** Does what the deployment's own function does in AWS: copies assets into a bucket, with values that are known only now. */
export async function deployFiles(properties: Readonly<Record<string, unknown>>, { files, assetAt, finish }: Deploying): Promise<void> {
  const asked = deployment.parse(properties);
  const into = files.get(asked.DestinationBucketName) ?? new Map<string, StoredFile>();
  files.set(asked.DestinationBucketName, into);
  for (const [index, key] of asked.SourceObjectKeys.entries()) {
    const folder = assetAt(asked.SourceBucketNames[index] ?? '', key);
    const markers = asked.SourceMarkers?.[index] ?? {};
    for (const path of await filesBelow(folder)) {
      const name = relative(folder, path).split(sep).join('/');
      const bytes = finish(name, withValues(await readFile(path), markers));
      into.set(name, { bytes, cacheControl: asked.SystemMetadata?.['cache-control'], etag: etagOf(bytes) });
    }
  }
}

function withValues(bytes: Buffer, markers: Readonly<Record<string, string>>): Buffer {
  const all = Object.entries(markers);
  if (all.length === 0) return bytes;
  return Buffer.from(all.reduce((text, [marker, value]) => text.replaceAll(marker, value), bytes.toString('utf8')));
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
}
