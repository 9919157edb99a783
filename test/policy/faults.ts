import type { Policy, Statement } from '../../policy/model.ts';
import type { Question } from './decide.ts';

/** Evaluators that are wrong in one point: the generated cases must tell each of them from the right one. */
export const faults: Readonly<Record<string, Fault>> = {
  'no denial': everyPolicy((policy) => ({ ...policy, statements: policy.statements.map(muteDenial) })),
  'no identity policy': ({ request, policies }) => ({ request, policies: { ...policies, identity: [] } }),
  'no permissions boundary': ({ request, policies }) => ({ request, policies: { ...policies, boundary: undefined } }),
  'no session policy': ({ request, policies }) => ({ request, policies: { ...policies, session: [] } }),
  'no resource policy': ({ request, policies }) => ({ request, policies: { ...policies, resource: undefined } }),
  'keys and trusts like any resource': ({ request, policies }) => ({
    request,
    policies: { ...policies, resourcePolicyRules: 'alone-or-with-identity' },
  }),
  'any resource like keys and trusts': ({ request, policies }) => ({
    request,
    policies: { ...policies, resourcePolicyRules: 'must-allow' },
  }),
  'no border between accounts': ({ request, policies }) => ({
    request: 'accountId' in request.principal ? { ...request, resourceAccountId: request.principal.accountId } : request,
    policies,
  }),
  'a role is its session': everyStatement(({ principals, ...rest }) => ({
    ...rest,
    ...(principals && { principals: { ...principals, aws: principals.aws.map((arn) => (arn.includes(':role/ma-reader') ? '*' : arn)) } }),
  })),
  'an account is all its principals': everyStatement(({ principals, ...rest }) => ({
    ...rest,
    ...(principals && { principals: { ...principals, aws: principals.aws.map((arn) => (/^\d{12}$|:root$/.test(arn) ? '*' : arn)) } }),
  })),
  'NotAction as Action': everyStatement((statement) => ({ ...statement, actions: { ...statement.actions, kind: 'in' } })),
  'NotResource as Resource': everyStatement(({ resources, ...rest }) => ({
    ...rest,
    ...(resources && { resources: { ...resources, kind: 'in' } }),
  })),
  'no conditions': everyStatement((statement) => ({ ...statement, conditions: [] })),
  'IfExists forgotten': everyCondition((condition) => ({ ...condition, ifExists: false })),
  'IfExists everywhere': everyCondition((condition) => ({ ...condition, ifExists: condition.operator !== 'Null' })),
  'ForAllValues as ForAnyValue': everyCondition((condition) =>
    condition.qualifier ? { ...condition, qualifier: 'ForAnyValue' } : condition,
  ),
  'ForAnyValue as ForAllValues': everyCondition((condition) =>
    condition.qualifier ? { ...condition, qualifier: 'ForAllValues' } : condition,
  ),
  'only the first value': everyCondition((condition) => ({ ...condition, values: condition.values.slice(0, 1) })),
  ...Object.fromEntries(confused().map(([from, to]) => [`${from} as ${to}`, everyCondition(renamed(from, to))])),
};

type Fault = (question: Question) => Question;

function confused(): readonly (readonly [string, string])[] {
  return [
    ['StringEquals', 'StringLike'],
    ['StringLike', 'StringEquals'],
    ['StringEqualsIgnoreCase', 'StringEquals'],
    ['StringNotEquals', 'StringEquals'],
    ['StringNotLike', 'StringNotEquals'],
    ['StringNotEqualsIgnoreCase', 'StringNotEquals'],
    ['NumericLessThan', 'NumericLessThanEquals'],
    ['NumericGreaterThan', 'NumericGreaterThanEquals'],
    ['NumericNotEquals', 'NumericEquals'],
    ['DateLessThan', 'DateLessThanEquals'],
    ['DateGreaterThan', 'DateGreaterThanEquals'],
    ['DateEquals', 'StringEquals'],
    ['DateNotEquals', 'StringNotEquals'],
    ['IpAddress', 'StringEquals'],
    ['NotIpAddress', 'IpAddress'],
    ['ArnLike', 'StringEquals'],
    ['ArnEquals', 'StringEquals'],
    ['ArnNotEquals', 'StringNotEquals'],
    ['ArnNotLike', 'ArnLike'],
    ['BinaryEquals', 'StringEqualsIgnoreCase'],
  ];
}

type Condition = Statement['conditions'][number];

function renamed(from: string, to: string): (condition: Condition) => Condition {
  return (condition) => (condition.operator === from ? { ...condition, operator: to } : condition);
}

function muteDenial(statement: Statement): Statement {
  return statement.effect === 'Deny' ? { ...statement, actions: { kind: 'in', patterns: ['sts:GetFederationToken'] } } : statement;
}

function everyCondition(change: (condition: Condition) => Condition): Fault {
  return everyStatement((statement) => ({ ...statement, conditions: statement.conditions.map(change) }));
}

function everyStatement(change: (statement: Statement) => Statement): Fault {
  return everyPolicy((policy) => ({ ...policy, statements: policy.statements.map(change) }));
}

function everyPolicy(change: (policy: Policy) => Policy): Fault {
  return ({ request, policies }) => ({
    request,
    policies: {
      ...policies,
      identity: policies.identity.map(change),
      session: policies.session.map(change),
      boundary: policies.boundary && change(policies.boundary),
      resource: policies.resource && change(policies.resource),
    },
  });
}
