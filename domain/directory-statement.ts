import { type Directory, directory, type SigningKey } from './directory.ts';
import { Refusal } from './refusal.ts';
import { headerOf, type StatementKind } from './statement.ts';

export const directoryStatement: StatementKind<Directory> = { typ: 'liaison-directory+jws', schema: directory, isSelfContained: true };

/** The directory's own key, from its header: to be compared with a fingerprint known by another way. */
export function directoryKeyOf(jws: string): { readonly kid: string; readonly jwk: SigningKey['jwk'] } {
  const { kid, jwk } = headerOf(directoryStatement, jws);
  if (!jwk) throw new Refusal('DirectoryRefused', 'the header names no key');
  return { kid, jwk };
}
