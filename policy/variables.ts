import { type Glob, globOf, literally } from './match.ts';
import { PolicyError } from './policy-error.ts';

/** Finds a context value by key, without regard to case. */
export type Lookup = (key: string) => string | readonly string[] | undefined;

/** A text of a policy, ready to be filled in. Undefined where a variable has no value: such a text equals nothing. */
export type Resolved<T> = (lookup: Lookup) => T | undefined;

/**
 * Reads a text with policy variables (docs: IAM policy elements, Variables and tags): `${aws:PrincipalTag/country}`, with a default
 * `${aws:PrincipalTag/country, 'EG'}`, and the escapes `${*}`, `${?}`, `${$}`. Wildcards are plain characters here. Throws PolicyError on
 * any other `${`.
 */
export function plainText(text: string, where: string): Resolved<string> {
  return filled(readParts(text, where), (pieces) => pieces.map((piece) => piece.text).join(''));
}

/** As `plainText`, with wildcards where the policy writes them; those in values and escapes stand for themselves. */
export function patternText(text: string, where: string): Resolved<Glob> {
  return filled(readParts(text, where), (pieces) =>
    pieces.flatMap((piece) => (piece.written ? globOf(piece.text) : literally(piece.text))),
  );
}

/** `written`: stands in the policy as it is. */
interface Piece {
  readonly text: string;
  readonly written: boolean;
}

type Part = Piece | { readonly key: string; readonly fallback?: string };

const token = /\$\{([^}]*)\}/g;
const variable = /^([a-z0-9.-]+:[^,'$]+)(?:, ?'([^']*)')?$/i;

function readParts(text: string, where: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const { 0: whole, 1: inside = '', index } of text.matchAll(token)) {
    parts.push(written(text.slice(end, index), where), readToken(inside, where));
    end = index + whole.length;
  }
  return [...parts, written(text.slice(end), where)];
}

function written(text: string, where: string): Piece {
  if (text.includes('${')) throw new PolicyError(where, `a policy variable without an end: ${JSON.stringify(text)}`);
  return { text, written: true };
}

function readToken(inside: string, where: string): Part {
  if (/^[*?$]$/.test(inside)) return { text: inside, written: false };
  const [, key, fallback] = variable.exec(inside) ?? [];
  if (key === undefined) throw new PolicyError(where, `unknown policy variable \${${inside}}`);
  return fallback === undefined ? { key } : { key, fallback };
}

function filled<T>(parts: readonly Part[], make: (pieces: readonly Piece[]) => T): Resolved<T> {
  const fixed = parts.flatMap((part) => ('key' in part ? [] : [part]));
  if (fixed.length === parts.length) {
    const made = make(fixed);
    return () => made;
  }
  return (lookup) => {
    const pieces = parts.flatMap((part) => fill(part, lookup) ?? []);
    return pieces.length === parts.length ? make(pieces) : undefined;
  };
}

/** Only a key with one value may be a variable (docs: Single-valued vs. multivalued context keys). */
function fill(part: Part, lookup: Lookup): Piece | undefined {
  if (!('key' in part)) return part;
  const value = lookup(part.key) ?? part.fallback;
  return typeof value === 'string' ? { text: value, written: false } : undefined;
}
