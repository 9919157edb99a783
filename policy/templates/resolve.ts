import * as z from 'zod';

/** What a template may refer to. Each throws where it knows nothing of that name, so that nothing is guessed. */
export interface References {
  readonly ref: (name: string) => unknown;
  readonly attribute: (logicalId: string, attribute: string) => string;
  readonly output: (stackName: string, outputName: string) => string;
}

/** Stands for `Ref: AWS::NoValue`: the property that holds it goes away. */
export const noValue: unique symbol = Symbol('AWS::NoValue');

/** Resolves CloudFormation intrinsic functions (docs: Intrinsic function reference). Throws on one that it does not know. */
export function resolve(value: unknown, references: References): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, references)).filter((item) => item !== noValue);
  if (!isRecord(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
    return resolveIntrinsic(name, value[name], references);
  }
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, resolve(item, references)]);
  return Object.fromEntries(entries.filter(([, item]) => item !== noValue));
}

/** Logical ids that a value refers to, for the order of creation. */
export function referencedIds(value: unknown): ReadonlySet<string> {
  const ids = new Set<string>();
  collectIds(value, ids);
  return ids;
}

type Intrinsic = (argument: unknown, references: References) => unknown;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, references) => references.ref(text(argument)),
  'Fn::GetAtt': (argument, references) => {
    const [id, attribute] = typeof argument === 'string' ? splitOnce(argument, '.') : pair.parse(argument);
    return references.attribute(id, attribute);
  },
  'Fn::Join': (argument, references) => {
    const [delimiter, parts] = z.tuple([z.string(), z.unknown()]).parse(argument);
    return list(parts, references).map(text).join(delimiter);
  },
  'Fn::Sub': (argument, references) => substitute(argument, references),
  'Fn::Select': (argument, references) => {
    const [index, items] = z.tuple([z.coerce.number().int(), z.unknown()]).parse(argument);
    const all = list(items, references);
    if (index < 0 || index >= all.length) throw new Error(`Fn::Select ${index} of ${all.length} items`);
    return all[index];
  },
  'Fn::Split': (argument, references) => {
    const [delimiter, source] = z.tuple([z.string(), z.unknown()]).parse(argument);
    return text(resolve(source, references)).split(delimiter);
  },
  'Fn::GetStackOutput': (argument, references) => {
    const { StackName, OutputName } = z.object({ StackName: z.string(), OutputName: z.string() }).parse(argument);
    return references.output(StackName, OutputName);
  },
};

function resolveIntrinsic(name: string, argument: unknown, references: References): unknown {
  const intrinsic = intrinsics[name];
  if (!intrinsic) throw new Error(`the intrinsic function ${name} is not supported`);
  return intrinsic(argument, references);
}

function substitute(argument: unknown, references: References): string {
  const [pattern, variables] = typeof argument === 'string' ? [argument, {}] : subArguments.parse(argument);
  return pattern.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in variables) return text(resolve(variables[name], references));
    const [id, attribute] = splitOnce(name, '.');
    return attribute ? references.attribute(id, attribute) : text(references.ref(whole.slice(2, -1)));
  });
}

const pair = z.tuple([z.string(), z.string()]);
const subArguments = z.tuple([z.string(), z.record(z.string(), z.unknown())]);

function list(value: unknown, references: References): readonly unknown[] {
  return z.array(z.unknown()).parse(resolve(value, references));
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`a text was wanted, got ${JSON.stringify(value)}`);
}

function splitOnce(value: string, mark: string): [string, string] {
  const at = value.indexOf(mark);
  return at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
}

function collectIds(value: unknown, ids: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectIds(item, ids);
    return;
  }
  if (!isRecord(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === 'Ref' && typeof item === 'string') ids.add(item);
    if (key === 'Fn::GetAtt') ids.add(typeof item === 'string' ? splitOnce(item, '.')[0] : pair.parse(item)[0]);
    if (key === 'Fn::Sub') collectSubstitutions(item, ids);
    collectIds(item, ids);
  }
}

function collectSubstitutions(argument: unknown, ids: Set<string>): void {
  const pattern = typeof argument === 'string' ? argument : subArguments.parse(argument)[0];
  for (const [, name] of pattern.matchAll(/\$\{(?!!)([^}]+)\}/g)) ids.add(splitOnce(name ?? '', '.')[0]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
