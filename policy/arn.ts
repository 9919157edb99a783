import { type Glob, globOf, matchesGlob } from './match.ts';

/** The six parts of an ARN; a colon in the last one belongs to it (docs: Identify AWS resources with ARNs). Undefined if it is no ARN. */
export function arnParts(arn: string): readonly string[] | undefined {
  const parts = arn.split(':');
  const resource = parts.slice(5).join(':');
  return parts.length < 6 || parts[0] !== 'arn' || resource === '' ? undefined : [...parts.slice(0, 5), resource];
}

/** A pattern for ARNs, cut at its first five colons. Undefined if it has fewer, or does not begin with `arn`. */
export function arnGlob(glob: Glob): readonly Glob[] | undefined {
  const colons = glob.flatMap((code, index) => (code === COLON ? [index] : [])).slice(0, 5);
  if (colons.length < 5) return undefined;
  const starts = [0, ...colons.map((index) => index + 1)];
  const parts = starts.map((start, index) => glob.slice(start, colons[index]));
  const [first = []] = parts;
  return first.length === ARN.length && first.every((code, index) => code === ARN[index]) ? parts : undefined;
}

/** Compares part by part: a wildcard never reaches over one of the first five colons (docs: Condition operators, ARN). */
export function matchesArn(globs: readonly Glob[], parts: readonly string[]): boolean {
  return globs.every((glob, index) => matchesGlob(glob, parts[index] ?? ''));
}

const COLON = ':'.charCodeAt(0);
const ARN = globOf('arn');
