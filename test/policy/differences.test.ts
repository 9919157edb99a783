import type { RequestPrincipal } from '../../policy/model.ts';
import { decide } from './decide.ts';
import { differences } from './differences.ts';
import { allow, deny, policyOf } from './documents.ts';
import type { Case, Json } from './generate.ts';
import { oracleAllows } from './oracle.ts';
import { HOME } from './scenes.ts';

const roleArn = `arn:aws:iam::${HOME}:role/ma-reader`;
const reader: RequestPrincipal = { kind: 'session', accountId: HOME, roleArn, arn: `arn:aws:sts::${HOME}:assumed-role/ma-reader/amina` };

function about(over: Partial<Case>, context: Case['request']['context'] = {}): Case {
  const request = { principal: reader, action: 's3:GetObject', resource: 'arn:aws:s3:::ma-box/1', resourceAccountId: HOME, context };
  return { request, identity: [policyOf(allow())], rules: 'alone-or-with-identity', ...over };
}

const allowedIf = (condition: Json, context: Case['request']['context']): Case =>
  about({ identity: [policyOf(allow({ Condition: condition }))] }, context);
const deniedIf = (condition: Json, context: Case['request']['context'] = {}): Case =>
  about({ identity: [policyOf(allow(), deny({ Condition: condition }))] }, context);

const examples: readonly Case[] = [
  about({ session: policyOf(allow({ Action: 's3:PutObject' })), resource: policyOf(allow({ Principal: '*' })) }),
  about({ resource: policyOf(deny({ NotPrincipal: { AWS: [roleArn] } })) }),
  deniedIf({ 'ForAnyValue:StringEqualsIfExists': { 'aws:CalledVia': 'athena.amazonaws.com' } }),
  deniedIf({ StringNotEquals: { 'aws:PrincipalTag/country': '${aws:SourceIdentity}' } }, { 'aws:PrincipalTag/country': 'MA' }),
];

/** A difference that the oracle no longer shows must leave the list. */
test.each(differences.map((difference, index) => [difference.name, difference, examples[index] ?? about({})] as const))(
  'the oracle still differs: %s',
  async (_name, { ours, without }, example) => {
    expect(decide(example).allowed).toBe(ours === 'allows');
    expect(await oracleAllows(example)).toBe(ours === 'denies');
    expect(decide(without(example)).allowed).toBe(await oracleAllows(without(example)));
  },
);

/** Where the oracle is wrong or cannot tell, and the generated cases keep clear. */
test.each<[string, boolean, Case]>([
  [
    'an instant in seconds is not before one in ISO 8601 that it follows',
    false,
    allowedIf({ DateLessThan: { 'aws:EpochTime': '2026-03-01T00:00:00Z' } }, { 'aws:EpochTime': '1772409600' }),
  ],
  [
    'an IPv6 address is not one IPv4 address',
    true,
    allowedIf({ NotIpAddress: { 'aws:SourceIp': '192.0.2.7' } }, { 'aws:SourceIp': '2001:db8::1' }),
  ],
  [
    'a denial on a list of values without a set operator is not lifted',
    false,
    deniedIf({ StringEquals: { 'aws:CalledVia': 'athena.amazonaws.com' } }, { 'aws:CalledVia': ['athena.amazonaws.com'] }),
  ],
  [
    'a denial on a value of another kind is not lifted',
    false,
    deniedIf({ NumericLessThan: { 's3:TlsVersion': '1.2' } }, { 's3:TlsVersion': 'none' }),
  ],
])('we keep to the documentation, or to the safe side of it: %s', async (_what, expected, asked) => {
  expect(decide(asked).allowed).toBe(expected);
  expect(await oracleAllows(asked)).toBe(!expected);
});
