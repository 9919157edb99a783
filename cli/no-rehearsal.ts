import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../client/failure.ts';

/**
 * Why a folder names no exchange: an account in which not every stack stands yet, a rehearsal that is still starting, or nothing that runs.
 * The files are those that a rehearsal lays into its folder.
 */
export async function noExchangeIn(folder: string): Promise<Failure> {
  const isThere = (name: string): Promise<boolean> =>
    access(join(folder, name)).then(
      () => true,
      () => false,
    );
  if (!(await isThere('process.lock'))) return new Failure('NoExchange', `no rehearsal runs in ${folder}`);
  const file = join(folder, 'deployer.env');
  if (await isThere('deployer.env'))
    return new Failure('ExchangeIncomplete', `. ${file}; npx exchange doctor says which are missing, npx cdk deploy --all deploys them`);
  return new Failure('NoExchange', `the rehearsal in ${folder} is still starting: wait until it says what to open`);
}
