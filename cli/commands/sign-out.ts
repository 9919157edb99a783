import { currentDirectory } from '../connect.ts';
import { type ExitCode, exitCodes } from '../failure.ts';
import { requireMember } from '../known-directory.ts';
import { findPlace } from '../place.ts';
import { signOut } from '../sign-in/tokens.ts';
import type { Run } from './run.ts';

/** Forgets the access token kept on this machine. */
export async function forgetToken(run: Run, options: { readonly as: string }): Promise<ExitCode> {
  const place = await findPlace(run.shared, run.host);
  const { directory } = await currentDirectory({ place, ...run.shared }, run.host, run.output);
  await signOut(place.stateFolder, requireMember(directory, options.as));
  run.output.result({ signedOut: options.as }, [`Signed out of ${options.as}.`]);
  return exitCodes.done;
}
