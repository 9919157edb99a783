import { typeIdentities } from '../../policy/templates/replacement.ts';
import type { StandingResource } from '../provisioning/standing.ts';
import type { StackRecords } from './record.ts';

interface Wanted {
  readonly type: string;
  readonly name: string;
  readonly importsExisting: boolean;
}

/**
 * Whether a resource of any stack has the name, or one that a stack gave up and that stayed. CloudFormation takes over the latter only when it is
 * asked to, and the former never.
 */
export function nameTaken(records: StackRecords, { type, name, importsExisting }: Wanted): boolean {
  const wanted = `${type} ${name}`;
  const isKept = records.kept.includes(wanted) && !importsExisting;
  return isKept || records.living().some(({ resources }) => keptNames(resources).includes(wanted));
}

/** Type and given name of each resource that has one. */
export function keptNames(resources: readonly StandingResource[]): readonly string[] {
  return resources.flatMap(({ type, properties }) => {
    const property = typeIdentities[type]?.name;
    const name = property === undefined ? undefined : properties[property];
    return typeof name === 'string' ? [`${type} ${name}`] : [];
  });
}
