import { literally } from '../match.ts';
import type { Condition } from '../model.ts';
import { PolicyError } from '../policy-error.ts';
import { numberOf } from '../quantities.ts';
import { type Atoms, arnPattern, type TextPattern, textPattern } from './atoms.ts';
import { and, type Formula, not, or } from './formula.ts';

/**
 * A condition as a formula over atoms, for every value that its key can have, and for its absence. Throws PolicyError on what is not
 * encoded: set operators, policy variables, dates, addresses, binary values, comparisons that ignore case. Nothing is guessed.
 */
export function conditionFormula(condition: Condition, atoms: Atoms, where: string): Formula {
  const { operator, qualifier, ifExists, values } = condition;
  const key = condition.key.toLowerCase();
  const fault = (problem: string) => new PolicyError(where, `${problem} (${condition.operator} ${condition.key}): not encoded`);
  if (qualifier) throw fault('a set operator');
  if (values.some((value) => value.includes('${'))) throw fault('a policy variable');
  const presence = atoms.present(key);
  if (operator === 'Null') return nullFormula(values, presence);
  const encode = comparisons.get(operator.replace(/^(String|Arn|Numeric)Not/, '$1'));
  if (!encode) throw fault('an operator');
  const matched = and(presence, or(...values.map((value) => encode(value, { key, atoms, where }))));
  const negated = /^(String|Arn|Numeric)Not/.test(operator);
  if (negated) return not(matched);
  return ifExists ? or(not(presence), matched) : matched;
}

interface At {
  readonly key: string;
  readonly atoms: Atoms;
  readonly where: string;
}

type Encode = (value: string, at: At) => Formula;

const text: Encode = (value, { key, atoms }) => atoms.matches(key, textPattern(`=${value}`, literally(value)));
const like: Encode = (value, { key, atoms }) => atoms.matches(key, /[*?]/.test(value) ? textPattern(value) : exactly(value));
const arn: Encode = (value, { key, atoms, where }) => {
  const pattern = arnPattern(value);
  if (!pattern) throw new PolicyError(where, `an ARN of six parts wanted, got ${JSON.stringify(value)}`);
  return atoms.matches(`${key} as an ARN`, pattern);
};

const ordered =
  (sign: string): Encode =>
  (value, { key, atoms, where }) => {
    const wanted = numberOf(value);
    if (wanted === undefined) throw new PolicyError(where, `a number wanted, got ${JSON.stringify(value)}`);
    const number = wanted < 0 ? `(- ${decimal(-wanted)})` : decimal(wanted);
    return and(atoms.flag(`${key} is a number`), `(${sign} ${atoms.number(key)} ${number})`);
  };

const comparisons: ReadonlyMap<string, Encode> = new Map([
  ['StringEquals', text],
  ['StringLike', like],
  ['ArnEquals', arn],
  ['ArnLike', arn],
  ['Bool', (value, at) => text(value.toLowerCase(), at)],
  ['NumericEquals', ordered('=')],
  ['NumericLessThan', ordered('<')],
  ['NumericLessThanEquals', ordered('<=')],
  ['NumericGreaterThan', ordered('>')],
  ['NumericGreaterThanEquals', ordered('>=')],
]);

function exactly(value: string): TextPattern {
  return textPattern(`=${value}`, literally(value));
}

function nullFormula(values: readonly string[], presence: Formula): Formula {
  return or(...values.map((value) => (value.toLowerCase() === 'true' ? not(presence) : presence)));
}

/** SMT-LIB wants a decimal point in a real, and no exponent. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${BigInt(value)}.0` : value.toFixed(12);
}
