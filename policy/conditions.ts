import type { AccessRequest, Condition } from './model.ts';
import { operatorNamed } from './operators.ts';
import { type Lookup, substituted } from './variables.ts';

/** The context of a request by lower-case key. */
export function lookupIn(context: AccessRequest['context']): Lookup {
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return (key) => values.get(key.toLowerCase());
}

/**
 * Whether one condition holds (docs: Condition operators; Conditions with multiple context keys or values). An absent key makes a plain
 * operator fail and a negated one hold; IfExists makes both hold; ForAllValues holds on an empty set, ForAnyValue never does.
 */
export function holds(condition: Condition, lookup: Lookup): boolean {
  const found = lookup(condition.key);
  const got = found === undefined ? [] : [found].flat();
  if (condition.operator === 'Null') return condition.values.some((value) => (value.toLowerCase() === 'true') === (got.length === 0));
  const { compare, negated } = operatorNamed(condition.operator);
  if (got.length === 0 && condition.ifExists) return true;
  const wanted = condition.values.flatMap((value) => substituted(value, lookup) ?? []);
  const one = (value: string) => wanted.some((policyValue) => compare(value, policyValue)) !== negated;
  if (condition.qualifier === 'ForAllValues') return got.every(one);
  if (condition.qualifier === 'ForAnyValue') return got.some(one);
  return got.length === 0 ? negated : got.length === 1 ? got.every(one) : negated ? got.every(one) : got.some(one);
}
