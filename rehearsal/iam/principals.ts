import type { Policy } from '../../policy/model.ts';
import { awsManagedPolicies } from './aws-managed-policies.ts';

/** A role as it stands. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  /** `AROA...` */
  readonly id: string;
  readonly trust: Policy;
  readonly tags: Readonly<Record<string, string>>;
  readonly maxSessionSeconds: number;
  /** ARN of the managed policy that is its permissions boundary. */
  readonly boundaryArn?: string;
}

/** A person's or program's standing user. */
export interface User {
  readonly arn: string;
  readonly name: string;
  /** `AIDA...` */
  readonly id: string;
}

/** Where a set of policies comes from: the role or policy resource that states them, or the seeding of a user. */
export type PolicySource = string;

/**
 * Roles, users and their policies, in memory: they are stated again by the templates at every start, so what a template no longer
 * states is gone. Policies are kept by source, so that stating a resource again replaces what it stated before.
 */
export class Principals {
  readonly #roles = new Map<string, Role>();
  readonly #users = new Map<string, User>();
  readonly #managed = new Map<string, Policy>(awsManagedPolicies);
  /** source -> principal ARN -> policies */
  readonly #inline = new Map<PolicySource, ReadonlyMap<string, readonly Policy[]>>();
  /** source -> principal ARN -> managed policy ARNs */
  readonly #attached = new Map<PolicySource, ReadonlyMap<string, readonly string[]>>();

  putRole(role: Role): void {
    this.#roles.set(role.arn, role);
  }

  /** A role that is gone is nobody: its sessions may do nothing from then on. */
  removeRole(arn: string): void {
    this.#roles.delete(arn);
  }

  removeManagedPolicy(arn: string): void {
    this.#managed.delete(arn);
  }

  /** Forgets everything that a source states. */
  forget(source: PolicySource): void {
    this.#inline.delete(source);
    this.#attached.delete(source);
  }

  putUser(user: User): void {
    this.#users.set(user.arn, user);
  }

  putManagedPolicy(arn: string, policy: Policy): void {
    this.#managed.set(arn, policy);
  }

  /** Replaces the inline policies that a source states. */
  stateInline(source: PolicySource, policies: ReadonlyMap<string, readonly Policy[]>): void {
    this.#inline.set(source, policies);
  }

  /** Replaces the attachments that a source states. */
  stateAttached(source: PolicySource, arns: ReadonlyMap<string, readonly string[]>): void {
    this.#attached.set(source, arns);
  }

  role(arn: string): Role | undefined {
    return this.#roles.get(arn);
  }

  roleNamed(name: string): Role | undefined {
    return [...this.#roles.values()].find((role) => role.name === name);
  }

  user(arn: string): User | undefined {
    return this.#users.get(arn);
  }

  managedPolicy(arn: string): Policy | undefined {
    return this.#managed.get(arn);
  }

  /** Every identity policy of a role or user. */
  policiesOf(principalArn: string): readonly Policy[] {
    const inline = [...this.#inline.values()].flatMap((each) => each.get(principalArn) ?? []);
    const arns = new Set([...this.#attached.values()].flatMap((each) => each.get(principalArn) ?? []));
    return [...inline, ...[...arns].flatMap((arn) => this.#managed.get(arn) ?? [])];
  }

  /** The permissions boundary of a role. */
  boundaryOf(role: Role): Policy | undefined {
    return role.boundaryArn === undefined ? undefined : this.#managed.get(role.boundaryArn);
  }
}
