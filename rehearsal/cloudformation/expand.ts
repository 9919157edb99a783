import * as z from 'zod';
import type { Template, TemplateEntry } from '../../policy/templates/assembly.ts';
import { noValue, type References, resolve } from '../../policy/templates/resolve.ts';
import type { ParameterDeclaration, TemplateBody } from './template-body.ts';

/** A template with its parameters and conditions settled. */
export interface Expanded {
  readonly template: Template;
  /** Values of the parameters as Ref answers them. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface Expanding {
  readonly body: TemplateBody;
  /** As given by the caller; others have their defaults. */
  readonly given: Readonly<Record<string, string>>;
  readonly place: { readonly accountId: string; readonly region: string };
  /** Value of an SSM parameter. */
  readonly parameterStore: (name: string) => string | undefined;
}

/** Throws on a parameter that is missing, unknown or not allowed, and on a rule of the template that does not hold. */
export function expand({ body, given, place, parameterStore }: Expanding): Expanded {
  const unknown = Object.keys(given).find((name) => !(name in body.Parameters));
  if (unknown !== undefined) throw new Error(`Parameters: [${unknown}] do not exist in the template`);
  const parameters = Object.fromEntries(
    Object.entries(body.Parameters).map(([name, declared]): [string, unknown] => [
      name,
      parameterValue(name, { declared, given: given[name], parameterStore }),
    ]),
  );
  const conditions = new Conditions(body.Conditions, referencesTo({ ...place, parameters }));
  for (const [name, { Assertions }] of Object.entries(body.Rules)) {
    for (const { Assert, AssertDescription } of Assertions) {
      if (!conditions.holds(Assert)) throw new Error(`Template rule ${name} does not hold: ${AssertDescription ?? ''}`);
    }
  }
  const resources = Object.entries(body.Resources)
    .filter(([, { Condition }]) => Condition === undefined || conditions.named(Condition))
    .map(([id, entry]): [string, TemplateEntry] => [id, entryOf(entry, conditions)]);
  const outputs = Object.entries(body.Outputs)
    .filter(([, { Condition }]) => Condition === undefined || conditions.named(Condition))
    .map(([name, { Value }]): [string, unknown] => [name, conditions.chosen(Value)]);
  return { template: { resources: Object.fromEntries(resources), outputs: Object.fromEntries(outputs) }, parameters };
}

function entryOf(entry: TemplateBody['Resources'][string], conditions: Conditions): TemplateEntry {
  return {
    type: entry.Type,
    properties: z.record(z.string(), z.unknown()).parse(conditions.chosen(entry.Properties)),
    dependsOn: entry.DependsOn === undefined ? [] : [entry.DependsOn].flat(),
    ...(entry.DeletionPolicy && { deletionPolicy: entry.DeletionPolicy }),
    ...(entry.UpdateReplacePolicy && { updateReplacePolicy: entry.UpdateReplacePolicy }),
  };
}

interface Giving {
  readonly declared: ParameterDeclaration;
  readonly given: string | undefined;
  readonly parameterStore: Expanding['parameterStore'];
}

function parameterValue(name: string, { declared, given, parameterStore }: Giving): unknown {
  const value = given ?? declared.Default;
  if (value === undefined) throw new Error(`Parameters: [${name}] must have values`);
  if (declared.AllowedValues && !declared.AllowedValues.includes(value))
    throw new Error(`Parameter ${name} must be one of ${declared.AllowedValues.join(', ')}`);
  if (declared.AllowedPattern !== undefined && !new RegExp(`^(?:${declared.AllowedPattern})$`).test(value))
    throw new Error(`Parameter ${name} must match pattern ${declared.AllowedPattern}`);
  if (declared.Type === 'CommaDelimitedList') return value.split(',').map((item) => item.trim());
  if (declared.Type === 'String') return value;
  const stored = parameterStore(value);
  if (stored === undefined)
    throw new Error(
      `Unable to fetch parameters [${value}] from parameter store for this account. Was it bootstrapped (npx cdk bootstrap)?`,
    );
  return stored;
}

function referencesTo(known: {
  readonly accountId: string;
  readonly region: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}): References {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': known.accountId,
    'AWS::Region': known.region,
    'AWS::Partition': 'aws',
    'AWS::NoValue': noValue,
  };
  const nothing = (): never => {
    throw new Error('a condition may refer to parameters only');
  };
  return { ref: (name) => pseudo[name] ?? known.parameters[name] ?? nothing(), attribute: nothing, output: nothing };
}

/** Condition functions (docs: "Condition functions", "Rule-specific intrinsic functions"); throws on one that it does not know. */
class Conditions {
  private readonly declared: Readonly<Record<string, unknown>>;
  private readonly references: References;

  constructor(declared: Readonly<Record<string, unknown>>, references: References) {
    this.declared = declared;
    this.references = references;
  }

  named(name: string): boolean {
    if (!(name in this.declared)) throw new Error(`Template format error: Unresolved condition ${name}`);
    return this.holds(this.declared[name]);
  }

  holds(value: unknown): boolean {
    const [[name, argument] = ['', undefined], ...others] = Object.entries(z.record(z.string(), z.unknown()).parse(value));
    if (others.length > 0) throw new Error('a condition is one function');
    if (name === 'Condition') return this.named(z.string().parse(argument));
    const all = z.array(z.unknown()).parse(argument);
    switch (name) {
      case 'Fn::And':
        return all.every((one) => this.holds(one));
      case 'Fn::Or':
        return all.some((one) => this.holds(one));
      case 'Fn::Not':
        return !this.holds(all[0]);
      case 'Fn::Equals':
        return JSON.stringify(resolve(all[0], this.references)) === JSON.stringify(resolve(all[1], this.references));
      case 'Fn::Contains':
        return z.array(z.unknown()).parse(resolve(all[0], this.references)).includes(resolve(all[1], this.references));
      default:
        throw new Error(`the condition function ${name} is not supported`);
    }
  }

  /** The value with every Fn::If replaced by its branch. */
  chosen(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.chosen(item));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument] = ['', undefined]] = entries;
    if (entries.length === 1 && name === 'Fn::If') {
      const [condition, yes, no] = z.tuple([z.string(), z.unknown(), z.unknown()]).parse(argument);
      return this.chosen(this.named(condition) ? yes : no);
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, this.chosen(item)]));
  }
}
