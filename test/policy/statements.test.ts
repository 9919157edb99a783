import { evaluate } from '../../policy/evaluate.ts';
import type { AccessRequest, Decision, PoliciesInForce, Policy, RequestPrincipal } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import { allow, deny, policyOf } from './documents.ts';
import type { Json } from './generate.ts';

const home = '111122223333';
const object = 'arn:aws:s3:::box/d/1';
const user: RequestPrincipal = { kind: 'user', accountId: home, arn: `arn:aws:iam::${home}:user/operator` };
const everything = parsePolicy('everything', policyOf(allow()));
const forEverybody = parsePolicy('everybody', policyOf(allow({ Principal: '*' })));

describe('an action', () => {
  const allowsAction = (statement: Json, action: string) => {
    const identity = [parsePolicy('p', policyOf(allow(statement)))];
    const request: AccessRequest = { principal: user, action, resource: object, resourceAccountId: home, context: {} };
    return evaluate(request, { identity, session: [], resourcePolicyRules: 'alone-or-with-identity' }).allowed;
  };
  test.each<[Json, string, boolean]>([
    [{ Action: 's3:GetObject' }, 's3:GetObject', true],
    [{ Action: 'S3:getobject' }, 's3:GetObject', true],
    [{ Action: 's3:GetObject' }, 's3:GetObjectVersion', false],
    [{ Action: 's3:GetObject*' }, 's3:GetObjectVersion', true],
    [{ Action: 's3:?etObject' }, 's3:GetObject', true],
    [{ Action: 's3:*' }, 's3express:CreateSession', false],
    [{ Action: '*' }, 'kms:Decrypt', true],
    [{ Action: ['kms:*', 's3:Put*'] }, 's3:PutObject', true],
    [{ Action: undefined, NotAction: ['s3:Put*', 'kms:*'] }, 's3:PutObject', false],
    [{ Action: undefined, NotAction: ['s3:Put*', 'kms:*'] }, 's3:GetObject', true],
    [{ Action: undefined, NotAction: '*' }, 's3:GetObject', false],
  ])('by %j: %s %s', (statement, action, expected) => expect(allowsAction(statement, action)).toBe(expected));
});

describe('a resource', () => {
  const verdict = (statements: readonly Json[], resource: string, context: AccessRequest['context'] = {}) => {
    const identity = [parsePolicy('p', policyOf(...statements))];
    const request: AccessRequest = { principal: user, action: 's3:GetObject', resource, resourceAccountId: home, context };
    return evaluate(request, { identity, session: [], resourcePolicyRules: 'alone-or-with-identity' }).allowed;
  };
  test.each<[Json, string, boolean]>([
    [{ Resource: 'arn:aws:s3:::box/*' }, 'arn:aws:s3:::box/a/b:c', true],
    [{ Resource: 'arn:aws:s3:::box/*' }, 'arn:aws:s3:::Box/a', false],
    [{ Resource: 'arn:aws:s3:::box/*' }, 'arn:aws:s3:::box', false],
    [{ Resource: 'arn:aws:s3:::box?/a' }, 'arn:aws:s3:::box/a', false],
    [{ Resource: 'arn:aws:s3:::*' }, '*', false],
    [{ Resource: '*' }, '*', true],
    [{ Resource: 'arn:aws:sqs:*:*:q' }, 'arn:aws:sqs:eu:1:q', true],
    [{ Resource: 'arn:aws:sqs:*::q' }, 'arn:aws:sqs:eu:1:q', false],
    [{ Resource: undefined, NotResource: 'arn:aws:s3:::box/*' }, 'arn:aws:s3:::box/a', false],
    [{ Resource: undefined, NotResource: ['arn:aws:s3:::box/*', 'arn:aws:s3:::x'] }, 'arn:aws:s3:::y', true],
    [{ Resource: undefined, NotResource: '*' }, 'arn:aws:s3:::y', false],
  ])('by %j: %s %s', (statement, resource, expected) => expect(verdict([allow(statement)], resource)).toBe(expected));

  const mine = 'arn:aws:s3:::box/${aws:username}/*';
  test.each<[string, readonly Json[], AccessRequest['context'], boolean]>([
    ['an Allow for its value', [allow({ Resource: mine })], { 'aws:username': 'amina' }, true],
    ['no Allow for another', [allow({ Resource: mine })], { 'aws:username': 'youssef' }, false],
    ['no Allow for a wildcard in the value', [allow({ Resource: mine })], { 'aws:username': '*' }, false],
    ['no Allow without a value', [allow({ Resource: mine })], {}, false],
    ['no Allow by NotResource without a value', [allow({ Resource: undefined, NotResource: mine })], {}, false],
    ['no Deny without a value', [allow(), deny({ Resource: mine })], {}, true],
    ['a Deny by NotResource without a value', [allow(), deny({ Resource: undefined, NotResource: mine })], {}, false],
    ['an Allow for its default', [allow({ Resource: "arn:aws:s3:::box/${aws:username, 'amina'}/*" })], {}, true],
  ])('with a variable makes %s', (_what, statements, context, expected) => {
    expect(verdict(statements, 'arn:aws:s3:::box/amina/1', context)).toBe(expected);
  });
});

describe('what cannot be evaluated throws', () => {
  const ask =
    (over: Partial<AccessRequest>, policies: Partial<PoliciesInForce> = {}) =>
    () => {
      const request: AccessRequest = {
        principal: user,
        action: 's3:GetObject',
        resource: object,
        resourceAccountId: home,
        context: {},
        ...over,
      };
      return evaluate(request, { identity: [everything], session: [], resourcePolicyRules: 'alone-or-with-identity', ...policies });
    };
  test.each<[string, () => Decision]>([
    ['an action with a wildcard', ask({ action: 's3:*' })],
    ['an action without a service', ask({ action: 'GetObject' })],
    ['a resource that is no ARN', ask({ resource: 'box/a' })],
    ['an empty resource', ask({ resource: '' })],
    ['an identity policy that names principals', ask({}, { identity: [forEverybody] })],
    ['a session policy that names principals', ask({}, { session: [forEverybody] })],
    ['a boundary that names principals', ask({}, { boundary: forEverybody })],
    ['a resource policy that names none', ask({}, { resource: everything })],
    ['a policy made by hand with an unknown operator', ask({}, { identity: [handmade({ operator: 'StringMatches' })] })],
    ['a policy made by hand that nobody could read', ask({}, { identity: [handmade({ values: ['ten'] })] })],
  ])('%s', (_what, asking) => expect(asking).toThrow(PolicyError));

  function handmade(over: Partial<Policy['statements'][number]['conditions'][number]>): Policy {
    const condition = { operator: 'NumericEquals', ifExists: false, key: 's3:max-keys', values: ['10'], ...over };
    const patterns = ['*'];
    return {
      name: 'handmade',
      statements: [
        { id: '#0', effect: 'Deny', actions: { kind: 'in', patterns }, resources: { kind: 'in', patterns }, conditions: [condition] },
      ],
    };
  }
});
