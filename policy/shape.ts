import { PolicyError } from './policy-error.ts';

/** Readers of JSON whose shape the policy grammar fixes. Each throws PolicyError. */

export type Fields = Readonly<Record<string, unknown>>;

/** An object with no fields but the known ones. */
export function fieldsOf(where: string, value: unknown, known?: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new PolicyError(where, `an object wanted, got ${JSON.stringify(value)}`);
  const odd = known ? Object.keys(value).filter((name) => !known.includes(name)) : [];
  if (odd.length > 0) throw new PolicyError(where, `unknown element ${odd.join(', ')}`);
  return { ...value };
}

/** One value or a list of at least one. */
export function listOf(where: string, value: unknown): readonly unknown[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (listed.length === 0) throw new PolicyError(where, 'an empty list');
  return listed;
}

/** One text or a list of at least one, none of them empty. */
export function textsOf(where: string, value: unknown): readonly string[] {
  return listOf(where, value).map((item) => {
    if (typeof item !== 'string' || item === '') throw new PolicyError(where, `a text wanted, got ${JSON.stringify(item)}`);
    return item;
  });
}
