import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { sidecarSuffix } from '../audit/verify/archive-names.ts';

export interface Copied {
  readonly copied: number;
  readonly alreadyThere: number;
  readonly bytes: number;
  /** Keys that cannot be file names of this copy. */
  readonly leftOut: readonly string[];
}

/** Where a copy comes from and goes to: `FOLDER/BUCKET/KEY`. */
export interface CopyProps {
  readonly client: S3Client;
  readonly bucket: string;
  /** @default every key */
  readonly prefix?: string;
  readonly folder: string;
}

const lanes = 16;

/**
 * Copies the objects of an archive bucket that are not in the copy yet; log files and digests never change. Beside each digest goes its
 * signature, which S3 keeps as metadata and a plain copy loses. What is interrupted goes on where it was.
 */
export async function copyArchive({ client, bucket, prefix, folder }: CopyProps): Promise<Copied> {
  const totals = { copied: 0, alreadyThere: 0, bytes: 0 };
  const leftOut: string[] = [];
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, ...(prefix !== undefined && { Prefix: prefix }) });
  for await (const { Contents = [] } of pages) {
    const queue = Contents.values();
    const lane = async (): Promise<void> => {
      for (const { Key, Size } of queue) {
        if (Key === undefined || !isFileName(Key)) leftOut.push(Key ?? '');
        else if (await isThere(join(folder, bucket, Key), Size)) totals.alreadyThere += 1;
        else {
          // the sum is read after the wait: other lanes add to it meanwhile
          const bytes = await copyObject({ client, bucket, folder }, Key);
          totals.bytes += bytes;
          totals.copied += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }
  return { ...totals, leftOut };
}

/** A key leads nowhere but below the folder, and is the name of one file only. */
function isFileName(key: string): boolean {
  const segments = key.split('/');
  return !key.includes('\0') && segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..' && segment.length < 250);
}

async function isThere(path: string, size: number | undefined): Promise<boolean> {
  const [file, sidecar] = await Promise.all([stat(path).catch(() => undefined), stat(`${path}${sidecarSuffix}`).catch(() => undefined)]);
  return file?.size === size && (!isDigest(path) || sidecar !== undefined);
}

function isDigest(path: string): boolean {
  return path.includes('/CloudTrail-Digest/');
}

async function copyObject({ client, bucket, folder }: Omit<CopyProps, 'prefix'>, key: string): Promise<number> {
  const { Body, Metadata = {}, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const path = join(folder, bucket, key);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const { signature } = Metadata;
  if (isDigest(key) && signature !== undefined) {
    await writeFile(`${path}${sidecarSuffix}`, `${JSON.stringify({ signature })}\n`, { mode: 0o600 });
  }
  const draft = join(dirname(path), `.${randomUUID()}.part`);
  try {
    if (!(Body instanceof Readable)) throw new Error(`S3 sent no body for ${key}`);
    await pipeline(Body, createWriteStream(draft, { flags: 'wx', mode: 0o600 }));
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  return ContentLength;
}
