import { Failure } from '../../client/failure.ts';
import { existingKeyPolicy } from '../../lib/documents-key-policy.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readConfig } from '../read-config.ts';
import type { Run } from './run.ts';

export interface KeyPolicyOptions {
  readonly as: string;
  readonly config: string;
}

/**
 * Prints the policy that a documents key of the country's own making must have: as a file for the AWS CLI. It follows from the configuration
 * alone; nobody is asked.
 */
export async function showKeyPolicy(run: Run, options: KeyPolicyOptions): Promise<ExitCode> {
  const config = readConfig(run, options.config);
  const country = config.countries.find(({ code }) => code === options.as);
  if (!country) throw new Failure('NoSuchMember', `${options.as} is not in ${options.config}`);
  if (country.documentsKeyOrigin !== 'existing')
    throw new Failure(
      'InvalidArguments',
      `the templates make the documents key of ${options.as} and write its policy; one of its own making needs documentsKeyOrigin existing in ${options.config} (docs/runbooks/key-ceremony.md)`,
    );
  const policy = existingKeyPolicy(config, country);
  run.output.result({ country: options.as, policy }, JSON.stringify(policy, null, 2).split('\n'));
  return exitCodes.done;
}
