import { compiledPolicy } from './compile.ts';
import type { ActionMatch, Policy, PrincipalMatch, Statement } from './model.ts';
import { conditionsOf } from './parse-conditions.ts';
import { principalsOf } from './parse-principals.ts';
import { PolicyError } from './policy-error.ts';
import { type Fields, fieldsOf, listOf, textsOf } from './shape.ts';

/**
 * Parses a policy document (docs: Grammar of the IAM JSON policy language). Throws PolicyError on any element, operator, version, value or
 * shape that cannot be evaluated later: what cannot be read must not be taken for harmless. Only Version 2012-10-17 is read: the older one
 * takes policy variables literally.
 */
export function parsePolicy(name: string, document: unknown): Policy {
  const fields = fieldsOf(name, document, ['Version', 'Id', 'Statement']);
  if (fields.Version !== '2012-10-17') throw new PolicyError(name, `Version 2012-10-17 wanted, got ${JSON.stringify(fields.Version)}`);
  if (fields.Id !== undefined && typeof fields.Id !== 'string') throw new PolicyError(name, 'Id: a text wanted');
  const statements = listOf(name, fields.Statement).map((statement, index) => parseStatement(name, statement, index));
  const twice = statements.find(({ id }, index) => statements.findIndex((other) => other.id === id) !== index);
  if (twice) throw new PolicyError(name, `the Sid ${twice.id} stands twice`);
  const policy = { name, statements };
  compiledPolicy(policy);
  return policy;
}

const elements = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

function parseStatement(policy: string, document: unknown, index: number): Statement {
  const fields = fieldsOf(`${policy}/#${index}`, document, elements);
  const { Sid: sid = '', Effect: effect } = fields;
  if (typeof sid !== 'string') throw new PolicyError(`${policy}/#${index}`, 'Sid: a text wanted');
  const id = sid === '' ? `#${index}` : sid;
  const where = `${policy}/${id}`;
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyError(where, `Effect Allow or Deny wanted, got ${JSON.stringify(effect)}`);
  const principals = principalElement(where, fields);
  const resources = listedOrNot(where, fields, 'Resource');
  return {
    id,
    effect,
    ...(principals && { principals }),
    actions: actionElement(where, fields),
    ...(resources && { resources }),
    conditions: fields.Condition === undefined ? [] : conditionsOf(where, fields.Condition),
  };
}

function principalElement(where: string, { Principal, NotPrincipal }: Fields): PrincipalMatch | undefined {
  if (Principal !== undefined && NotPrincipal !== undefined) throw new PolicyError(where, 'Principal and NotPrincipal');
  if (Principal !== undefined) return principalsOf(where, 'in', Principal);
  return NotPrincipal === undefined ? undefined : principalsOf(where, 'notIn', NotPrincipal);
}

function actionElement(where: string, fields: Fields): ActionMatch {
  const match = listedOrNot(where, fields, 'Action');
  if (!match) throw new PolicyError(where, 'Action or NotAction wanted');
  const odd = match.patterns.find((pattern) => !/^(?:\*|[a-z0-9-]+:[a-z0-9*?]+)$/i.test(pattern));
  if (odd !== undefined) throw new PolicyError(where, `no action: ${JSON.stringify(odd)}`);
  return match;
}

function listedOrNot(where: string, fields: Fields, name: 'Action' | 'Resource'): ActionMatch | undefined {
  const [listed, not] = [fields[name], fields[`Not${name}`]];
  if (listed !== undefined && not !== undefined) throw new PolicyError(where, `${name} and Not${name}`);
  if (listed !== undefined) return { kind: 'in', patterns: textsOf(where, listed) };
  return not === undefined ? undefined : { kind: 'notIn', patterns: textsOf(where, not) };
}
