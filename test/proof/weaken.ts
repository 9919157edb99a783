import type { Assembly, AssemblyStack } from '../../policy/templates/assembly.ts';

/** JSON that a test may change. */
export type Json = Record<string, unknown>;

export interface Template {
  readonly resource: (id: RegExp) => Json;
  readonly properties: (id: RegExp) => Json;
  /** The statement of that Sid in a resource's policy document. */
  readonly statement: (id: RegExp, sid: string) => Json;
  readonly statements: (id: RegExp) => Json[];
  readonly put: (logicalId: string, type: string, properties: Json) => void;
  readonly stack: Json;
}

/** The assembly with one stack's template changed, as somebody with a hand in the repository might. */
export function weakened(assembly: Assembly, stackId: string, change: (template: Template) => void): Assembly {
  const stacks = assembly.stacks.map((stack) => {
    if (stack.id !== stackId) return stack;
    const copy: AssemblyStack = structuredClone(stack);
    change(templateOf(copy));
    return copy;
  });
  return { ...assembly, stacks };
}

function templateOf(stack: AssemblyStack): Template {
  const resources = record(stack.template.resources);
  const find = (id: RegExp) => {
    const found = Object.keys(resources).filter((name) => id.test(name));
    const [name] = found;
    if (name === undefined || found.length > 1) throw new Error(`${stack.id}: one ${String(id)} wanted, got ${found.join() || 'none'}`);
    return record(resources[name]);
  };
  const properties = (id: RegExp) => record(find(id).properties);
  const statements = (id: RegExp) => {
    const held = properties(id);
    const document = held.PolicyDocument ?? held.KeyPolicy ?? held.AssumeRolePolicyDocument ?? record(held.ResourcePolicy).PolicyDocument;
    return list(record(document).Statement);
  };
  return {
    resource: find,
    properties,
    statements,
    statement: (id, sid) => {
      const found = statements(id).find((each) => each.Sid === sid);
      if (!found) throw new Error(`${stack.id} ${String(id)}: no statement ${sid}`);
      return found;
    },
    put: (logicalId, type, added) => {
      resources[logicalId] = { type, properties: added, dependsOn: [] };
    },
    stack: record(stack),
  };
}

/** Takes a statement out of a policy. */
export function drop(statements: Json[], sid: string): void {
  const at = statements.findIndex((each) => each.Sid === sid);
  if (at < 0) throw new Error(`no statement ${sid}`);
  statements.splice(at, 1);
}

/** A part of a template, by a path of names. */
export function within(value: unknown, ...names: readonly (string | number)[]): Json {
  return record(names.reduce<unknown>((found, name) => Reflect.get(record(found), name), value));
}

function record(value: unknown): Json {
  if (!isRecord(value)) throw new Error(`an object wanted, got ${JSON.stringify(value)}`);
  return value;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function list(value: unknown): Json[] {
  if (!Array.isArray(value)) throw new Error(`a list wanted, got ${JSON.stringify(value)}`);
  return value;
}
