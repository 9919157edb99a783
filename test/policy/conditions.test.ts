import { evaluate } from '../../policy/evaluate.ts';
import type { AccessRequest } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { allow, deny, policyOf } from './documents.ts';
import type { Json } from './generate.ts';

type Context = AccessRequest['context'];

const request = (context: Context): AccessRequest => ({
  principal: { kind: 'user', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/operator' },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::box/d/1',
  resourceAccountId: '111122223333',
  context,
});

function allows(context: Context, ...statements: readonly Json[]): boolean {
  const identity = [parsePolicy('p', policyOf(...statements))];
  return evaluate(request(context), { identity, session: [], resourcePolicyRules: 'alone-or-with-identity' }).allowed;
}

/** Whether an Allow on this condition applies, and whether a Deny does. They differ only where the condition cannot be evaluated. */
function verdict(condition: unknown, context: Context): 'holds' | 'fails' | 'unknown' {
  const byAllow = allows(context, allow({ Condition: condition }));
  const byDeny = !allows(context, allow(), deny({ Condition: condition }));
  if (byAllow !== byDeny) return byDeny ? 'unknown' : 'holds';
  return byAllow ? 'holds' : 'fails';
}

const key = 'aws:PrincipalTag/x';

describe('an operator on one value', () => {
  test.each<[operator: string, wanted: string, holds: readonly string[], fails: readonly string[]]>([
    ['StringEquals', 'Desk', ['Desk'], ['desk', 'Desks', '', 'Des*']],
    ['StringEquals', 'D*', ['D*'], ['Desk']],
    ['StringEquals', '', [''], ['x']],
    ['StringNotEquals', 'Desk', ['desk', ''], ['Desk']],
    ['StringEqualsIgnoreCase', 'Desk', ['dESK'], ['desks']],
    ['StringNotEqualsIgnoreCase', 'Desk', ['desks'], ['DESK']],
    ['StringLike', 'd*k', ['dk', 'desk', 'd\nk'], ['Desk', 'desks']],
    ['StringLike', 'd?sk', ['desk', 'd?sk', 'd*sk'], ['dsk', 'deesk']],
    ['StringLike', '?*', ['a', 'ab'], ['']],
    ['StringLike', 'a.c+(b)', ['a.c+(b)'], ['abc+(b)', 'a.cc(b)']],
    ['StringNotLike', 'd*', ['Desk', ''], ['d', 'desk']],
    ['NumericEquals', '1.2', ['1.2', '1.20', '+1.2'], ['1.3', '12']],
    ['NumericNotEquals', '10', ['9', '10.5'], ['10', '10.0']],
    ['NumericLessThan', '10', ['9', '-11', '9.99'], ['10', '11']],
    ['NumericLessThanEquals', '10', ['9', '10'], ['11', '10.01']],
    ['NumericGreaterThan', '10', ['11', '100'], ['10', '9']],
    ['NumericGreaterThanEquals', '10', ['10', '11'], ['9', '-10']],
    ['DateEquals', '2026-03-01T10:00:00Z', ['2026-03-01T12:00:00+02:00', '1772359200'], ['2026-03-01T10:00:01Z']],
    ['DateNotEquals', '1772359200', ['2026-03-01T10:00:01Z'], ['2026-03-01T10:00:00.000Z']],
    ['DateLessThan', '2026-03-01', ['2026-02-28T23:59:59Z'], ['2026-03-01T00:00:00Z', '2026-03']],
    ['DateLessThanEquals', '2026-03-01', ['2026-03-01T00:00:00Z'], ['2026-03-01T00:00:01Z']],
    ['DateGreaterThan', '2026-03-01', ['2026-03-01T00:00:01Z'], ['2026-03-01T00:00:00Z']],
    ['DateGreaterThanEquals', '2026-03-01', ['2026-03-01T00:00:00Z'], ['2026-02-28T23:59:59Z']],
    ['Bool', 'true', ['true', 'TRUE'], ['false']],
    ['Bool', 'false', ['false'], ['true']],
    ['BinaryEquals', 'QUJD', ['QUJD'], ['QUJd']],
    ['IpAddress', '192.0.2.0/25', ['192.0.2.0', '192.0.2.127', '::ffff:192.0.2.7'], ['192.0.2.128', '2001:db8::1']],
    ['IpAddress', '192.0.2.7', ['192.0.2.7'], ['192.0.2.8']],
    ['IpAddress', '0.0.0.0/0', ['255.255.255.255'], ['2001:db8::1']],
    ['IpAddress', '2001:db8::/48', ['2001:db8::1', '2001:DB8:0:ffff::'], ['2001:db8:1::', '32.1.13.184']],
    ['NotIpAddress', '192.0.2.0/24', ['192.0.3.0', '2001:db8::1'], ['192.0.2.255']],
    ['ArnEquals', 'arn:aws:s3:::ma-*', ['arn:aws:s3:::ma-box', 'arn:aws:s3:::ma-a:b/c'], ['arn:aws:s3:::eg-box', 'arn:aws:s3::1:ma-box']],
    [
      'ArnLike',
      'arn:aws:sns:*:111122223333:a/*',
      ['arn:aws:sns:eu:111122223333:a/b'],
      ['arn:aws:sns:eu:999999999999:s/b:111122223333:a/b'],
    ],
    ['ArnNotEquals', 'arn:aws:s3:::ma-box', ['arn:aws:s3:::ma-boxes', 'arn:aws:s3:::Ma-box'], ['arn:aws:s3:::ma-box']],
    ['ArnNotLike', 'arn:aws:s3:::?a-box', ['arn:aws:s3:::a-box'], ['arn:aws:s3:::ma-box']],
  ])('%s %j', (operator, wanted, holding, failing) => {
    const condition = { [operator]: { [key]: wanted } };
    expect(holding.filter((got) => verdict(condition, { [key]: got }) !== 'holds')).toEqual([]);
    expect(failing.filter((got) => verdict(condition, { [key]: got }) !== 'fails')).toEqual([]);
  });
});

/** With a value that policies want and one that fails it. */
const positive: readonly (readonly [operator: string, wanted: string, failing: string])[] = [
  ['StringEquals', 'a', 'b'],
  ['StringEqualsIgnoreCase', 'a', 'b'],
  ['StringLike', 'a*', 'b'],
  ['NumericEquals', '1', '2'],
  ['NumericLessThan', '1', '2'],
  ['NumericLessThanEquals', '1', '2'],
  ['NumericGreaterThan', '1', '0'],
  ['NumericGreaterThanEquals', '1', '0'],
  ['DateEquals', '2026-03-01', '2026-03-02'],
  ['DateLessThan', '2026-03-01', '2026-03-02'],
  ['DateLessThanEquals', '2026-03-01', '2026-03-02'],
  ['DateGreaterThan', '2026-03-01', '2026-02-01'],
  ['DateGreaterThanEquals', '2026-03-01', '2026-02-01'],
  ['Bool', 'true', 'false'],
  ['BinaryEquals', 'QUJD', 'QUJd'],
  ['IpAddress', '192.0.2.0/24', '192.0.3.1'],
  ['ArnEquals', 'arn:aws:s3:::a', 'arn:aws:s3:::b'],
  ['ArnLike', 'arn:aws:s3:::a*', 'arn:aws:s3:::b'],
];
const negated: typeof positive = [
  ['StringNotEquals', 'a', 'a'],
  ['StringNotEqualsIgnoreCase', 'a', 'A'],
  ['StringNotLike', 'a*', 'ab'],
  ['NumericNotEquals', '1', '1'],
  ['DateNotEquals', '2026-03-01', '2026-03-01'],
  ['NotIpAddress', '192.0.2.0/24', '192.0.2.1'],
  ['ArnNotEquals', 'arn:aws:s3:::a', 'arn:aws:s3:::a'],
  ['ArnNotLike', 'arn:aws:s3:::a*', 'arn:aws:s3:::ab'],
];
const operators = [...positive, ...negated];

describe('an absent key', () => {
  test.each(positive)('fails %s', (operator, wanted) => {
    expect(verdict({ [operator]: { [key]: wanted } }, {})).toBe('fails');
    expect(verdict({ [operator]: { [key]: wanted } }, { [key]: [] })).toBe('fails');
  });
  test.each(negated)('makes %s hold', (operator, wanted) => expect(verdict({ [operator]: { [key]: wanted } }, {})).toBe('holds'));
  test.each(operators)('makes %sIfExists hold', (operator, wanted) => {
    expect(verdict({ [`${operator}IfExists`]: { [key]: wanted } }, {})).toBe('holds');
  });
  test.each(operators)('makes ForAllValues:%s hold', (operator, wanted) => {
    expect(verdict({ [`ForAllValues:${operator}`]: { [key]: wanted } }, {})).toBe('holds');
  });
  test.each(operators)('fails ForAnyValue:%s', (operator, wanted) => {
    expect(verdict({ [`ForAnyValue:${operator}`]: { [key]: wanted } }, {})).toBe('fails');
  });
  test('leaves ForAnyValue with IfExists unknown, since no page says which of both rules wins', () => {
    expect(verdict({ 'ForAnyValue:StringEqualsIfExists': { [key]: 'a' } }, {})).toBe('unknown');
  });
});

describe('a present key', () => {
  test.each(operators)('is tested by %sIfExists', (operator, wanted, failing) => {
    expect(verdict({ [`${operator}IfExists`]: { [key]: wanted } }, { [key]: failing })).toBe('fails');
  });
  test.each([
    ['NumericLessThan', '10', 'many'],
    ['NumericNotEquals', '10', '9007199254740993'],
    ['DateGreaterThan', '2026-03-01', 'yesterday'],
    ['DateNotEquals', '2026-03-01', '2026-02-30'],
    ['Bool', 'true', 'yes'],
    ['BinaryEquals', 'QUJD', '!'],
    ['IpAddress', '192.0.2.0/24', '192.0.2'],
    ['NotIpAddress', '192.0.2.0/24', 'fe80::1%eth0'],
    ['ArnLike', 'arn:aws:s3:::*', 'box'],
    ['ArnNotEquals', 'arn:aws:s3:::box', 'box'],
  ])('of another kind leaves %s unknown', (operator, wanted, got) => {
    expect(verdict({ [operator]: { [key]: wanted } }, { [key]: got })).toBe('unknown');
  });
  test.each(['StringEquals', 'StringNotEquals', 'StringLikeIfExists'])(
    'with a list of values leaves %s without a qualifier unknown',
    (operator) => {
      expect(verdict({ [operator]: { 'aws:TagKeys': 'a' } }, { 'aws:TagKeys': ['a'] })).toBe('unknown');
    },
  );
  test('is found whatever its case', () =>
    expect(verdict({ Bool: { 'AWS:securetransport': 'true' } }, { 'aws:SecureTransport': 'true' })).toBe('holds'));
  test('that comes twice in different case is a list', () => {
    expect(
      verdict({ StringEquals: { 'kms:EncryptionContext:a': '1' } }, { 'kms:EncryptionContext:A': '2', 'kms:EncryptionContext:a': '1' }),
    ).toBe('unknown');
  });
});

describe('Null', () => {
  test.each<[string, Context, string]>([
    ['true', {}, 'holds'],
    ['true', { [key]: [] }, 'holds'],
    ['true', { [key]: 'a' }, 'fails'],
    ['false', {}, 'fails'],
    ['false', { [key]: 'a' }, 'holds'],
    ['false', { [key]: ['a'] }, 'holds'],
    ['true', { [key]: '' }, 'unknown'],
    ['false', { [key]: '' }, 'unknown'],
  ])('%s on %j: %s', (wanted, context, expected) => expect(verdict({ Null: { [key]: wanted } }, context)).toBe(expected));
});

describe('several values', () => {
  const tags = 'aws:TagKeys';
  test.each<[operator: string, wanted: readonly string[], got: string | readonly string[], expected: string]>([
    ['StringEquals', ['a', 'b'], 'b', 'holds'],
    ['StringEquals', ['a', 'b'], 'c', 'fails'],
    ['StringNotEquals', ['a', 'b'], 'b', 'fails'],
    ['StringNotEquals', ['a', 'b'], 'c', 'holds'],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], 'holds'],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], 'fails'],
    ['ForAllValues:StringEquals', ['a'], 'a', 'holds'],
    ['ForAllValues:StringEquals', ['a'], '', 'holds'],
    ['ForAllValues:StringEquals', ['a'], [''], 'holds'],
    ['ForAllValues:StringEquals', ['a'], ['a', ''], 'fails'],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], 'holds'],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'b'], 'fails'],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], 'holds'],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], 'fails'],
    ['ForAnyValue:StringEquals', ['a', ''], '', 'fails'],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'c'], 'holds'],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], 'fails'],
    ['ForAnyValue:StringEqualsIfExists', ['a'], ['b'], 'fails'],
  ])('%s %j on %j: %s', (operator, wanted, got, expected) => {
    expect(verdict({ [operator]: { [tags]: wanted } }, { [tags]: got })).toBe(expected);
  });
});

