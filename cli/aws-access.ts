import { join, resolve } from 'node:path';
import { STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { Failure } from '../client/failure.ts';
import type { AwsAccess } from '../operations/aws/signed-call.ts';
import type { Run } from './commands/run.ts';
import { readPrivate } from './private-file.ts';

export interface AccessOptions {
  /** Folder of a running rehearsal; AWS where absent. */
  readonly rehearsal?: string;
}

/** AWS with the credentials that the AWS CLI would use, or a rehearsal with its operator's. Throws NoExchange where none runs. */
export async function accessFor(
  { host }: Pick<Run, 'host'>,
  { rehearsal }: AccessOptions,
  region: string,
): Promise<{ readonly access: AwsAccess; readonly against: 'account' | 'rehearsal' }> {
  if (rehearsal === undefined) {
    const { credentials } = new STSClient({ region }).config;
    return { access: { region, credentials: () => credentials(), now: host.now }, against: 'account' };
  }
  const found = await rehearsalIn(host.cwd, rehearsal);
  const access = { region: found.region, endpoint: found.s3, credentials: async () => found.operator, now: host.now };
  return { access, against: 'rehearsal' };
}

const standing = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
const endpoints = z.object({ s3: z.url(), region: z.string(), operator: standing });

export async function rehearsalIn(cwd: string, folder: string): Promise<z.infer<typeof endpoints>> {
  const found = await readPrivate(join(resolve(cwd, folder), 'endpoints.json'), endpoints);
  if (!found) throw new Failure('NoExchange');
  return found;
}
