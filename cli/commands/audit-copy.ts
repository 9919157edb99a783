import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CloudTrailClient, type CloudTrailClientConfig, ListPublicKeysCommand, type PublicKey } from '@aws-sdk/client-cloudtrail';
import { S3Client } from '@aws-sdk/client-s3';
import { isDiskTrouble } from '../../audit/disk-trouble.ts';
import { Failure } from '../../client/failure.ts';
import { copyArchive } from '../archive-copy.ts';
import { type ArchiveSource, archiveSource } from '../archive-source.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writePrivate } from '../private-file.ts';
import type { Run } from './run.ts';

export interface AuditCopyOptions {
  readonly folder: string;
  readonly buckets: readonly string[];
  readonly prefix?: string;
  readonly rehearsal?: string;
  /** File for the public keys of the digests; replaced where it is there. */
  readonly keys?: string;
  /** Keys that were valid since then. */
  readonly from?: Date;
}

/** Copies the archive to this machine, with what verification needs: the digests' signatures, and the public keys if asked. */
export async function auditCopy(run: Run, options: AuditCopyOptions): Promise<ExitCode> {
  const { buckets, client } = await archiveSource(options, run.host);
  const folder = resolve(run.host.cwd, options.folder);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause) => {
    throw new Failure('FolderUnwritable', folder, { cause });
  });
  const s3 = new S3Client({ ...client, followRegionRedirects: true });
  try {
    const { prefix } = options;
    const outcomes = [];
    for (const bucket of buckets) {
      outcomes.push({ bucket, ...(await asked(copyArchive({ client: s3, bucket, folder, ...(prefix !== undefined && { prefix }) }))) });
    }
    const keys = options.keys === undefined ? undefined : await keepKeys(run, { ...options, file: options.keys, folder, client });
    const leftOut = outcomes.flatMap((outcome) => outcome.leftOut.map((key) => `${outcome.bucket}/${key}`));
    run.output.result({ folder, buckets: outcomes, ...(keys !== undefined && { keys }) }, [
      ...outcomes.map(
        ({ bucket, copied, alreadyThere, bytes }) => `${bucket}: ${copied} copied (${bytes} bytes), ${alreadyThere} were there`,
      ),
      ...leftOut.map((key) => `left out, no name for a file: ${JSON.stringify(key)}`),
      ...(keys === undefined ? [] : [`${keys.count} public keys of ${keys.regions.join(', ') || 'no Region'} kept in ${keys.file}`]),
    ]);
    return leftOut.length > 0 ? exitCodes.notConfirmed : exitCodes.done;
  } finally {
    s3.destroy();
  }
}

interface KeysWanted {
  readonly file: string;
  readonly folder: string;
  readonly client: ArchiveSource['client'];
  readonly from?: Date;
}

const year = 365 * 24 * 3600 * 1000;

/** The keys of every Region that the copy has digests of, in the form that `aws cloudtrail list-public-keys` prints. */
async function keepKeys(run: Run, { file, folder, client, from }: KeysWanted) {
  const now = run.host.now();
  const regions = await regionsIn(folder);
  const span = { StartTime: from ?? new Date(now.getTime() - 10 * year), EndTime: now };
  const found: PublicKey[] = [];
  for (const region of regions) found.push(...(await keysOf({ ...client, region }, span)));
  const PublicKeyList = found.map(({ Value, ValidityStartTime, ValidityEndTime, Fingerprint }) => ({
    Value: Buffer.from(Value ?? []).toString('base64'),
    ValidityStartTime,
    ValidityEndTime,
    Fingerprint,
  }));
  const path = resolve(run.host.cwd, file);
  await writePrivate(path, { PublicKeyList });
  return { file: path, count: PublicKeyList.length, regions };
}

/** `…/CloudTrail-Digest/REGION/…` ("CloudTrail digest file structure", AWS). */
async function regionsIn(folder: string): Promise<readonly string[]> {
  const paths = await readdir(folder, { recursive: true });
  const regions = paths.flatMap((path) => /(?:^|\/)CloudTrail-Digest\/([a-z0-9-]+)$/.exec(path)?.[1] ?? []);
  return [...new Set(regions)].sort();
}

async function keysOf(
  config: CloudTrailClientConfig,
  span: { readonly StartTime: Date; readonly EndTime: Date },
): Promise<readonly PublicKey[]> {
  const client = new CloudTrailClient(config);
  try {
    const keys: PublicKey[] = [];
    let next: string | undefined;
    do {
      const page = await asked(client.send(new ListPublicKeysCommand({ ...span, ...(next !== undefined && { NextToken: next }) })));
      keys.push(...(page.PublicKeyList ?? []));
      next = page.NextToken;
    } while (next !== undefined);
    return keys;
  } finally {
    client.destroy();
  }
}

/** What AWS refuses is told by its code, a line that fails as such. */
async function asked<Outcome>(asking: Promise<Outcome>): Promise<Outcome> {
  try {
    return await asking;
  } catch (cause) {
    // the line is well, and this side has no room or no right to write
    if (isDiskTrouble(cause)) throw new Failure('FolderUnwritable', undefined, { cause });
    if (!(cause instanceof Error)) throw cause;
    const isRefusal = '$response' in cause || '$metadata' in cause;
    if (cause.name === 'CredentialsProviderError' || isRefusal)
      throw new Failure('ArchiveRefused', `${cause.name}: ${cause.message}`, { cause });
    if ('code' in cause || cause.name === 'TimeoutError') throw new Failure('Unreachable', 'the archive', { cause });
    throw cause;
  }
}
