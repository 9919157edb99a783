import { parsePolicy } from '../../policy/parse.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import { allow, deny, policyOf } from './documents.ts';

const parse = (document: unknown) => () => parsePolicy('p', document);
const withCondition = (condition: unknown) => policyOf(allow({ Condition: condition }));
const object = 'arn:aws:s3:::box/*';
const { Resource: _resource, ...noResource } = allow();

describe('a policy is refused', () => {
  test.each<[string, unknown]>([
    ['that is no object', 'text'],
    ['that is a list', [allow()]],
    ['without a version, which would take variables literally', { Statement: [allow()] }],
    ['of the older version', { Version: '2008-10-17', Statement: [allow()] }],
    ['with an unknown element', { ...policyOf(allow()), Comment: 'x' }],
    ['with an element in other case', { version: '2012-10-17', Statement: [allow()] }],
    ['with an Id that is no text', { ...policyOf(allow()), Id: 7 }],
    ['without statements', { Version: '2012-10-17' }],
    ['with no statement in the list', policyOf()],
    ['with a statement that is no object', { Version: '2012-10-17', Statement: ['Allow'] }],
    ['with one Sid twice', policyOf(allow({ Sid: 'A' }), deny({ Sid: 'A' }))],
    ['with principals in some statements only', policyOf(allow(), allow({ Principal: '*' }))],
  ])('%s', (_what, document) => expect(parse(document)).toThrow(PolicyError));
});

describe('a statement is refused', () => {
  test.each<[string, Record<string, unknown>]>([
    ['with an unknown element', allow({ Actions: '*' })],
    ['with an own __proto__', JSON.parse('{"Effect":"Allow","Action":"*","Resource":"*","__proto__":{}}')],
    ['without an effect', { Action: '*', Resource: '*' }],
    ['with an effect in other case', allow({ Effect: 'allow' })],
    ['with a Sid that is no text', allow({ Sid: 1 })],
    ['without an action', { Effect: 'Allow', Resource: '*' }],
    ['with Action and NotAction', allow({ NotAction: 's3:*' })],
    ['with no action in the list', allow({ Action: [] })],
    ['with an action without a service', allow({ Action: 'GetObject' })],
    ['with a wildcard for the service', allow({ Action: 's3*:GetObject' })],
    ['with a variable in an action', allow({ Action: 's3:${aws:username}' })],
    ['with an action that is no text', allow({ Action: [7] })],
    ['without a resource, though it names no principal', noResource],
    ['without a resource, though it is no trust policy', { ...noResource, Principal: '*', Action: ['sts:AssumeRole', 's3:GetObject'] }],
    ['with Resource and NotResource', allow({ NotResource: object })],
    ['with no resource in the list', allow({ Resource: [] })],
    ['with an empty resource', allow({ Resource: '' })],
    ['with a resource that is no ARN', allow({ Resource: 'box/*' })],
    ['with an ARN of five parts', allow({ Resource: 'arn:aws:s3:::' })],
    ['with a short ARN, which AWS would complete', allow({ Resource: 'arn:aws:s3:*' })],
    ['with a wildcard for the service of a resource', allow({ Resource: 'arn:aws:*:::box/*' })],
    ['with a variable before the fifth colon', allow({ Resource: 'arn:aws:sqs:eu-south-2:${aws:PrincipalAccount}:q' })],
    ['with a list within a list', allow({ Resource: [[object]] })],
  ])('%s', (_what, statement) => expect(parse(policyOf(statement))).toThrow(PolicyError));
});

describe('a principal is refused', () => {
  const account = '111122223333';
  test.each<[string, Record<string, unknown>]>([
    ['with NotPrincipal and Allow', allow({ NotPrincipal: { AWS: account } })],
    ['with Principal and NotPrincipal', deny({ Principal: '*', NotPrincipal: { AWS: account } })],
    ['with NotPrincipal for everybody', deny({ NotPrincipal: '*' })],
    ['with NotPrincipal in a trust policy', { Effect: 'Deny', NotPrincipal: { AWS: account }, Action: 'sts:AssumeRole' }],
    ['that is a bare text', allow({ Principal: account })],
    ['of no kind', allow({ Principal: {} })],
    ['of an unknown kind', allow({ Principal: { CanonicalUser: 'abc' } })],
    ['in an empty list', allow({ Principal: { AWS: [] } })],
    ['with a wildcard in a name', allow({ Principal: { AWS: `arn:aws:iam::${account}:role/*` } })],
    ['with a wildcard for the session', allow({ Principal: { AWS: `arn:aws:sts::${account}:assumed-role/reader/*` } })],
    ['that is a deleted role', allow({ Principal: { AWS: 'AROAEXAMPLEID' } })],
    ['that is a group', allow({ Principal: { AWS: `arn:aws:iam::${account}:group/desk` } })],
    ['with an account of eleven digits', allow({ Principal: { AWS: '11112222333' } })],
    ['that is any service', allow({ Principal: { Service: '*' } })],
    ['that is no service', allow({ Principal: { Service: 'lambda' } })],
  ])('%s', (_what, statement) => expect(parse(policyOf(statement))).toThrow(PolicyError));
});

