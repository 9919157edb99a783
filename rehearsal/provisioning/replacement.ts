import { differing, typeIdentities } from '../../policy/templates/replacement.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Whether a name of a resource type is in use outside the stack, retained resources of deleted stacks included. */
export type TakenNames = (type: string, name: string) => boolean;

/**
 * Throws where AWS would not change a resource in place or by a new one beside it: a property that never changes, or a resource with a name of
 * its own that would have to be replaced under the same name.
 */
export function requireChangeable(type: string, before: Properties, after: Properties): void {
  const identity = typeIdentities[type];
  if (!identity) throw new Error(`the rehearsal does not know how ${type} changes`);
  const [frozen] = differing(identity.frozen ?? [], before, after);
  if (frozen !== undefined) throw new Error(`${frozen} cannot be changed; give the resource another logical id`);
  const replacing = differing(identity.replacing, before, after);
  if (replacing.length === 0) return;
  const { name } = identity;
  const given = name === undefined ? undefined : before[name];
  if (given !== undefined && name !== undefined && !replacing.includes(name)) {
    const shown = `${type} with the name ${String(given)}`;
    throw new Error(
      `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${shown} and update again.`,
    );
  }
  if (given === undefined && identity.stateful === true)
    throw new Error(
      `a change of ${replacing.join(', ')} replaces this ${type}, which the rehearsal does not carry out: it would lose its state`,
    );
}

interface NewName {
  readonly type: string;
  readonly properties: Properties;
  readonly before: Properties | undefined;
  readonly taken: TakenNames | undefined;
}

/** Throws where another resource has the name already: CloudFormation takes nothing over. */
export function requireFreeName({ type, properties, before, taken }: NewName): void {
  const property = typeIdentities[type]?.name;
  const name = property === undefined ? undefined : properties[property];
  if (property === undefined || typeof name !== 'string' || before?.[property] === name) return;
  if (taken?.(type, name)) throw new Error(`${name} already exists`);
}
