import type { CountryProfile, DirectoryEntry } from '../../domain/directory.ts';
import { entryStatement } from '../../domain/statement.ts';
import type { PublicKey, SignStatement } from '../aws/kms-signer.ts';
import type { Answer } from '../http/edge.ts';
import type { World } from '../world.ts';

export interface PresentingDesk {
  readonly country: string;
  readonly profile: CountryProfile;
  readonly desk: string;
  readonly signIn: DirectoryEntry['signIn'];
  readonly sign: SignStatement;
  readonly publicKey: () => Promise<PublicKey>;
  readonly keyCreatedAt: () => Promise<Date>;
  readonly world: World;
}

/** Anybody may ask: the same signature answers for so long, so that strangers cannot run up KMS requests. */
const keptMs = 5 * 60 * 1000;

/** Answers the country's own entry of the directory, signed with its own key. */
export function entryShower(desk: PresentingDesk): () => Promise<Answer> {
  let kept: { readonly entry: string; readonly signedAt: number } | undefined;
  return async () => {
    const now = desk.world.now();
    if (!kept || now.getTime() - kept.signedAt >= keptMs) kept = { entry: await signEntry(desk, now), signedAt: now.getTime() };
    return { status: 200, body: { entry: kept.entry } };
  };
}

async function signEntry({ country, profile, desk, signIn, sign, publicKey, keyCreatedAt }: PresentingDesk, now: Date): Promise<string> {
  const notBefore = (await keyCreatedAt()).toISOString();
  const signingKeys = [{ ...(await publicKey()), notBefore }];
  return sign(entryStatement, { version: 1, country, profile, desk, signIn, signingKeys, issuedAt: now.toISOString() });
}
