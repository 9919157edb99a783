import type { AccessRequest, Condition } from './model.ts';
import { type Comparison, operatorNamed } from './operators.ts';
import { PolicyError } from './policy-error.ts';
import { booleanOf } from './quantities.ts';
import { all, any, not, type Truth } from './truth.ts';
import type { Lookup } from './variables.ts';

/** One condition, ready to be asked. */
export type ConditionTest = (lookup: Lookup) => Truth;

/** The context of a request. Keys that differ in case alone are one key with several values, which then needs a set operator. */
export function lookupIn(context: AccessRequest['context']): Lookup {
  const values = new Map<string, string | readonly string[]>();
  for (const [key, value] of Object.entries(context)) {
    const name = key.toLowerCase();
    const known = values.get(name);
    values.set(name, known === undefined ? value : [known, value].flat());
  }
  return (key) => values.get(key.toLowerCase());
}

/**
 * Prepares one condition (docs: Condition operators; Single-valued vs. multivalued context keys). An absent key makes a plain operator
 * fail and a negated one hold, and IfExists makes both hold. ForAllValues holds on an empty set of values (an empty text is one), ForAnyValue
 * does not; whether IfExists changes that is not documented. A plain operator on a key with a list of values cannot be evaluated. Throws PolicyError on an operator or value that it does not know.
 */
export function conditionTest(condition: Condition, where: string): ConditionTest {
  const { key } = condition;
  if (condition.operator === 'Null') return nullTest(condition, where);
  const operator = operatorNamed(condition.operator);
  if (!operator) throw new PolicyError(where, `unknown condition operator ${condition.operator}`);
  const comparisons = condition.values.map((value) => operator.against(value, where));
  const { negated } = operator;
  return (lookup) => {
    const found = lookup(key);
    const values = found === undefined ? [] : [found].flat();
    if (values.length === 0) return absent(condition, negated);
    if (condition.qualifier === undefined)
      return typeof found === 'string' ? valueTest(found, { comparisons, negated, lookup }) : 'unknown';
    if (values.every((value) => value === '')) return condition.qualifier === 'ForAllValues';
    const truths = values.map((value) => valueTest(value, { comparisons, negated, lookup }));
    return condition.qualifier === 'ForAllValues' ? all(truths) : any(truths);
  };
}

function absent({ ifExists, qualifier }: Condition, negated: boolean): Truth {
  if (qualifier === 'ForAnyValue') return ifExists && 'unknown';
  return ifExists || qualifier === 'ForAllValues' || negated;
}

interface Against {
  readonly comparisons: readonly Comparison[];
  readonly negated: boolean;
  readonly lookup: Lookup;
}

function valueTest(value: string, { comparisons, negated, lookup }: Against): Truth {
  const outcomes = comparisons.map((compare) => compare(value, lookup));
  const truths = outcomes.map((outcome) => (outcome === 'unresolved' ? negated && 'unknown' : outcome));
  const matched = any(truths);
  return negated ? not(matched) : matched;
}

/** Whether an empty text counts as a value is not documented for Null: it is unknown. */
function nullTest({ key, values, qualifier, ifExists }: Condition, where: string): ConditionTest {
  if (qualifier || ifExists) throw new PolicyError(where, 'Null takes neither a set operator nor IfExists');
  const wanted = values.map(booleanOf);
  if (wanted.includes(undefined)) throw new PolicyError(where, `true or false wanted, got ${JSON.stringify(values)}`);
  return (lookup) => {
    const found = lookup(key);
    if (found === '') return 'unknown';
    return wanted.includes(found === undefined || found.length === 0);
  };
}
