import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPlace } from '../place.ts';
import { signOut } from '../sign-in/tokens.ts';
import type { Run } from './run.ts';

/** Forgets the access tokens of a country that are kept on this machine. */
export async function forgetTokens(run: Run, options: { readonly as: string }): Promise<ExitCode> {
  const { stateFolder } = await findPlace(run.shared, run.host);
  await signOut(stateFolder, options.as);
  run.output.result({ signedOut: options.as }, [`Signed out of ${options.as}.`]);
  return exitCodes.done;
}
