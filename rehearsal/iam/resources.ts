import * as z from 'zod';
import type { Policy } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Provision, Remove, TemplateResource } from '../cloud.ts';
import { physicalName, uniqueId } from './ids.ts';
import type { Principals, Role } from './principals.ts';

export interface IamTemplateContext {
  readonly accountId: string;
  readonly principals: Principals;
}

/**
 * The IAM resource types of CloudFormation. Refuses properties that it does not know, managed policies that the templates do not hold
 * themselves, and documents above the quotas (IAM: "IAM and AWS STS quotas").
 */
export const iamResourceTypes = (context: IamTemplateContext): Readonly<Record<string, Provision>> => ({
  'AWS::IAM::Role': async (resource) => provisionRole(context, resource),
  'AWS::IAM::Policy': async (resource) => provisionPolicy(context, resource),
  'AWS::IAM::RolePolicy': async (resource) => provisionRolePolicy(context, resource),
  'AWS::IAM::ManagedPolicy': async (resource) => provisionManagedPolicy(context, resource),
});

/** Roles and policies as CloudFormation deletes them. */
export const iamRemovals = ({ principals }: IamTemplateContext): Readonly<Record<string, Remove>> => {
  const forget: Remove = async ({ stack, logicalId }) => principals.forget(`${stack}/${logicalId}`);
  return {
    'AWS::IAM::Role': async (resource) => {
      principals.removeRole(resource.attributes.Arn ?? '');
      await forget(resource);
    },
    'AWS::IAM::Policy': forget,
    'AWS::IAM::RolePolicy': forget,
    'AWS::IAM::ManagedPolicy': async (resource) => {
      principals.removeManagedPolicy(resource.ref);
      await forget(resource);
    },
  };
};

const MAX_TRUST_CHARACTERS = 2048;
const MAX_INLINE_CHARACTERS = 10_240;
const MAX_MANAGED_CHARACTERS = 6144;

const name = z.string().regex(/^[\w+=,.@-]{1,128}$/);
const roleName = z.string().regex(/^[\w+=,.@-]{1,64}$/);
const path = z
  .string()
  .regex(/^\/([!-~]+\/)?$/)
  .default('/');
const document = z.record(z.string(), z.unknown());
const tags = z
  .array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
  .max(50)
  .default([]);

const roleProperties = z.strictObject({
  AssumeRolePolicyDocument: document,
  Description: z.string().max(1000).optional(),
  ManagedPolicyArns: z.array(z.string()).max(10).default([]),
  MaxSessionDuration: z.number().int().min(3600).max(43_200).default(3600),
  Path: path,
  PermissionsBoundary: z.string().optional(),
  Policies: z.array(z.strictObject({ PolicyName: name, PolicyDocument: document })).default([]),
  RoleName: roleName.optional(),
  Tags: tags,
});

const provisionRole = ({ accountId, principals }: IamTemplateContext, resource: TemplateResource) => {
  const properties = roleProperties.parse(resource.properties);
  const logicalName = properties.RoleName ?? physicalName(resource, 64);
  const where = `${resource.stack}/${resource.logicalId}`;
  const role: Role = {
    arn: `arn:aws:iam::${accountId}:role${properties.Path}${logicalName}`,
    name: logicalName,
    id: uniqueId('AROA', `${accountId}/${where}`),
    trust: parseSized(`${where} trust`, { document: properties.AssumeRolePolicyDocument, limit: MAX_TRUST_CHARACTERS }),
    tags: Object.fromEntries(properties.Tags.map((tag) => [tag.Key, tag.Value])),
    maxSessionSeconds: properties.MaxSessionDuration,
    boundaryArn: properties.PermissionsBoundary,
  };
  const namesake = principals.roleNamed(role.name);
  if (namesake !== undefined && namesake.id !== role.id) throw new Error(`The role name ${role.name} is taken by another resource`);
  requireManaged(principals, [...properties.ManagedPolicyArns, ...(role.boundaryArn === undefined ? [] : [role.boundaryArn])]);
  const inline = properties.Policies.map((each) =>
    parseSized(`${where} inline ${each.PolicyName}`, { document: each.PolicyDocument, limit: MAX_INLINE_CHARACTERS }),
  );
  principals.putRole(role);
  principals.stateInline(where, new Map([[role.arn, inline]]));
  principals.stateAttached(where, new Map([[role.arn, properties.ManagedPolicyArns]]));
  return { ref: role.name, attributes: { Arn: role.arn, RoleId: role.id } };
};

