import { calculateJwkThumbprint } from 'jose';
import { type Directory, type DirectoryEntry, memberOf } from '../domain/directory.ts';
import { directoryKeyOf, directoryStatement } from '../domain/directory-statement.ts';
import { Refusal } from '../domain/refusal.ts';
import { verifyStatement } from '../domain/statement.ts';
import { Failure } from './failure.ts';

/** A directory whose signature holds, as it was signed, and the fingerprint (RFC 7638 thumbprint) of the key that signed it. */
export interface KnownDirectory {
  readonly jws: string;
  readonly directory: Directory;
  readonly fingerprint: string;
}

/** Verifies a directory with the key in its own header. Who that key belongs to, only its fingerprint tells. */
export async function readDirectory(jws: string): Promise<KnownDirectory> {
  const { kid, jwk } = directoryKeyOf(jws);
  const fingerprint = await calculateJwkThumbprint(jwk, 'sha256');
  if (kid !== fingerprint) throw new Refusal('DirectoryRefused', 'the key id is not the thumbprint of the key');
  const { payload } = await verifyStatement(directoryStatement, jws, [{ kid, jwk, notBefore: new Date(0).toISOString() }]);
  return { jws, directory: payload, fingerprint };
}

/** The country's entry. Throws NoSuchMember. */
export function requireMember(directory: Directory, country: string): DirectoryEntry {
  const member = memberOf(directory, country);
  if (!member) throw new Failure('NoSuchMember', `${country}; members: ${directory.members.map((one) => one.country).join(', ')}`);
  return member;
}
