import { PolicyError } from './policy-error.ts';

/** `${aws:PrincipalTag/country}`, `${aws:username, 'nobody'}`, and the escapes `${*}`, `${?}`, `${$}` (docs: Policy variables). */
const variable = /\$\{([^}]*)\}/g;
const known = /^(?:[*?$]|[a-z0-9-]+:[A-Za-z0-9/:._-]+(?:, ?'[^']*')?)$/i;

/** Throws PolicyError on a variable of another form. */
export function requireKnownVariables(where: string, text: string): void {
  for (const [whole, inside = ''] of text.matchAll(variable))
    if (!known.test(inside)) throw new PolicyError(where, `unknown policy variable ${whole}`);
}

export type Lookup = (key: string) => string | readonly string[] | undefined;

/**
 * Puts context values in the place of variables; undefined where a key is absent, has several values and no default: such a text
 * matches nothing. Wildcards inside a value stand for themselves, which `?` classes cannot say: values with them match nothing.
 */
export function substituted(text: string, lookup: Lookup): string | undefined {
  if (!text.includes('${')) return text;
  let complete = true;
  const result = text.replace(variable, (_whole, inside: string) => {
    if (inside.length === 1) return inside;
    const [key = '', fallback] = inside.split(/, ?(?=')/);
    const value = lookup(key) ?? fallback?.slice(1, -1);
    if (typeof value !== 'string' || /[*?]/.test(value)) complete = false;
    return typeof value === 'string' ? value : '';
  });
  return complete ? result : undefined;
}
