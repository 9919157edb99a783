import type { Condition } from './model.ts';
import { operatorNamed } from './operators.ts';
import { PolicyError } from './policy-error.ts';
import { fieldsOf, listOf } from './shape.ts';

/** Parses a Condition element. Throws PolicyError on an operator, qualifier, key or value that is none. */
export function conditionsOf(where: string, element: unknown): readonly Condition[] {
  return Object.entries(fieldsOf(where, element)).flatMap(([operatorText, keys]) => {
    const operator = operatorOf(where, operatorText);
    const listed = Object.entries(fieldsOf(`${where} ${operatorText}`, keys));
    if (listed.length === 0) throw new PolicyError(where, `${operatorText} without a key`);
    return listed.map(([key, value]) => ({ ...operator, key: keyOf(where, key), values: valuesOf(`${where} ${key}`, value) }));
  });
}

function operatorOf(where: string, text: string): Pick<Condition, 'operator' | 'qualifier' | 'ifExists'> {
  const [, qualifier, name = '', suffix] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(text) ?? [];
  const ifExists = suffix !== undefined;
  if (name !== 'Null' && !operatorNamed(name)) throw new PolicyError(where, `unknown condition operator ${text}`);
  if (qualifier === 'ForAllValues' || qualifier === 'ForAnyValue') return { operator: name, qualifier, ifExists };
  return { operator: name, ifExists };
}

function keyOf(where: string, key: string): string {
  if (!/^[\w./-]+:.+$/s.test(key)) throw new PolicyError(where, `no condition key: ${JSON.stringify(key)}`);
  return key;
}

function valuesOf(where: string, value: unknown): readonly string[] {
  return listOf(where, value).map((item) => {
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean')
      throw new PolicyError(where, `no condition value: ${JSON.stringify(item)}`);
    return String(item);
  });
}
