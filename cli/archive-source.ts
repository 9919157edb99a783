import { join, resolve } from 'node:path';
import * as z from 'zod';
import { Failure } from '../client/failure.ts';
import type { Host } from './host.ts';
import { readPrivate } from './private-file.ts';

/** Where the archive of the log is, and how to ask for it. */
export interface ArchiveSource {
  readonly buckets: readonly string[];
  /** Of the AWS clients: none outside a rehearsal, where the AWS SDK finds Region and credentials as the AWS CLI does. */
  readonly client: {
    readonly endpoint?: string;
    readonly region?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly forcePathStyle?: boolean;
  };
}

const endpoints = z.object({
  s3: z.url(),
  audit: z.url(),
  region: z.string(),
  auditor: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  trail: z.object({ bucket: z.string() }),
});
export type RehearsalForAuditors = z.infer<typeof endpoints>;

/** Buckets that are named are asked of AWS; without any, the archive is that of the rehearsal in the folder. */
export async function archiveSource(
  { buckets, rehearsal }: { readonly buckets: readonly string[]; readonly rehearsal?: string },
  host: Pick<Host, 'cwd'>,
): Promise<ArchiveSource> {
  if (buckets.length > 0 && rehearsal === undefined) return { buckets, client: {} };
  const found = await rehearsalForAuditors(rehearsal, host);
  const client = { endpoint: found.s3, region: found.region, credentials: found.auditor, forcePathStyle: true };
  return { buckets: buckets.length > 0 ? buckets : [found.trail.bucket], client };
}

/** Throws NoExchange where no rehearsal runs. */
export async function rehearsalForAuditors(folder: string | undefined, host: Pick<Host, 'cwd'>): Promise<RehearsalForAuditors> {
  const found = await readPrivate(join(resolve(host.cwd, folder ?? '.rehearsal'), 'endpoints.json'), endpoints);
  if (!found) throw new Failure('NoExchange');
  return found;
}
