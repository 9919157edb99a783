import { reasonOf, stepOf } from './bring-about.ts';
import type { ResourceTypes } from './resource-types.ts';
import { isKept, type StandingResource, type Step } from './standing.ts';

export interface TakingAway {
  readonly types: ResourceTypes;
  readonly seed: string;
  /** In the order in which they were made; they go in the reverse. */
  readonly resources: readonly StandingResource[];
  /** The policy that decides whether a resource is kept. */
  readonly policy: 'deletionPolicy' | 'updateReplacePolicy';
  readonly tell: (step: Step) => Promise<void>;
}

export interface TakenAway {
  /** Kept in the account, and no longer of any stack. */
  readonly kept: readonly StandingResource[];
  /** Still there, with the reason told as a step. */
  readonly failed: readonly StandingResource[];
}

/** Deletes what a stack gives up, except what it keeps by policy. Goes on where one cannot be deleted. */
export async function takeAway({ types, seed, resources, policy, tell }: TakingAway): Promise<TakenAway> {
  const kept: StandingResource[] = [];
  const failed: StandingResource[] = [];
  for (const resource of [...resources].reverse()) {
    if (isKept(resource[policy])) {
      kept.push(resource);
      await tell(stepOf(resource, 'DELETE_SKIPPED'));
      continue;
    }
    await tell(stepOf(resource, 'DELETE_IN_PROGRESS'));
    try {
      const remove = types.remove(resource.type);
      if (!remove) throw new Error(`the rehearsal does not delete resources of the type ${resource.type}`);
      await remove({ stack: seed, ...resource });
      await tell(stepOf(resource, 'DELETE_COMPLETE'));
    } catch (cause) {
      failed.push(resource);
      await tell({ ...stepOf(resource, 'DELETE_FAILED'), reason: reasonOf(cause) });
    }
  }
  return { kept, failed };
}
