import type { Statement } from '../policy/model.ts';
import type { Realm, RealmRole } from './realm.ts';

/**
 * Whether a role is the one by which a stack of another account learns this stack's outputs, such as the directory the address of a desk (CDK:
 * weak references across accounts), and no more than that: the role that deploys some stack of the assembly may take it on, and it may describe
 * its own stack. What a stack's description tells is in no way secret.
 */
export function isOutputReader(role: RealmRole, realm: Realm): boolean {
  const deployments = realm.stacks.map(({ executionRoleArn }) => executionRoleArn);
  const [trust, ...otherTrusts] = role.trust.statements;
  const [grant, ...otherGrants] = role.identity.flatMap(({ statements }) => statements);
  if (!trust || !grant || otherTrusts.length + otherGrants.length > 0) return false;
  const isTrusted = trust.principals?.aws.every((arn) => deployments.includes(arn)) ?? false;
  const isAlone = trust.principals?.kind === 'in' && trust.principals.aws.length === 1 && othersIn(trust) === 0;
  const describes = grant.actions.kind === 'in' && grant.actions.patterns.join().toLowerCase() === 'cloudformation:describestacks';
  return isTrusted && isAlone && describes && grant.resources?.kind === 'in' && grant.resources.patterns.join() === ownStack(role);
}

function othersIn({ principals }: Statement): number {
  return (principals?.services.length ?? 0) + (principals?.federated.length ?? 0);
}

/** Any incarnation of the role's own stack. */
export function ownStack({ stack: { name, region, accountId } }: RealmRole): string {
  return `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/*`;
}
