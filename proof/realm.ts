import type { Policy } from '../policy/model.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Assembly, AssemblyStack } from '../policy/templates/assembly.ts';
import { resolve } from '../policy/templates/resolve.ts';
import { givenKeys } from './given-keys.ts';
import { knownTypes } from './known-types.ts';
import { referencesOf } from './references.ts';
import { list, record, text, texts } from './shape.ts';

/** Everything in an assembly that bears on who may do what, with every reference resolved. */
export interface Realm {
  readonly stacks: readonly AssemblyStack[];
  readonly resources: readonly RealmResource[];
  readonly roles: readonly RealmRole[];
  /** The policy that stands on a bucket, key, table or queue, by the thing's ARN. */
  readonly policyOn: (arn: string) => Policy | undefined;
}

export interface RealmResource {
  readonly stack: AssemblyStack;
  readonly logicalId: string;
  /** Stack and logical id, as `MA-Vault/DropBoxBucket9885CECC`. */
  readonly path: string;
  readonly type: string;
  readonly arn: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deletionPolicy?: string;
  /** Made outside the templates; its policy was given beside them. @default false */
  readonly isGiven?: true;
}

export interface RealmRole extends RealmResource {
  readonly name: string;
  readonly trust: Policy;
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
}

/**
 * Reads an assembly. Throws, and so proves nothing, on whatever it cannot read: a resource type that it does not know, a managed policy of
 * AWS, a policy on something else than a role, a reference or a policy element without a meaning here, a key whose policy nobody gave.
 */
export function realmOf(assembly: Assembly): Realm {
  const resources = [...assembly.stacks.flatMap((stack) => resourcesOf(assembly, stack)), ...givenKeys(assembly)];
  const managed = new Map(resources.filter(isOf('AWS::IAM::ManagedPolicy')).map((each) => [each.arn, documentOf(each, 'PolicyDocument')]));
  const attached = attachments(resources);
  const roles = resources.filter(isOf('AWS::IAM::Role')).map((role) => roleOf(role, { managed, attached }));
  const policies = resourcePolicies(resources);
  return { stacks: assembly.stacks, resources, roles, policyOn: (arn) => policies.get(arn) };
}

function isOf(type: string): (resource: RealmResource) => boolean {
  return (resource) => resource.type === type;
}

function resourcesOf(assembly: Assembly, stack: AssemblyStack): readonly RealmResource[] {
  const references = referencesOf(assembly, stack);
  return Object.entries(stack.template.resources).map(([logicalId, entry]) => {
    const where = `${stack.id}/${logicalId}`;
    if (!knownTypes.has(entry.type)) throw new Error(`${where}: the proof does not know what a resource of type ${entry.type} may do`);
    return {
      stack,
      logicalId,
      path: where,
      type: entry.type,
      arn: references.attribute(logicalId, 'Arn'),
      properties: record(where, resolve(entry.properties, references)),
      deletionPolicy: entry.deletionPolicy,
    };
  });
}

interface Sources {
  readonly managed: ReadonlyMap<string, Policy>;
  readonly attached: ReadonlyMap<string, readonly Policy[]>;
}

function roleOf(role: RealmResource, { managed, attached }: Sources): RealmRole {
  const { properties, path } = role;
  const managedAt = (arn: string) => {
    const policy = managed.get(arn);
    if (!policy) throw new Error(`${path}: the managed policy ${arn} is not in the templates, so nobody here knows what it allows`);
    return policy;
  };
  const inline = list(path, properties.Policies ?? []).map((each) => {
    const { PolicyName, PolicyDocument } = record(path, each);
    return parsePolicy(`${path} ${text(path, PolicyName)}`, PolicyDocument);
  });
  const name = role.arn.split('/').at(-1) ?? '';
  const boundary = properties.PermissionsBoundary === undefined ? undefined : managedAt(text(path, properties.PermissionsBoundary));
  return {
    ...role,
    name,
    trust: documentOf(role, 'AssumeRolePolicyDocument'),
    identity: [...inline, ...texts(path, properties.ManagedPolicyArns ?? []).map(managedAt), ...(attached.get(name) ?? [])],
    ...(boundary && { boundary }),
  };
}

/** Policies by the name of the role that they are attached to from outside of it. */
function attachments(resources: readonly RealmResource[]): ReadonlyMap<string, readonly Policy[]> {
  const found = new Map<string, readonly Policy[]>();
  for (const each of resources) {
    if (each.type !== 'AWS::IAM::Policy' && each.type !== 'AWS::IAM::ManagedPolicy') continue;
    const { Roles = [], Users, Groups } = each.properties;
    if (Users !== undefined || Groups !== undefined) throw new Error(`${each.path}: a policy of users or groups; the exchange has none`);
    for (const role of texts(each.path, Roles)) found.set(role, [...(found.get(role) ?? []), documentOf(each, 'PolicyDocument')]);
  }
  return found;
}

function resourcePolicies(resources: readonly RealmResource[]): ReadonlyMap<string, Policy> {
  const found = new Map<string, Policy>();
  const put = (arn: string, policy: Policy) => {
    if (found.has(arn)) throw new Error(`${policy.name}: a second policy on ${arn}`);
    found.set(arn, policy);
  };
  for (const each of resources) {
    const { type, properties, path, arn } = each;
    if (type === 'AWS::S3::BucketPolicy') put(`arn:aws:s3:::${text(path, properties.Bucket)}`, documentOf(each, 'PolicyDocument'));
    if (type === 'AWS::KMS::Key') put(arn, documentOf(each, 'KeyPolicy'));
    if (type === 'AWS::DynamoDB::Table' && properties.ResourcePolicy !== undefined) {
      put(arn, parsePolicy(path, record(path, properties.ResourcePolicy).PolicyDocument));
    }
  }
  return found;
}

function documentOf(resource: RealmResource, property: string): Policy {
  const name = property === 'AssumeRolePolicyDocument' ? `trust of ${resource.path}` : resource.path;
  return parsePolicy(name, resource.properties[property]);
}
