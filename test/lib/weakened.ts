import * as z from 'zod';
import { only } from './templates.ts';

/** One change of one resource, found by its type and by what its template says of it. */
export interface Weakening {
  readonly name: string;
  /** Id of the stack. */
  readonly stack: string;
  readonly type: string;
  /** A text that the meant resource contains, its logical id included, and no other of its type. @default - there is one */
  readonly containing?: string;
  /** From the properties down, with dots; a number is a place in a list, `+` a new one at its end. */
  readonly path: string;
  /** @default - what is there is taken away */
  readonly value?: unknown;
}

export interface Addition {
  readonly name: string;
  readonly stack: string;
  readonly type: string;
  readonly properties: unknown;
}

const template = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

/** The template with the change. */
export function weakened(text: string, { name, type, containing = '', path, value }: Weakening): string {
  const parsed = template.parse(JSON.parse(text));
  const [logicalId, resource] = only(
    `${name}: ${type}`,
    Object.entries(parsed.Resources).filter(([id, one]) => one.Type === type && `${id} ${JSON.stringify(one)}`.includes(containing)),
  );
  return JSON.stringify({ ...parsed, Resources: { ...parsed.Resources, [logicalId]: changed(resource, path.split('.'), value) } });
}

/** The template with one resource more. */
export function withAnother(text: string, { type, properties }: Addition): string {
  const parsed = template.parse(JSON.parse(text));
  return JSON.stringify({ ...parsed, Resources: { ...parsed.Resources, Another: { Type: type, Properties: properties } } });
}

/** Throws where the path leads nowhere: a weakening that changes nothing shows nothing. */
function changed(node: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(node)) {
    const items: readonly unknown[] = node;
    if (step === '+') return [...items, value];
    if (!(step in items)) throw new Error(`no place ${step} in a list of ${items.length}`);
    return items.map((item, index) => (String(index) === step ? changed(item, rest, value) : item));
  }
  const fields: Readonly<Record<string, unknown>> = { ...Object(node) };
  if (rest.length > 0 && !(step in fields)) throw new Error(`nothing at ${step}`);
  return { ...fields, [step]: changed(fields[step], rest, value) };
}
