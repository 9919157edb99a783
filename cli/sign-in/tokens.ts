import { join } from 'node:path';
import * as z from 'zod';
import type { DirectoryEntry } from '../../domain/directory.ts';
import { instant } from '../../domain/identifiers.ts';
import type { AccessTokens } from '../desk-client.ts';
import { readPrivate, writePrivate } from '../private-file.ts';
import type { AccessToken } from './authorization-code.ts';

export interface TokenSource {
  readonly stateFolder: string;
  readonly member: DirectoryEntry;
  readonly now: () => Date;
  /** Goes to the identity provider. */
  readonly signIn: () => Promise<AccessToken>;
}

/** Access tokens are kept, per country and provider, in a file that only this user can read, until a minute before they expire. */
export function keptTokens(source: TokenSource): AccessTokens {
  const renew = async (): Promise<string> => {
    const token = await source.signIn();
    await write(source.stateFolder, { ...(await read(source.stateFolder)), [nameOf(source.member)]: token });
    return token.accessToken;
  };
  return {
    renew,
    get: async () => {
      const kept = (await read(source.stateFolder))[nameOf(source.member)];
      const isGood = kept !== undefined && Date.parse(kept.expiresAt) - marginMs > source.now().getTime();
      return isGood ? kept.accessToken : renew();
    },
  };
}

/** Forgets a country's token. */
export async function signOut(stateFolder: string, member: DirectoryEntry): Promise<void> {
  const { [nameOf(member)]: _forgotten, ...others } = await read(stateFolder);
  await write(stateFolder, others);
}

const marginMs = 60_000;
const tokenFile = z.record(z.string(), z.strictObject({ accessToken: z.string(), expiresAt: instant }));

function nameOf(member: DirectoryEntry): string {
  return `${member.country} ${member.signIn.issuer} ${member.signIn.clientId}`;
}

async function read(stateFolder: string): Promise<z.infer<typeof tokenFile>> {
  return (await readPrivate(join(stateFolder, 'tokens.json'), tokenFile)) ?? {};
}

async function write(stateFolder: string, content: z.infer<typeof tokenFile>): Promise<void> {
  await writePrivate(join(stateFolder, 'tokens.json'), content);
}
