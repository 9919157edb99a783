import { join, resolve } from 'node:path';
import { STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { Failure } from '../client/failure.ts';
import type { AwsAccess } from '../operations/aws/signed-call.ts';
import type { Run } from './commands/run.ts';
import { noExchangeIn } from './no-rehearsal.ts';
import { readPrivate } from './private-file.ts';

export interface AccessOptions {
  /** Folder of a running rehearsal; AWS where absent. */
  readonly rehearsal?: string;
}

/**
 * What the AWS CLI would ask with the credentials that it would use: AWS, or what AWS_ENDPOINT_URL names, as the deployer of a rehearsal has it;
 * or a rehearsal with its operator's. Throws NoExchange where none runs.
 */
export async function accessFor(
  { host }: Pick<Run, 'host'>,
  { rehearsal }: AccessOptions,
  region: string,
): Promise<{ readonly access: AwsAccess; readonly against: 'account' | 'rehearsal' }> {
  if (rehearsal === undefined) {
    const access = shellAccess(host, region);
    return { access, against: access.endpoint !== undefined && isOnThisMachine(access.endpoint) ? 'rehearsal' : 'account' };
  }
  const found = await rehearsalIn(host.cwd, rehearsal);
  const access = { region: found.region, endpoint: found.s3, credentials: async () => found.operator, now: host.now };
  return { access, against: 'rehearsal' };
}

/** As `accessFor` without a rehearsal. */
export function shellAccess({ awsEndpointUrl: endpoint, now }: Run['host'], region: string): AwsAccess {
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new Failure(
      'InvalidArguments',
      `AWS_ENDPOINT_URL: got ${JSON.stringify(endpoint)}; wanted an address such as http://127.0.0.1:4601`,
    );
  const { credentials } = new STSClient({ region }).config;
  return { region, ...(endpoint && { endpoint }), credentials: () => credentials(), now };
}

const standing = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
const endpoints = z.object({ s3: z.url(), region: z.string(), operator: standing });

export async function rehearsalIn(cwd: string, folder: string): Promise<z.infer<typeof endpoints>> {
  const path = resolve(cwd, folder);
  const found = await readPrivate(join(path, 'endpoints.json'), endpoints);
  if (!found) throw await noExchangeIn(path);
  return found;
}

/** AWS answers nowhere on loopback. */
function isOnThisMachine(endpoint: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(endpoint).hostname);
}
