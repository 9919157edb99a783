import { join, resolve } from 'node:path';
import { STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { Failure } from '../client/failure.ts';
import type { AwsAccess } from '../operations/aws/signed-call.ts';
import type { Run } from './commands/run.ts';
import { readPrivate } from './private-file.ts';

/** Who reads a country's copy: in a rehearsal with what it wrote down for it, in AWS with the shell's session of the copy's reader role. */
export async function copyReaderAccess(
  { host, shared }: Run,
  { country, region }: { readonly country: string; readonly region: string },
): Promise<AwsAccess> {
  if (shared.rehearsal === undefined) {
    const { credentials } = new STSClient({ region }).config;
    return { region, credentials: () => credentials(), now: host.now };
  }
  const found = await readPrivate(join(resolve(host.cwd, shared.rehearsal), 'endpoints.json'), endpoints);
  if (!found) throw new Failure('NoExchange');
  const reader = found.countries[country]?.copyReader;
  if (!reader)
    throw new Failure(
      'InvalidArguments',
      `--from-copy: the rehearsal lets nobody read a copy of ${country}; start it with that configuration`,
    );
  return { region, endpoint: found.s3, credentials: async () => reader, now: host.now };
}

const standing = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
const endpoints = z.object({ s3: z.url(), countries: z.record(z.string(), z.object({ copyReader: standing.optional() })) });
