/** What a person is at the desk of a country. Whoever prepares a file may hand it on, not decide on it. */
export type Role = 'magistrate' | 'clerk';

/** A clerk where the country's issuer put the person into the group `clerk`, else a magistrate. A list may come as text, `[clerk other]`. */
export function roleIn(groups: unknown): Role {
  const names: readonly unknown[] = Array.isArray(groups) ? groups : String(groups ?? '').split(/[[\],\s]+/);
  return names.includes('clerk') ? 'clerk' : 'magistrate';
}
