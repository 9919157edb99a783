import type { EmbeddedService, Provision, Remove } from '../cloud.ts';

/** Who makes, and who takes away, each resource type. */
export interface ResourceTypes {
  readonly provision: (type: string) => Provision | undefined;
  readonly remove: (type: string) => Remove | undefined;
}

/** What the services of the embedded cloud know. */
export function resourceTypesOf(services: readonly Pick<EmbeddedService, 'resourceTypes' | 'removals'>[]): ResourceTypes {
  const made = new Map(services.flatMap(({ resourceTypes }) => Object.entries(resourceTypes)));
  const removed = new Map(services.flatMap(({ removals }) => Object.entries(removals ?? {})));
  return { provision: (type) => made.get(type), remove: (type) => removed.get(type) };
}
