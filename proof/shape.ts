/** Readers of resolved template values. Each throws with the place. */

export function record(where: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wanted(where, 'an object', value);
  return Object.fromEntries(Object.entries(value));
}

export function list(where: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw wanted(where, 'a list', value);
  return value;
}

export function text(where: string, value: unknown): string {
  if (typeof value !== 'string') throw wanted(where, 'a text', value);
  return value;
}

export function texts(where: string, value: unknown): readonly string[] {
  return list(where, value).map((item) => text(where, item));
}

/** The value at a path of property names; undefined where one is absent. */
export function at(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (found, name) => (typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined),
    value,
  );
}

function wanted(where: string, what: string, got: unknown): Error {
  return new Error(`${where}: ${what} wanted, got ${JSON.stringify(got)?.slice(0, 200)}`);
}
