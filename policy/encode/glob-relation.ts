import { type Glob, MANY, matchesGlob, ONE } from '../match.ts';

/** How the texts that two patterns match lie to each other. Exact: each flag is true if and only if it holds for all texts. */
export interface GlobRelation {
  readonly disjoint: boolean;
  /** Whatever matches the first matches the second. */
  readonly within: boolean;
  /** Whatever matches the second matches the first. */
  readonly around: boolean;
}

/** Compares two patterns by walking both as automata over the characters that either names, and one that neither does. */
export function globRelation(first: Glob, second: Glob): GlobRelation {
  if (isText(first)) return ofText(first, second);
  if (isText(second)) {
    const { disjoint, within, around } = ofText(second, first);
    return { disjoint, within: around, around: within };
  }
  if (apart(first, second)) return { disjoint: true, within: false, around: false };
  return walk(first, second);
}

function isText(glob: Glob): boolean {
  return glob.every((code) => code >= 0);
}

function ofText(text: Glob, other: Glob): GlobRelation {
  const matches = matchesGlob(other, String.fromCharCode(...text));
  const equal = matches && isText(other);
  return { disjoint: !matches, within: matches, around: equal };
}

/** The plain beginnings or the plain ends differ: true for most pairs, and quick. */
function apart(first: Glob, second: Glob): boolean {
  return differ(first, second) || differ(first.toReversed(), second.toReversed());
}

function differ(first: Glob, second: Glob): boolean {
  for (let at = 0; at < first.length && at < second.length; at += 1) {
    const [one = MANY, other = MANY] = [first[at], second[at]];
    if (one === MANY || other === MANY) return false;
    if (one >= 0 && other >= 0 && one !== other) return true;
  }
  return false;
}

type States = readonly number[];

function walk(first: Glob, second: Glob): GlobRelation {
  const alphabet = [...new Set([...first, ...second].filter((code) => code >= 0)), NEITHER];
  const seen = new Set<string>();
  const open: (readonly [States, States])[] = [[closure(first, [0]), closure(second, [0])]];
  const found = { common: false, onlyFirst: false, onlySecond: false };
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [ones, others] = pair;
    const name = `${ones.join()}/${others.join()}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const [accepted, acceptedToo] = [ones.includes(first.length), others.includes(second.length)];
    if (accepted && acceptedToo) found.common = true;
    else if (accepted) found.onlyFirst = true;
    else if (acceptedToo) found.onlySecond = true;
    if (found.common && found.onlyFirst && found.onlySecond) break;
    for (const code of alphabet) {
      const next: readonly [States, States] = [step(first, ones, code), step(second, others, code)];
      if (next[0].length + next[1].length > 0) open.push(next);
    }
  }
  return { disjoint: !found.common, within: !found.onlyFirst, around: !found.onlySecond };
}

const NEITHER = -3;

function step(glob: Glob, states: States, code: number): States {
  const next = states.flatMap((at) => {
    const wanted = glob[at];
    if (wanted === MANY) return [at];
    return wanted === ONE || wanted === code ? [at + 1] : [];
  });
  return closure(glob, next);
}

/** `*` may match nothing. */
function closure(glob: Glob, states: States): States {
  const all = new Set(states);
  for (const at of all) if (glob[at] === MANY) all.add(at + 1);
  return [...all].toSorted((one, other) => one - other);
}
