import type { Assembly, AssemblyStack } from '../../policy/templates/assembly.ts';
import type { EmbeddedService } from '../cloud.ts';
import { bringAbout } from '../provisioning/bring-about.ts';
import { resourceTypesOf } from '../provisioning/resource-types.ts';

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
  const types = resourceTypesOf(services);
  const outputs: Record<string, Readonly<Record<string, string>>> = {};
  const counts = new Map<string, number>();
  const stackOf = new Map<string, string>();
  for (const stack of assembly.stacks) {
    const made = await deployStack(stack, { types, localOf, outputOf: (name, output) => outputs[name]?.[output] });
    for (const { type, ref, attributes } of made.resources.values()) {
      for (const id of [ref, attributes.Arn]) if (id !== undefined) stackOf.set(id, stack.name);
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    outputs[stack.name] = made.outputs;
  }
  return { outputs, counts, stackOf };
}

type Surroundings = Pick<Parameters<typeof bringAbout>[0], 'types' | 'localOf' | 'outputOf'>;

async function deployStack(stack: AssemblyStack, surroundings: Surroundings) {
  const { id, name, accountId, region, template } = stack;
  const stackId = `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/rehearsal`;
  try {
    return await bringAbout({ ...surroundings, template, place: { name, stackId, seed: id, accountId, region } });
  } catch (cause) {
    throw new Error(`${id}/${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