const requireManaged = (principals: Principals, arns: readonly string[]): void => {
  const unknown = arns.find((arn) => principals.managedPolicy(arn) === undefined);
  if (unknown !== undefined)
    throw new Error(`The managed policy ${unknown} is neither of these templates nor one of AWS's that the rehearsal knows`);
};

const attachments = {
  Groups: z.array(z.string()).max(0, 'groups are not rehearsed').optional(),
  Roles: z.array(z.string()).default([]),
  Users: z.array(z.string()).max(0, 'users of templates are not rehearsed').optional(),
};

const policyProperties = z.strictObject({ PolicyDocument: document, PolicyName: name, ...attachments });

const provisionPolicy = (context: IamTemplateContext, resource: TemplateResource) => {
  const properties = policyProperties.parse(resource.properties);
  if (properties.Roles.length === 0) throw new Error('A policy must name at least one role');
  stateInlineForRoles(context, { resource, properties });
  return { ref: properties.PolicyName, attributes: { Id: physicalName(resource, 64) } };
};

const rolePolicyProperties = z.strictObject({ PolicyDocument: document, PolicyName: name, RoleName: roleName });

const provisionRolePolicy = (context: IamTemplateContext, resource: TemplateResource) => {
  const { RoleName, ...properties } = rolePolicyProperties.parse(resource.properties);
  stateInlineForRoles(context, { resource, properties: { ...properties, Roles: [RoleName] } });
  return { ref: properties.PolicyName, attributes: {} };
};

interface InlineStatement {
  readonly resource: TemplateResource;
  readonly properties: { readonly PolicyName: string; readonly PolicyDocument: unknown; readonly Roles: readonly string[] };
}

const stateInlineForRoles = ({ principals }: IamTemplateContext, { resource, properties }: InlineStatement): void => {
  const where = `${resource.stack}/${resource.logicalId}`;
  const policy = parseSized(`${where} ${properties.PolicyName}`, { document: properties.PolicyDocument, limit: MAX_INLINE_CHARACTERS });
  const arns = roleArns(principals, properties.Roles);
  principals.stateInline(where, new Map(arns.map((arn) => [arn, [policy]])));
};

const roleArns = (principals: Principals, names: readonly string[]): readonly string[] =>
  names.map((each) => {
    const role = principals.roleNamed(each);
    if (role === undefined) throw new Error(`The role ${each} does not exist`);
    return role.arn;
  });

const managedPolicyProperties = z.strictObject({
  Description: z.string().max(1000).optional(),
  ManagedPolicyName: name.optional(),
  Path: path,
  PolicyDocument: document,
  ...attachments,
});

const provisionManagedPolicy = ({ accountId, principals }: IamTemplateContext, resource: TemplateResource) => {
  const properties = managedPolicyProperties.parse(resource.properties);
  const where = `${resource.stack}/${resource.logicalId}`;
  const policyName = properties.ManagedPolicyName ?? physicalName(resource, 128);
  const arn = `arn:aws:iam::${accountId}:policy${properties.Path}${policyName}`;
  const arns = roleArns(principals, properties.Roles);
  principals.putManagedPolicy(
    arn,
    parseSized(`${where} ${policyName}`, { document: properties.PolicyDocument, limit: MAX_MANAGED_CHARACTERS }),
  );
  principals.stateAttached(where, new Map(arns.map((each) => [each, [arn]])));
  return { ref: arn, attributes: { PolicyArn: arn, PolicyId: uniqueId('ANPA', `${accountId}/${where}`) } };
};

const parseSized = (policyName: string, sized: { readonly document: unknown; readonly limit: number }): Policy => {
  const characters = JSON.stringify(sized.document).length;
  if (characters > sized.limit)
    throw new Error(`${policyName}: the document has ${characters} characters, at most ${sized.limit} are allowed`);
  return parsePolicy(policyName, inCurrentVersion(sized.document));
};

/**
 * A document without a version counts as of 2008-10-17, which differs from the current one in policy variables alone (IAM: "Version"): without
 * any, it means the same.
 */
const inCurrentVersion = (document: unknown): unknown => {
  if (typeof document !== 'object' || document === null || 'Version' in document) return document;
  return JSON.stringify(document).includes('${') ? document : { Version: '2012-10-17', ...document };
};
