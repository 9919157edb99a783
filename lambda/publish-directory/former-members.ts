import type { Directory, DirectoryEntry, FormerMember } from '../../domain/directory.ts';
import { ended } from './former-keys.ts';

/**
 * Countries that were in the last directory and are no longer among the members, with an end to each of their keys: whoever holds the newest
 * directory can verify what they signed. A country that comes back is a member again.
 */
export function formerMembers(
  last: Pick<Directory, 'members' | 'former'> | undefined,
  members: readonly Pick<DirectoryEntry, 'country'>[],
  now: Date,
): readonly FormerMember[] {
  const present = new Set(members.map(({ country }) => country));
  const left = (last?.members ?? []).map(
    ({ country, profile, signingKeys }): FormerMember => ({
      country,
      names: profile.names,
      signingKeys: signingKeys.map((key) => ended(key, now)),
      until: now.toISOString(),
    }),
  );
  const known = new Map([...(last?.former ?? []), ...left].map((one) => [one.country, one]));
  return [...known.values()]
    .filter(({ country }) => !present.has(country))
    .toSorted((one, other) => (one.country < other.country ? -1 : 1));
}
