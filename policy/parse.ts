import type { ActionMatch, Policy, PrincipalMatch, ResourceMatch, Statement } from './model.ts';
import { conditionsOf } from './parse-conditions.ts';
import { PolicyError } from './policy-error.ts';
import { requireKnownVariables } from './variables.ts';

/**
 * Parses a policy document (docs: IAM JSON policy elements reference). Throws PolicyError on any element, operator, version or shape that
 * it does not know: what cannot be read must not be taken for harmless.
 */
export function parsePolicy(name: string, document: unknown): Policy {
  const fields = record(name, document);
  requireOnly(name, fields, ['Version', 'Id', 'Statement']);
  if (fields.Version !== '2012-10-17') throw new PolicyError(name, `Version 2012-10-17 wanted, got ${JSON.stringify(fields.Version)}`);
  const listed = Array.isArray(fields.Statement) ? fields.Statement : [fields.Statement];
  if (listed.length === 0) throw new PolicyError(name, 'at least one statement wanted');
  return { name, statements: listed.map((statement, index) => parseStatement(name, statement, index)) };
}

const elements = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

function parseStatement(policy: string, document: unknown, index: number): Statement {
  const fields = record(policy, document);
  const id = typeof fields.Sid === 'string' && fields.Sid !== '' ? fields.Sid : `#${index}`;
  const where = `${policy}/${id}`;
  requireOnly(where, fields, elements);
  const effect = fields.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyError(where, `Effect Allow or Deny wanted, got ${JSON.stringify(effect)}`);
  const principals = principalsOf(where, fields);
  if (principals?.kind === 'notIn' && effect === 'Allow') throw new PolicyError(where, 'NotPrincipal with Allow reaches everybody');
  const resources = resourcesOf(where, fields);
  return {
    id,
    effect,
    ...(principals && { principals }),
    actions: actionsOf(where, fields),
    ...(resources && { resources }),
    conditions: fields.Condition === undefined ? [] : conditionsOf(where, record(where, fields.Condition)),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function actionsOf(where: string, fields: Fields): ActionMatch {
  const match = inOrNotIn(where, fields, 'Action');
  if (!match) throw new PolicyError(where, 'Action or NotAction wanted');
  for (const pattern of match.patterns) {
    if (pattern !== '*' && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/i.test(pattern))
      throw new PolicyError(where, `no action: ${JSON.stringify(pattern)}`);
  }
  return match;
}

function resourcesOf(where: string, fields: Fields): ResourceMatch | undefined {
  const match = inOrNotIn(where, fields, 'Resource');
  for (const pattern of match?.patterns ?? []) {
    if (pattern !== '*' && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$/s.test(pattern))
      throw new PolicyError(where, `no resource: ${JSON.stringify(pattern)}`);
    requireKnownVariables(where, pattern);
  }
  return match;
}

function principalsOf(where: string, fields: Fields): PrincipalMatch | undefined {
  if (fields.Principal !== undefined && fields.NotPrincipal !== undefined) throw new PolicyError(where, 'Principal and NotPrincipal');
  const kind = fields.Principal !== undefined ? 'in' : 'notIn';
  const value = fields.Principal ?? fields.NotPrincipal;
  if (value === undefined) return undefined;
  if (value === '*') return { kind, aws: ['*'], services: [], federated: [] };
  const kinds = record(where, value);
  requireOnly(where, kinds, ['AWS', 'Service', 'Federated']);
  const aws = kinds.AWS === undefined ? [] : texts(where, kinds.AWS);
  for (const one of aws) requireAwsPrincipal(where, one);
  return {
    kind,
    aws,
    services: kinds.Service === undefined ? [] : texts(where, kinds.Service),
    federated: kinds.Federated === undefined ? [] : texts(where, kinds.Federated),
  };
}

function requireAwsPrincipal(where: string, value: string): void {
  if (value === '*' || /^\d{12}$/.test(value)) return;
  if (
    /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:root|role\/.+|user\/.+)|sts::\d{12}:assumed-role\/[^/]+\/[^/]+)$/.test(value) &&
    !/[*?]/.test(value)
  )
    return;
  throw new PolicyError(where, `no principal: ${JSON.stringify(value)}`);
}

function inOrNotIn(where: string, fields: Fields, name: string): { kind: 'in' | 'notIn'; patterns: readonly string[] } | undefined {
  const [positive, negative] = [fields[name], fields[`Not${name}`]];
  if (positive !== undefined && negative !== undefined) throw new PolicyError(where, `${name} and Not${name}`);
  if (positive !== undefined) return { kind: 'in', patterns: texts(where, positive) };
  return negative === undefined ? undefined : { kind: 'notIn', patterns: texts(where, negative) };
}

function texts(where: string, value: unknown): readonly string[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return listed.map((item) => {
    if (typeof item !== 'string' || item === '') throw new PolicyError(where, `a text wanted, got ${JSON.stringify(item)}`);
    return item;
  });
}

function record(where: string, value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new PolicyError(where, `an object wanted, got ${JSON.stringify(value)}`);
  return { ...value };
}

function requireOnly(where: string, fields: Fields, known: readonly string[]): void {
  const odd = Object.keys(fields).filter((name) => !known.includes(name));
  if (odd.length > 0) throw new PolicyError(where, `unknown element ${odd.join(', ')}`);
}
