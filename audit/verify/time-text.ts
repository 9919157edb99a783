/** `2026-11-23T14:00:00Z`, as CloudTrail writes times; `never` for what is no time. */
export function second(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? `${new Date(ms).toISOString().slice(0, 19)}Z` : 'never';
}
