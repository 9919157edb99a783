import type { CountryProfile, DirectoryEntry, SigningKey } from '../../domain/directory.ts';
import { Refusal } from '../../domain/refusal.ts';
import { entryStatement } from '../../domain/statement-kinds.ts';
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
  readonly sealingKey: () => Promise<PublicKey>;
  readonly keyCreatedAt: () => Promise<Date>;
  /** Keys that do not sign now: one that will, or one that did until lately. */
  readonly further?: readonly FurtherKey[];
  readonly world: World;
}

export interface FurtherKey {
  readonly publicKey: () => Promise<PublicKey>;
  readonly createdAt: () => Promise<Date>;
  /** When it ends; of one that is still to come nothing. */
  readonly until?: string;
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

async function signEntry({ country, profile, desk, signIn, sign, further = [], ...key }: PresentingDesk, now: Date): Promise<string> {
  const current = await named({ publicKey: key.publicKey, createdAt: key.keyCreatedAt });
  const others = await Promise.all(further.map((one) => named(one).catch(leftOut)));
  const signingKeys = [current, ...others.flatMap((one) => one ?? [])];
  const sealingKey = await key.sealingKey();
  return sign(entryStatement, { version: 1, country, profile, desk, signIn, signingKeys, sealingKey, issuedAt: now.toISOString() });
}

async function named({ publicKey, createdAt, until }: FurtherKey): Promise<SigningKey> {
  return { ...(await publicKey()), notBefore: (await createdAt()).toISOString(), ...(until && { notAfter: until }) };
}

/** A key that the custodian switched off is not named: the directory keeps what it knows of it, and the desk goes on with the key that signs. */
function leftOut(error: unknown): undefined {
  if (error instanceof Refusal && error.code === 'KeyUnavailable') return undefined;
  throw error;
}
