import { join } from 'node:path';
import * as z from 'zod';
import type { AccessTokens } from '../../client/desk-client.ts';
import type { AccessToken } from '../../client/sign-in.ts';
import type { DirectoryEntry } from '../../domain/directory.ts';
import { instant } from '../../domain/identifiers.ts';
import { readPrivate, writePrivate } from '../private-file.ts';

export interface TokenSource {
  readonly stateFolder: string;
  readonly member: DirectoryEntry;
  readonly person?: string;
  readonly now: () => Date;
  /** Goes to the identity provider. */
  readonly signIn: () => Promise<AccessToken>;
}

/** Access tokens are kept, per country, provider and person named, in a file that only this user can read, until a minute before they expire. */
export function keptTokens(source: TokenSource): AccessTokens {
  const renew = async (): Promise<string> => {
    const token = await source.signIn();
    await write(source.stateFolder, { ...(await read(source.stateFolder)), [nameOf(source)]: token });
    return token.accessToken;
  };
  return {
    renew,
    get: async () => {
      const kept = (await read(source.stateFolder))[nameOf(source)];
      const isGood = kept !== undefined && Date.parse(kept.expiresAt) - marginMs > source.now().getTime();
      return isGood ? kept.accessToken : renew();
    },
  };
}

/** Forgets every token kept for a country. */
export async function signOut(stateFolder: string, country: string): Promise<void> {
  const others = Object.entries(await read(stateFolder)).filter(([name]) => !name.startsWith(`${country} `));
  await write(stateFolder, Object.fromEntries(others));
}

const marginMs = 60_000;
const tokenFile = z.record(z.string(), z.strictObject({ accessToken: z.string(), expiresAt: instant }));

function nameOf({ member, person }: Pick<TokenSource, 'member' | 'person'>): string {
  const { issuer, clientId } = member.signIn;
  return [member.country, issuer, clientId, ...(person ? [person] : [])].join(' ');
}

async function read(stateFolder: string): Promise<z.infer<typeof tokenFile>> {
  return (await readPrivate(join(stateFolder, 'tokens.json'), tokenFile)) ?? {};
}

async function write(stateFolder: string, content: z.infer<typeof tokenFile>): Promise<void> {
  await writePrivate(join(stateFolder, 'tokens.json'), content);
}
