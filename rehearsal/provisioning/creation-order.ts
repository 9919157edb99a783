import type { Template } from '../../policy/templates/assembly.ts';
import { referencedIds } from '../../policy/templates/resolve.ts';

/** Logical ids, each after what it refers to or names in DependsOn. Throws where resources depend on one another in a circle. */
export function creationOrder({ resources }: Template): readonly string[] {
  const order: string[] = [];
  const states = new Map<string, 'open' | 'done'>();
  const visit = (logicalId: string): void => {
    if (states.get(logicalId) === 'done') return;
    if (states.get(logicalId) === 'open') throw new Error(`${logicalId}: resources depend on one another in a circle`);
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
