/** Where the nth line of a ledger lies in a country's copy: names in the order of the lines, for more of them than there will ever be. */
export function lineKey(sequence: number): string {
  return `ledger/${String(sequence).padStart(12, '0')}`;
}

/** Undefined for a key that is no line's. */
export function lineSequence(key: string): number | undefined {
  const [, digits] = /^ledger\/(\d{12})$/.exec(key) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
