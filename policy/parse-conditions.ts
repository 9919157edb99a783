import type { Condition } from './model.ts';
import { isOperator } from './operators.ts';
import { PolicyError } from './policy-error.ts';
import { requireKnownVariables } from './variables.ts';

/** Parses a Condition element. Throws PolicyError on an operator, qualifier or value that it does not know. */
export function conditionsOf(where: string, document: Readonly<Record<string, unknown>>): readonly Condition[] {
  return Object.entries(document).flatMap(([operatorText, keys]) => {
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) throw new PolicyError(where, `${operatorText}: an object wanted`);
    return Object.entries(keys).map(([key, value]) => ({ ...operatorOf(where, operatorText), key, values: valuesOf(where, value) }));
  });
}

function operatorOf(where: string, text: string): Pick<Condition, 'operator' | 'qualifier' | 'ifExists'> {
  const [, qualifier, name = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.+)$/.exec(text) ?? [];
  const ifExists = name.endsWith('IfExists') && name !== 'Null';
  const operator = ifExists ? name.slice(0, -'IfExists'.length) : name;
  if (!isOperator(operator)) throw new PolicyError(where, `unknown condition operator ${text}`);
  if (qualifier === 'ForAllValues' || qualifier === 'ForAnyValue') return { operator, qualifier, ifExists };
  return { operator, ifExists };
}

function valuesOf(where: string, value: unknown): readonly string[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return listed.map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean')
      throw new PolicyError(where, `no condition value: ${JSON.stringify(item)}`);
    requireKnownVariables(where, String(item));
    return String(item);
  });
}