describe('a condition is refused', () => {
  test.each<[string, unknown]>([
    ['that is no object', 'x'],
    ['with an unknown operator', { StringMatches: { 'aws:userid': 'a' } }],
    ['with an operator that every object inherits', { constructor: { 'aws:userid': 'a' } }],
    ['with an operator in other case', { stringEquals: { 'aws:userid': 'a' } }],
    ['with an unknown qualifier', { 'ForSomeValues:StringEquals': { 'aws:TagKeys': 'a' } }],
    ['with Null and IfExists', { NullIfExists: { 'aws:userid': 'true' } }],
    ['with Null and a qualifier', { 'ForAllValues:Null': { 'aws:userid': 'true' } }],
    ['with a Null of neither true nor false', { Null: { 'aws:userid': 'yes' } }],
    ['without a key', { StringEquals: {} }],
    ['with a key without a prefix', { StringEquals: { SourceIp: 'a' } }],
    ['without a value', { StringEquals: { 'aws:userid': [] } }],
    ['with null for a value', { StringEquals: { 'aws:userid': null } }],
    ['with an object for a value', { StringEquals: { 'aws:userid': {} } }],
    ['with a number that is none', { NumericEquals: { 's3:max-keys': 'ten' } }],
    ['with a number in exponents', { NumericEquals: { 's3:max-keys': '1e3' } }],
    ['with a number that a double rounds', { NumericEquals: { 's3:max-keys': '9007199254740993' } }],
    ['with a date that is none', { DateEquals: { 'aws:CurrentTime': 'today' } }],
    ['with a day that is not on the calendar', { DateEquals: { 'aws:CurrentTime': '2026-02-29T00:00:00Z' } }],
    ['with a bare year, which could be seconds', { DateEquals: { 'aws:CurrentTime': '2026' } }],
    ['with a time without a zone', { DateEquals: { 'aws:CurrentTime': '2026-03-01T10:00:00' } }],
    ['with a truth value that is none', { Bool: { 'aws:SecureTransport': 'yes' } }],
    ['with base64 that is none', { BinaryEquals: { 'aws:PrincipalTag/seal': 'QUJ' } }],
    ['with an address that is none', { IpAddress: { 'aws:SourceIp': '192.0.2.256' } }],
    ['with a prefix that is too long', { IpAddress: { 'aws:SourceIp': '192.0.2.0/33' } }],
    ['with an IPv6 address without a prefix', { IpAddress: { 'aws:SourceIp': '2001:db8::1' } }],
    ['with an ARN of five parts', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::' } }],
    ['with an ARN that is a bare wildcard', { ArnLike: { 'aws:SourceArn': '*' } }],
    ['with a variable outside of texts and ARNs', { NumericEquals: { 's3:max-keys': '${aws:EpochTime}' } }],
    ['with a variable without an end', { StringEquals: { 'aws:userid': '${aws:username' } }],
    ['with a variable without a key', { StringEquals: { 'aws:userid': '${}' } }],
    ['with a variable without a prefix', { StringEquals: { 'aws:userid': '${username}' } }],
    ['with a default that is not quoted', { StringEquals: { 'aws:userid': '${aws:username, x}' } }],
  ])('%s', (_what, condition) => expect(parse(withCondition(condition))).toThrow(PolicyError));
});

test('says where the mistake stands, what it got and what it wanted', () => {
  const document = policyOf(allow(), allow({ Sid: 'Read', Condition: { NumericEquals: { 's3:max-keys': 'ten' } } }));
  expect(() => parsePolicy('MA-Vault/Reader', document)).toThrow('MA-Vault/Reader/Read: a number wanted, got "ten"');
});

describe('a policy is read', () => {
  test('with one statement outside of a list', () => {
    const document = { Version: '2012-10-17', Id: 'x', Statement: allow({ Sid: '' }) };
    expect(parsePolicy('p', document).statements.map(({ id }) => id)).toEqual(['#0']);
  });
  test('with one text for a list of one', () => {
    const one = parsePolicy('p', policyOf(allow({ Action: 's3:GetObject', Resource: object, Principal: { AWS: '111122223333' } })));
    const list = parsePolicy('p', policyOf(allow({ Action: ['s3:GetObject'], Resource: [object], Principal: { AWS: ['111122223333'] } })));
    expect(one).toEqual(list);
  });
  test('with everybody in either form', () => {
    const either = [allow({ Principal: '*' }), allow({ Principal: { AWS: '*' } })];
    const [one, other] = either.map((statement) => parsePolicy('p', policyOf(statement)).statements[0]?.principals);
    expect(one).toEqual(other);
  });
  test('with numbers and truth values for texts', () => {
    const document = withCondition({ NumericEquals: { 's3:max-keys': 10 }, Bool: { 'aws:SecureTransport': true } });
    expect(parsePolicy('p', document).statements[0]?.conditions.map(({ values }) => values)).toEqual([['10'], ['true']]);
  });
  test('with qualifier and IfExists apart from the operator', () => {
    const document = withCondition({ 'ForAllValues:StringLikeIfExists': { 'aws:TagKeys': ['a', 'b'] } });
    expect(parsePolicy('p', document).statements[0]?.conditions).toEqual([
      { operator: 'StringLike', qualifier: 'ForAllValues', ifExists: true, key: 'aws:TagKeys', values: ['a', 'b'] },
    ]);
  });
  test('without a resource, if it is a trust policy', () => {
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] };
    expect(parsePolicy('p', policyOf(trust)).statements[0]?.resources).toBeUndefined();
  });
});
