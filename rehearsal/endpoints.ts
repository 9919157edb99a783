import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivateJson } from './private-file.ts';
import type { SeededAccount } from './seeds.ts';

/** What `endpoints.json` in the state folder says while a rehearsal runs. Other programs script against it. */
export interface Endpoints {
  readonly portal: string;
  readonly mail: string;
  /** Page that shows the CloudTrail log. */
  readonly audit: string;
  /** All AWS services answer here: also the value for AWS_ENDPOINT_URL. */
  readonly s3: string;
  readonly region: string;
  readonly directory: string;
  readonly operator: StandingCredentials;
  readonly auditor: StandingCredentials;
  readonly trail: { readonly arn: string; readonly bucket: string };
  readonly scratch: { readonly bucket: string; readonly lockedBucket: string };
  readonly countries: Readonly<Record<string, CountryEndpoints>>;
}

export interface CountryEndpoints {
  readonly desk: string;
  readonly issuer: string;
  readonly dropBox: string;
  readonly magistrates: readonly SeededAccount[];
  /** May switch the country's keys off and on. */
  readonly custodian: StandingCredentials;
  /** A session of the function that repairs lost events: lists the drop box below one dispatch, reads the register. For the restore drill. */
  readonly restorer: StandingCredentials;
  /** Of who may read the country's copy in another Region, while the templates let somebody. */
  readonly copyReader?: StandingCredentials;
}

export interface StandingCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export async function writeEndpoints(stateDir: string, endpoints: Endpoints): Promise<void> {
  await writePrivateJson(join(stateDir, 'endpoints.json'), endpoints);
}

export async function removeEndpoints(stateDir: string): Promise<void> {
  await rm(join(stateDir, 'endpoints.json'), { force: true });
}
