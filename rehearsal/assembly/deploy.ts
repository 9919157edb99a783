import type { Assembly, AssemblyStack } from '../../policy/templates/assembly.ts';
import { noValue, type References, referencedIds, resolve } from '../../policy/templates/resolve.ts';
import type { EmbeddedService, Provision, ProvisionedResource } from '../cloud.ts';

/** Outputs by stack name, then output name. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Deployment {
  readonly outputs: StackOutputs;
  /** How many resources of each type were provisioned. */
  readonly counts: ReadonlyMap<string, number>;
  /** Name of the stack that holds a resource, by the resource's Ref and by its Arn. */
  readonly stackOf: ReadonlyMap<string, string>;
}

/**
 * Provisions every resource of an assembly in the embedded cloud, each after what it refers to. Throws with stack and logical id on a
 * resource type, property or intrinsic function that nobody knows: a template is carried out whole or not at all. `localOf` has the last
 * word on every resolved text: what public names stand for on this machine.
 */
export async function deploy(
  assembly: Assembly,
  services: readonly Pick<EmbeddedService, 'resourceTypes'>[],
  localOf: (text: string) => string = (text) => text,
): Promise<Deployment> {
  const provisioners = localised(Object.assign({}, ...services.map((service) => service.resourceTypes)), localOf);
  const outputs: Record<string, Record<string, string>> = {};
  const counts = new Map<string, number>();
  const stackOf = new Map<string, string>();
  for (const stack of assembly.stacks) {
    const provisioned = new Map<string, ProvisionedResource>();
    const references = referencesOf(stack, provisioned, outputs);
    for (const logicalId of creationOrder(stack)) {
      const type = stack.template.resources[logicalId]?.type ?? '';
      const made = await provisionOne(stack, logicalId, provisioners, references);
      provisioned.set(logicalId, made);
      for (const id of [made.ref, made.attributes.Arn]) if (id !== undefined) stackOf.set(id, stack.name);
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    outputs[stack.name] = outputsOf(stack, references);
  }
  return { outputs, counts, stackOf };
}

function localised(provisioners: Readonly<Record<string, Provision>>, localOf: (text: string) => string): Record<string, Provision> {
  const wrapped = Object.entries(provisioners).map(([type, provision]): [string, Provision] => [
    type,
    (resource) => provision({ ...resource, properties: Object(mapTexts(resource.properties, localOf)) }),
  ]);
  return Object.fromEntries(wrapped);
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, map)]));
}

async function provisionOne(
  stack: AssemblyStack,
  logicalId: string,
  provisioners: Readonly<Record<string, Provision>>,
  references: References,
): Promise<ProvisionedResource> {
  const entry = stack.template.resources[logicalId];
  const provision = entry && provisioners[entry.type];
  if (!entry || !provision) throw new Error(`${stack.id}/${logicalId}: the rehearsal does not know the resource type ${entry?.type}`);
  try {
    const properties = resolve(entry.properties, references);
    if (typeof properties !== 'object' || properties === null) throw new Error('Properties must be an object');
    return await provision({ stack: stack.id, logicalId, type: entry.type, properties: { ...properties } });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${stack.id}/${logicalId} (${entry.type}): ${reason}`, { cause });
  }
}

function referencesOf(
  stack: AssemblyStack,
  provisioned: ReadonlyMap<string, ProvisionedResource>,
  outputs: Readonly<Record<string, Readonly<Record<string, string>>>>,
): References {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': stack.accountId,
    'AWS::Region': stack.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${stack.region}:${stack.accountId}:stack/${stack.name}/rehearsal`,
    'AWS::NoValue': noValue,
  };
  return {
    ref: (name) => {
      const value = name in pseudo ? pseudo[name] : provisioned.get(name)?.ref;
      if (value === undefined) throw new Error(`Ref to ${name}, which this stack does not hold`);
      return value;
    },
    attribute: (logicalId, attribute) => {
      const value = provisioned.get(logicalId)?.attributes[attribute];
      if (value === undefined) throw new Error(`Fn::GetAtt ${logicalId}.${attribute} is not known`);
      return value;
    },
    output: (stackName, outputName) => {
      const value = outputs[stackName]?.[outputName];
      if (value === undefined) throw new Error(`Fn::GetStackOutput ${stackName}.${outputName} is not known`);
      return value;
    },
  };
}

function creationOrder(stack: AssemblyStack): readonly string[] {
  const { resources } = stack.template;
  const order: string[] = [];
  const states = new Map<string, 'open' | 'done'>();
  const visit = (logicalId: string): void => {
    if (states.get(logicalId) === 'done') return;
    if (states.get(logicalId) === 'open') throw new Error(`${stack.id}/${logicalId}: resources depend on one another in a circle`);
    states.set(logicalId, 'open');
    const entry = resources[logicalId];
    const before = [...(entry?.dependsOn ?? []), ...referencedIds(entry?.properties)].filter((id) => id in resources);
    for (const id of before) visit(id);
    states.set(logicalId, 'done');
    order.push(logicalId);
  };
  for (const logicalId of Object.keys(resources)) visit(logicalId);
  return order;
}

function outputsOf(stack: AssemblyStack, references: References): Record<string, string> {
  const resolved = Object.entries(stack.template.outputs).map(([name, value]): [string, string] => {
    const text = resolve(value, references);
    if (typeof text !== 'string') throw new Error(`${stack.id}: the output ${name} is not a text`);
    return [name, text];
  });
  return Object.fromEntries(resolved);
}
