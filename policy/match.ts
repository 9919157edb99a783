/** Compiled once per pattern: policies are read at every request. */
const compiled = new Map<string, RegExp>();

/** IAM's wildcards: `*` any characters, `?` exactly one. Case matters unless `ignoreCase`. */
export function matchesGlob(pattern: string, value: string, ignoreCase = false): boolean {
  const key = ignoreCase ? `i${pattern}` : `c${pattern}`;
  const known = compiled.get(key) ?? compile(pattern, ignoreCase);
  compiled.set(key, known);
  return known.test(value);
}

/** ArnLike compares the six parts of an ARN one by one: a wildcard never reaches over a colon, except in the last part. */
export function matchesArn(pattern: string, value: string): boolean {
  const patterns = arnParts(pattern);
  const values = arnParts(value);
  if (!patterns || !values) return false;
  return patterns.every((part, index) => matchesGlob(part, values[index] ?? ''));
}

function compile(pattern: string, ignoreCase: boolean): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's');
}

function arnParts(arn: string): readonly string[] | undefined {
  const parts = arn.split(':');
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
