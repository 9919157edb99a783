import { arnParts } from '../arn.ts';
import { type Glob, globOf } from '../match.ts';
import { and, FALSE, type Formula, implies, not, symbol, TRUE } from './formula.ts';
import { type GlobRelation, globRelation } from './glob-relation.ts';

/** A pattern that a text of the request may match: one glob, or an ARN's six, compared part by part. */
export interface TextPattern {
  readonly text: string;
  readonly globs: readonly Glob[];
}

export function textPattern(text: string, glob: Glob = globOf(text)): TextPattern {
  return { text, globs: [glob] };
}

/** Undefined if the text is no ARN of six parts. */
export function arnPattern(text: string): TextPattern | undefined {
  const parts = arnParts(text);
  return parts && { text, globs: parts.map(globOf) };
}

/**
 * The atoms of one question to the solver. A text of the request (its action, its resource, the value of a context key) is never spelled
 * out: each pattern that a policy compares it with becomes a Boolean, and the axioms say which of them exclude or imply one another. Any
 * text gives such an assignment, so what no assignment satisfies, no text does. The reverse may fail (three patterns that exclude each
 * other only together): then the proof reports a breach that is none, never the other way round.
 */
export class Atoms {
  readonly #bounds: Readonly<Record<string, readonly TextPattern[]>>;
  readonly #texts = new Map<string, Map<string, TextPattern>>();
  readonly #present = new Set<string>();
  readonly #numbers = new Set<string>();
  readonly #others = new Set<string>();

  /** `bounds`: the question is about texts that match one of these alone, so that most patterns are settled at once. */
  constructor(bounds: Readonly<Record<string, readonly TextPattern[]>> = {}) {
    this.#bounds = bounds;
  }

  /** The text `of` matches the pattern. Different families of patterns (`arn`, `text`) must carry different names. */
  matches(of: string, pattern: TextPattern): Formula {
    const relations = this.#bounds[of]?.map((bound) => relationOf(bound, pattern)) ?? [];
    if (relations.length > 0 && relations.every(({ disjoint }) => disjoint)) return FALSE;
    if (relations.length > 0 && relations.every(({ within }) => within)) return TRUE;
    const patterns = this.#texts.get(of) ?? new Map<string, TextPattern>();
    this.#texts.set(of, patterns.set(pattern.text, pattern));
    return textSymbol(of, pattern);
  }

  /** The context key is in the request. */
  present(key: string): Formula {
    this.#present.add(key);
    return symbol(`${key} is present`);
  }

  /** The context key's value as a number. */
  number(key: string): Formula {
    this.#numbers.add(key);
    return symbol(`${key} as a number`);
  }

  /** A Boolean of another kind. */
  flag(name: string): Formula {
    this.#others.add(name);
    return symbol(name);
  }

  /** Every pattern that has been asked of a text. */
  patternsOf(of: string): readonly TextPattern[] {
    return [...(this.#texts.get(of)?.values() ?? [])];
  }

  names(): readonly string[] {
    return [...this.#texts.keys()];
  }

  declarations(): string {
    const texts = [...this.#texts].flatMap(([of, patterns]) => [...patterns.values()].map((pattern) => textSymbol(of, pattern)));
    const booleans = [...texts, ...[...this.#present].map((key) => this.present(key)), ...[...this.#others].map(symbol)];
    const reals = [...this.#numbers].map((key) => this.number(key));
    return [...booleans.map((name) => `(declare-const ${name} Bool)`), ...reals.map((name) => `(declare-const ${name} Real)`)].join('\n');
  }

  axioms(): readonly Formula[] {
    return [...this.#texts].flatMap(([of, patterns]) => {
      const all = [...patterns.values()];
      return all.flatMap((one, index) => all.slice(index + 1).map((other) => axiom(of, one, other)));
    });
  }
}

function textSymbol(of: string, pattern: TextPattern): Formula {
  return symbol(`${of} ~ ${pattern.text}`);
}

function axiom(of: string, one: TextPattern, other: TextPattern): Formula {
  const { disjoint, within, around } = relationOf(one, other);
  const [left, right] = [textSymbol(of, one), textSymbol(of, other)];
  if (disjoint) return not(and(left, right));
  return and(within ? implies(left, right) : 'true', around ? implies(right, left) : 'true');
}

const relations = new Map<string, GlobRelation>();

function relationOf(one: TextPattern, other: TextPattern): GlobRelation {
  const name = `${one.globs.length} ${one.text}\n${other.text}`;
  const known = relations.get(name);
  if (known) return known;
  const parts = one.globs.map((glob, index) => globRelation(glob, other.globs[index] ?? []));
  const relation = {
    disjoint: parts.some(({ disjoint }) => disjoint),
    within: parts.every(({ within }) => within),
    around: parts.every(({ around }) => around),
  };
  relations.set(name, relation);
  return relation;
}
