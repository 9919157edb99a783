import { evaluate } from '../../policy/evaluate.ts';
import type { AccessRequest, Decision, Policy, RequestPrincipal } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { type References, resolve } from '../../policy/templates/resolve.ts';
import { only, present, type Resource, type StackTemplate, type Templates } from './templates.ts';

/** A caller: a principal, the policies that are its own, and what a request of its says about it. */
export interface Caller {
  readonly principal: RequestPrincipal;
  readonly identity: readonly Policy[];
  readonly context: Readonly<Record<string, string>>;
}

/** Stands in front of the synthesized policies and answers who may do what. */
export interface Realm {
  /** A session of a synthesized role. */
  readonly role: (name: string) => Caller;
  readonly bucket: (name: string) => Guarded;
  /** The key behind an alias. */
  readonly key: (alias: string) => Guarded;
  readonly table: (name: string) => Guarded;
  readonly trust: (roleName: string) => Guarded;
  /** Every synthesized policy document, by stack and logical id, resolved. */
  readonly documents: readonly NamedDocument[];
}

export interface NamedDocument {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly document: unknown;
}

/** A thing with a policy of its own. `sub` is what follows its ARN: `/key` of an object, `/index/box` of an index. */
export interface Guarded {
  readonly arn: string;
  readonly decide: (caller: Caller, action: string, question?: Question) => Decision;
}

export interface Question {
  readonly sub?: string;
  readonly context?: AccessRequest['context'];
}

