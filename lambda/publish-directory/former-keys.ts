import { type DirectoryEntry, maxSigningKeys, type SigningKey } from '../../domain/directory.ts';

/** The functions of a desk are renewed one after another, and what the old key signed is still under way. */
const overlapMs = 60 * 60 * 1000;

/**
 * A country's entry, with the keys that it named before and names no longer: whoever holds the newest directory can verify what they signed.
 * Such a key is valid until an hour after the first publication without it. Where the country itself names a key, its own word on it stands.
 * Of more than `maxSigningKeys` the oldest fall away.
 */
export function withFormerKeys(fresh: DirectoryEntry, before: Pick<DirectoryEntry, 'signingKeys'> | undefined, now: Date): DirectoryEntry {
  const named = new Set(fresh.signingKeys.map(({ kid }) => kid));
  const former = (before?.signingKeys ?? []).filter(({ kid }) => !named.has(kid)).map((key) => ended(key, now));
  return { ...fresh, signingKeys: [...fresh.signingKeys, ...former].slice(0, maxSigningKeys) };
}

/** The key with an end: an hour from now where it had none. */
export function ended(key: SigningKey, now: Date): SigningKey {
  return { ...key, notAfter: key.notAfter ?? new Date(now.getTime() + overlapMs).toISOString() };
}