describe('several conditions', () => {
  const both = { StringEquals: { [key]: 'a', 'aws:userid': 'u' }, Bool: { 'aws:SecureTransport': 'true' } };
  const context = { [key]: 'a', 'aws:userid': 'u', 'aws:SecureTransport': 'true' };
  test('must all hold', () => expect(verdict(both, context)).toBe('holds'));
  test.each(Object.keys(context))('fail with %s alone', (name) => expect(verdict(both, { ...context, [name]: 'false' })).toBe('fails'));
  test('fail for certain where one fails and another is unknown', () => {
    expect(verdict(both, { ...context, [key]: 'b', 'aws:SecureTransport': 'perhaps' })).toBe('fails');
  });
});

describe('a variable', () => {
  test.each<[operator: string, wanted: string, context: Context, expected: string]>([
    ['StringEquals', '${aws:username}', { [key]: 'amina', 'aws:username': 'amina' }, 'holds'],
    ['StringEquals', '${AWS:UserName}', { [key]: 'amina', 'aws:username': 'amina' }, 'holds'],
    ['StringEquals', 'a/${aws:username}/b', { [key]: 'a/amina/b', 'aws:username': 'amina' }, 'holds'],
    ['StringEquals', '${aws:username}', { [key]: 'amina', 'aws:username': 'youssef' }, 'fails'],
    ['StringEquals', '${aws:username}', { [key]: '${aws:username}' }, 'fails'],
    ['StringEquals', "${aws:username, 'nobody'}", { [key]: 'nobody' }, 'holds'],
    ['StringEquals', "${aws:username, 'nobody'}", { [key]: 'nobody', 'aws:username': 'amina' }, 'fails'],
    ['StringEquals', '${aws:TagKeys}', { [key]: 'a', 'aws:TagKeys': ['a'] }, 'fails'],
    ['StringNotEquals', '${aws:username}', { [key]: 'amina', 'aws:username': 'youssef' }, 'holds'],
    ['StringNotEquals', '${aws:username}', { [key]: 'amina' }, 'unknown'],
    ['StringLike', '${aws:username}', { [key]: 'amina', 'aws:username': '*' }, 'fails'],
    ['StringLike', '${aws:username}', { [key]: '*', 'aws:username': '*' }, 'holds'],
    ['StringLike', '${aws:username}*', { [key]: '?x', 'aws:username': '?' }, 'holds'],
    ['StringLike', '${aws:username}*', { [key]: 'xx', 'aws:username': '?' }, 'fails'],
    ['StringLike', 'a${*}', { [key]: 'ab' }, 'fails'],
    ['StringLike', 'a${*}', { [key]: 'a*' }, 'holds'],
    ['StringLike', 'a${?}', { [key]: 'a?' }, 'holds'],
    ['StringEquals', '${$}{aws:username}', { [key]: '${aws:username}' }, 'holds'],
    ['ArnLike', 'arn:aws:s3:::box/${aws:username}/*', { [key]: 'arn:aws:s3:::box/amina/1', 'aws:username': 'amina' }, 'holds'],
    ['ArnLike', '${aws:SourceArn}', { [key]: 'arn:aws:s3:::box', 'aws:SourceArn': 'arn:aws:s3:::box' }, 'holds'],
    ['ArnLike', '${aws:SourceArn}', { [key]: 'arn:aws:s3:::box', 'aws:SourceArn': 'box' }, 'fails'],
    ['ArnNotLike', '${aws:SourceArn}', { [key]: 'arn:aws:s3:::box' }, 'unknown'],
  ])('%s %s in %j: %s', (operator, wanted, context, expected) =>
    expect(verdict({ [operator]: { [key]: wanted } }, context)).toBe(expected),
  );
});

test('a hostile pattern costs no more than the product of the lengths', () => {
  const pattern = 'a*'.repeat(200);
  // of the processor's time: others may have the machine in between
  const started = process.cpuUsage();
  expect(verdict({ StringLike: { [key]: `${pattern}b` } }, { [key]: 'a'.repeat(2000) })).toBe('fails');
  expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
});