export const everything = parsePolicy('everything', {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** A person of the operator's who holds AdministratorAccess in the account. */
export function administrator(account: string): Caller {
  const arn = `arn:aws:iam::${account}:user/administrator`;
  return { principal: { kind: 'user', accountId: account, arn }, identity: [everything], context: says(arn) };
}

/** A role that the templates do not make, under AdministratorAccess. */
export function outsideRole(roleArn: string): Caller {
  const accountId = roleArn.split(':')[4] ?? '';
  return { principal: session(accountId, roleArn), identity: [everything], context: says(roleArn) };
}

/** The same caller, whatever its own policies once were: they are rewritten to allow everything. */
export function escalated(caller: Caller): Caller {
  return { ...caller, identity: [everything] };
}

export function realmOf(synthesis: Templates): Realm {
  const all = synthesis.stacks.flatMap((stack) => entriesOf(stack));
  const find = (type: string, property: string, value: string) =>
    only(
      `${type} ${value}`,
      all.filter((entry) => entry.type === type && entry.properties[property] === value),
    );
  return {
    role: (name) => roleCaller(all, find('AWS::IAM::Role', 'RoleName', name)),
    bucket: (name) => {
      const { properties } = find('AWS::S3::BucketPolicy', 'Bucket', name);
      return guarded(`arn:aws:s3:::${name}`, find('AWS::S3::Bucket', 'BucketName', name), policyAt(name, properties.PolicyDocument));
    },
    key: (alias) => {
      const target = find('AWS::KMS::Alias', 'AliasName', alias).properties.TargetKeyId;
      const key = only(
        alias,
        all.filter((entry) => entry.type === 'AWS::KMS::Key' && entry.logicalIdInStack === target),
      );
      return guarded(key.arn, key, policyAt(alias, key.properties.KeyPolicy), 'must-allow');
    },
    table: (name) => {
      const table = find('AWS::DynamoDB::Table', 'TableName', name);
      const { PolicyDocument } = Object(table.properties.ResourcePolicy);
      return guarded(table.arn, table, policyAt(name, PolicyDocument));
    },
    trust: (name) => {
      const role = find('AWS::IAM::Role', 'RoleName', name);
      return guarded(role.arn, role, policyAt(`trust of ${name}`, role.properties.AssumeRolePolicyDocument), 'must-allow');
    },
    documents: all.flatMap(documentsOf),
  };
}

interface Entry {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  /** Stands for the reference to the entry, unlike that of any other stack. */
  readonly logicalIdInStack: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly arn: string;
}

function entriesOf(stack: StackTemplate): readonly Entry[] {
  return Object.entries(stack.resources).map(([logicalId, resource]) => {
    const resolved = resolve(resource.Properties, referencesOf(stack));
    const properties = Object.fromEntries(Object.entries(Object(resolved)));
    const logicalIdInStack = `${stack.id}.${logicalId}`;
    return { stack, logicalId, logicalIdInStack, type: resource.Type, properties, arn: arnOf(stack, logicalId, resource) };
  });
}

function referencesOf(stack: StackTemplate): References {
  const of = (logicalId: string) => present(logicalId, stack.resources[logicalId]);
  return {
    ref: (name) => (name in stack.resources ? nameOf(stack, name, of(name)) : pseudo(stack, name)),
    attribute: (logicalId, attribute) => {
      if (attribute === 'Arn') return arnOf(stack, logicalId, of(logicalId));
      if (attribute === 'KeyId') return `${stack.id}.${logicalId}`;
      return `https://${attribute}.${logicalId}.example`;
    },
    output: (stackName, name) => `arn:aws:output:${stack.region}:${stack.account}:${stackName}/${name}`,
  };
}

function pseudo({ account, region }: StackTemplate, name: string): string {
  const known: Readonly<Record<string, string>> = { 'AWS::AccountId': account, 'AWS::Region': region, 'AWS::Partition': 'aws' };
  return present(name, known[name]);
}

function nameOf(stack: StackTemplate, logicalId: string, { Properties }: Resource): string {
  const names = [Properties.BucketName, Properties.RoleName, Properties.TableName].flatMap((name) =>
    typeof name === 'string' ? name : [],
  );
  return names[0] ?? `${stack.id}.${logicalId}`;
}

function arnOf(stack: StackTemplate, logicalId: string, resource: Resource): string {
  const name = nameOf(stack, logicalId, resource);
  const place = `${stack.region}:${stack.account}`;
  switch (resource.Type) {
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${name}`;
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${stack.account}:role/${name}`;
    case 'AWS::DynamoDB::Table':
      return `arn:aws:dynamodb:${place}:table/${name}`;
    case 'AWS::KMS::Key':
      return `arn:aws:kms:${place}:key/${name}`;
    default:
      return `arn:aws:other:${place}:${name}`;
  }
}

function documentsOf(entry: Entry): readonly NamedDocument[] {
  const { PolicyDocument, KeyPolicy, AssumeRolePolicyDocument, ResourcePolicy } = entry.properties;
  const documents = [PolicyDocument, KeyPolicy, AssumeRolePolicyDocument, Object(ResourcePolicy).PolicyDocument];
  return documents
    .filter((document) => document !== undefined)
    .map((document) => ({ stack: entry.stack.id, logicalId: entry.logicalId, type: entry.type, document }));
}

function roleCaller(all: readonly Entry[], role: Entry): Caller {
  const attached = all.filter(({ type, properties }) => {
    const { Roles } = properties;
    return type === 'AWS::IAM::Policy' && Array.isArray(Roles) && Roles.includes(role.properties.RoleName);
  });
  return {
    principal: session(role.stack.account, role.arn),
    identity: attached.map(({ logicalId, properties }) => policyAt(logicalId, properties.PolicyDocument)),
    context: says(role.arn),
  };
}

function session(accountId: string, roleArn: string): RequestPrincipal {
  const arn = `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/somebody`;
  return { kind: 'session', accountId, roleArn, arn };
}

function says(arn: string): Caller['context'] {
  return { 'aws:PrincipalArn': arn, 'aws:PrincipalIsAWSService': 'false', 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
}

function policyAt(name: string, document: unknown): Policy {
  return parsePolicy(name, document);
}

type Rules = 'alone-or-with-identity' | 'must-allow';

function guarded(arn: string, { stack }: Entry, resource: Policy, resourcePolicyRules: Rules = 'alone-or-with-identity'): Guarded {
  return {
    arn,
    decide: ({ principal, identity, context: own }, action, { sub = '', context = {} } = {}) =>
      evaluate(
        { principal, action, resource: `${arn}${sub}`, resourceAccountId: stack.account, context: { ...own, ...context } },
        { identity, session: [], resource, resourcePolicyRules },
      ),
  };
}
