import { resolve } from 'node:path';
import { currentDirectory } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeNew } from '../out-file.ts';
import { findPlace } from '../place.ts';
import type { Run } from './run.ts';

export interface DirectoryOptions {
  readonly out?: string;
}

/** Shows the members, and keeps the signed directory in a file with which statements verify offline. */
export async function showDirectory(run: Run, options: DirectoryOptions): Promise<ExitCode> {
  const place = await findPlace(run.shared, run.host);
  const { jws, directory, fingerprint } = await currentDirectory({ place, ...run.shared }, run.host, run.output);
  const file = options.out ? resolve(run.host.cwd, options.out) : undefined;
  if (file) await writeNew(file, jws);
  const { exchange, stage, sequence, issuedAt, members, former = [] } = directory;
  run.output.result(
    {
      exchange,
      stage,
      sequence,
      issuedAt,
      directoryKey: fingerprint,
      members: members.map(({ country, profile, desk, signIn, signingKeys }) => ({
        country,
        names: profile.names,
        desk,
        issuer: signIn.issuer,
        signingKeys: signingKeys.map((key) => key.kid),
      })),
      former: former.map(({ country, names, until }) => ({ country, names, until })),
      ...(file && { file }),
    },
    [
      `${exchange} (${stage}), directory ${sequence} of ${issuedAt}, signed with key ${fingerprint}`,
      ...members.map(({ country, profile, desk }) => `  ${country}  ${profile.names.en}  ${desk}`),
      ...former.map(
        ({ country, names, until }) => `  ${country}  ${names.en}  no member since ${until}; what it signed before still verifies`,
      ),
      ...(file ? [`Kept in ${file}`] : []),
    ],
  );
  return exitCodes.done;
}
