import { evaluate } from '../../policy/evaluate.ts';
import type { AccessRequest, Decision, PoliciesInForce, Policy, RequestPrincipal } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { allow, deny, policyOf } from './documents.ts';
import type { Json } from './generate.ts';

const home = '111122223333';
const away = '444455556666';
const roleArn = `arn:aws:iam::${home}:role/reader`;
const sessionArn = `arn:aws:sts::${home}:assumed-role/reader/amina`;
const userArn = `arn:aws:iam::${home}:user/operator`;
const root = `arn:aws:iam::${home}:root`;
const session: RequestPrincipal = { kind: 'session', accountId: home, roleArn, arn: sessionArn };
const user: RequestPrincipal = { kind: 'user', accountId: home, arn: userArn };
const service: RequestPrincipal = { kind: 'service', service: 'lambda.amazonaws.com' };
const anonymous: RequestPrincipal = { kind: 'anonymous' };

const object = 'arn:aws:s3:::box/d/1';
const nothing = parsePolicy('nothing', policyOf(allow({ Action: 'iam:GetUser' })));
const everything = parsePolicy('everything', policyOf(allow({ Sid: 'All' })));
const nobody = parsePolicy('resource', policyOf(allow({ Principal: { AWS: away } })));
const to = (principal: Json[string], over: Json = {}) =>
  parsePolicy('resource', policyOf(allow({ Sid: 'Grant', Principal: principal, ...over })));

interface Asked {
  readonly principal: RequestPrincipal;
  readonly resourceAccountId?: string;
  readonly policies?: Partial<PoliciesInForce>;
}

function decide({ principal, resourceAccountId = home, policies = {} }: Asked): Decision {
  const request: AccessRequest = { principal, action: 's3:GetObject', resource: object, resourceAccountId, context: {} };
  return evaluate(request, { identity: [], session: [], resourcePolicyRules: 'alone-or-with-identity', ...policies });
}

const reason = (asked: Asked) => decide(asked).reason;

describe('within one account', () => {
  test.each<[string, Decision['reason'], RequestPrincipal, Partial<PoliciesInForce>]>([
    ['nothing allows', 'NotAllowedByIdentity', session, {}],
    ['the identity policy allows something else', 'NotAllowedByIdentity', session, { identity: [nothing] }],
    ['the resource allows somebody else', 'NotAllowedByIdentity', session, { resource: nobody }],
    ['the resource allows the account alone', 'NotAllowedByIdentity', session, { resource: to({ AWS: root }) }],
    ['the resource allows the account id alone', 'NotAllowedByIdentity', user, { resource: to({ AWS: home }) }],
    ['the boundary lacks it', 'NotAllowedByBoundary', session, { identity: [everything], boundary: nothing }],
    ['the session policy lacks it', 'NotAllowedBySession', session, { identity: [everything], session: [nothing] }],
    ['boundary alone allows', 'NotAllowedByIdentity', session, { boundary: everything }],
    ['session policy alone allows', 'NotAllowedByIdentity', session, { session: [everything] }],
    ['the role is named, the boundary lacks it', 'NotAllowedByBoundary', session, { resource: to({ AWS: roleArn }), boundary: nothing }],
    [
      'the role is named, the session policy lacks it',
      'NotAllowedBySession',
      session,
      { resource: to({ AWS: roleArn }), session: [nothing] },
    ],
    ['another session of the role is named', 'NotAllowedByIdentity', session, { resource: to({ AWS: `${sessionArn}x` }) }],
    ['a service is named', 'NotAllowedByIdentity', session, { resource: to({ Service: 'lambda.amazonaws.com' }) }],
  ])('refuses where %s', (_what, expected, principal, policies) => expect(reason({ principal, policies })).toBe(expected));

  test.each<[string, RequestPrincipal, Partial<PoliciesInForce>]>([
    ['one of several identity policies allows', session, { identity: [nothing, everything] }],
    ['the resource names the role', session, { resource: to({ AWS: roleArn }) }],
    ['the resource names the user', user, { resource: to({ AWS: [roleArn, userArn] }) }],
    ['the account is named and the identity policy allows', session, { resource: to({ AWS: root }), identity: [everything] }],
    ['every layer allows', session, { identity: [everything], boundary: everything, session: [everything], resource: nobody }],
    ['one of several session policies allows', session, { identity: [everything], session: [nothing, everything] }],
    ['the user itself is named, whatever the boundary', user, { resource: to({ AWS: userArn }), boundary: nothing }],
    [
      'the session itself is named, whatever the rest',
      session,
      { resource: to({ AWS: sessionArn }), boundary: nothing, session: [nothing] },
    ],
    ['everybody is named, whatever the rest', session, { resource: to('*'), boundary: nothing, session: [nothing] }],
    ['every AWS principal is named, whatever the rest', session, { resource: to({ AWS: '*' }), boundary: nothing, session: [nothing] }],
  ])('allows where %s', (_what, principal, policies) => expect(reason({ principal, policies })).toBe('Allowed'));
});

describe('across accounts', () => {
  const stranger = (policies: Partial<PoliciesInForce>) => reason({ principal: session, resourceAccountId: away, policies });
  test.each<[string, Decision['reason'], Partial<PoliciesInForce>]>([
    ['there is no resource policy', 'NotAllowedByResource', { identity: [everything] }],
    ['the resource allows somebody else', 'NotAllowedByResource', { identity: [everything], resource: nobody }],
    ['only the resource allows the session itself', 'NotAllowedByIdentity', { resource: to({ AWS: sessionArn }) }],
    ['only the resource allows everybody', 'NotAllowedByIdentity', { resource: to('*') }],
    ['the boundary lacks it', 'NotAllowedByBoundary', { identity: [everything], boundary: nothing, resource: to({ AWS: sessionArn }) }],
    ['the session policy lacks it', 'NotAllowedBySession', { identity: [everything], session: [nothing], resource: to('*') }],
  ])('refuses where %s', (_what, expected, policies) => expect(stranger(policies)).toBe(expected));

  test.each([
    ['account', root],
    ['account id', home],
    ['role', roleArn],
    ['session', sessionArn],
    ['everybody', '*'],
  ])('allows where the identity policy allows and the resource names the %s', (_what, AWS) =>
    expect(stranger({ identity: [everything], resource: to({ AWS }) })).toBe('Allowed'),
  );
});

describe('a key or a role trust', () => {
  const key = (principal: RequestPrincipal, policies: Partial<PoliciesInForce>) =>
    reason({ principal, policies: { resourcePolicyRules: 'must-allow', ...policies } });
  test.each<[string, Decision['reason'], Partial<PoliciesInForce>]>([
    ['an administrator whom it does not name', 'NotAllowedByResource', { identity: [everything], resource: nobody }],
    ['an administrator where it has no policy', 'NotAllowedByResource', { identity: [everything] }],
    ['whoever has no right, though it leaves the choice to the account', 'NotAllowedByIdentity', { resource: to({ AWS: root }) }],
    ['a named role beyond its boundary', 'NotAllowedByBoundary', { resource: to({ AWS: roleArn }), boundary: nothing }],
    ['a named role beyond its session policy', 'NotAllowedBySession', { resource: to({ AWS: roleArn }), session: [nothing] }],
    [
      'delegated rights beyond the session policy',
      'NotAllowedBySession',
      { identity: [everything], resource: to({ AWS: root }), session: [nothing] },
    ],
  ])('refuses %s', (_what, expected, policies) => expect(key(session, policies)).toBe(expected));

  test.each<[string, RequestPrincipal, Partial<PoliciesInForce>]>([
    ['a role that it names', session, { resource: to({ AWS: roleArn }) }],
    ['a user that it names', user, { resource: to({ AWS: userArn }) }],
    ['a right that it leaves to the account', session, { identity: [everything], resource: to({ AWS: root }) }],
    ['a service that it names', service, { resource: to({ Service: 'lambda.amazonaws.com' }) }],
  ])('allows %s', (_what, principal, policies) => expect(key(principal, policies)).toBe('Allowed'));

  test.each<[string, Decision['reason'], RequestPrincipal, Json]>([
    ['another service', 'NotAllowedByResource', service, { Principal: { Service: 's3.amazonaws.com' } }],
    ['a role, but not to tag', 'NotAllowedByResource', session, { Principal: { AWS: roleArn }, Action: 'sts:TagSession' }],
    ['a service', 'Allowed', service, { Principal: { Service: 'lambda.amazonaws.com' } }],
    ['a role', 'Allowed', session, { Principal: { AWS: roleArn }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }],
  ])('that trusts %s: %s', (_what, expected, principal, trust) => {
    const resource = parsePolicy('trust', policyOf({ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }));
    const request = { principal, action: 'sts:AssumeRole', resource: roleArn, resourceAccountId: home, context: {} };
    expect(evaluate(request, { identity: [], session: [], resource, resourcePolicyRules: 'must-allow' }).reason).toBe(expected);
  });

  test('of another account needs both', () => {
    const asked = (identity: readonly Policy[]): Asked => ({
      principal: session,
      resourceAccountId: away,
      policies: { identity, resource: to({ AWS: roleArn }), resourcePolicyRules: 'must-allow' },
    });
    expect([reason(asked([])), reason(asked([everything]))]).toEqual(['NotAllowedByIdentity', 'Allowed']);
  });
  test('of another account follows its boundary', () => {
    const policies = {
      identity: [everything],
      boundary: nothing,
      resource: to({ AWS: sessionArn }),
      resourcePolicyRules: 'must-allow',
    } as const;
    expect(reason({ principal: session, resourceAccountId: away, policies })).toBe('NotAllowedByBoundary');
  });
});

describe('services and anonymous callers', () => {
  test.each<[string, RequestPrincipal, Policy | undefined]>([
    ['a service without a resource policy', service, undefined],
    ['a service that is not named', service, to({ Service: 's3.amazonaws.com' })],
    ['a service where an account is named', service, to({ AWS: home })],
    ['anybody where an account is named', anonymous, to({ AWS: root })],
    ['anybody where a service is named', anonymous, to({ Service: 'lambda.amazonaws.com' })],
    [
      'anybody where a condition asks for a principal',
      anonymous,
      to('*', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } } }),
    ],
  ])('refuses %s', (_what, principal, resource) => expect(reason({ principal, policies: { resource } })).toBe('NotAllowedByResource'));

  test.each<[string, RequestPrincipal, Policy]>([
    ['a service that is named', service, to({ Service: ['s3.amazonaws.com', 'lambda.amazonaws.com'] })],
    ['a service where everybody is named', service, to('*')],
    ['anybody where everybody is named', anonymous, to({ AWS: '*' })],
  ])('allows %s', (_what, principal, resource) => expect(reason({ principal, policies: { resource } })).toBe('Allowed'));
});

describe('a denial', () => {
  const denial = parsePolicy('denial', policyOf(allow(), deny({ Sid: 'No', Action: 's3:*' })));
  const denialOf = (principal: Json, over: Json = {}) =>
    parsePolicy('resource', policyOf(allow({ Principal: '*' }), deny({ Sid: 'No', ...principal, ...over })));

  test.each<[string, Partial<PoliciesInForce>]>([
    ['the identity policy', { identity: [everything, denial] }],
    ['the boundary', { boundary: denial }],
    ['the session policy', { session: [denial] }],
    ['one of two session policies', { session: [everything, denial] }],
    ['the resource policy', { resource: denialOf({ Principal: '*' }) }],
  ])('in %s wins over every Allow', (_what, policies) => {
    const all = { identity: [everything], boundary: everything, session: [everything], resource: to({ AWS: sessionArn }) };
    expect(reason({ principal: session, policies: { ...all, ...policies } })).toBe('ExplicitDeny');
  });

  test.each<[string, RequestPrincipal, Json]>([
    ['the session', session, { AWS: sessionArn }],
    ['the role', session, { AWS: roleArn }],
    ['its account', session, { AWS: root }],
    ['its account id', user, { AWS: home }],
    ['every AWS principal, a service too', service, { AWS: '*' }],
    ['everybody, the anonymous too', anonymous, { AWS: '*' }],
    ['the service', service, { Service: 'lambda.amazonaws.com' }],
  ])('meets whoever it names: %s', (_what, principal, Principal) => {
    expect(reason({ principal, policies: { resource: denialOf({ Principal }) } })).toBe('ExplicitDeny');
  });

  test.each<[string, RequestPrincipal, Json]>([
    ['another role', session, { AWS: `arn:aws:iam::${home}:role/depositor` }],
    ['another session', session, { AWS: `arn:aws:sts::${home}:assumed-role/reader/youssef` }],
    ['another account', session, { AWS: away }],
    ['a service', session, { Service: 'lambda.amazonaws.com' }],
    ['an account', service, { AWS: root }],
  ])('spares whoever it does not name: %s', (_what, principal, Principal) => {
    expect(reason({ principal, policies: { resource: denialOf({ Principal }) } })).toBe('Allowed');
  });

  test.each<[string, Decision['reason'], RequestPrincipal, readonly string[]]>([
    ['a stranger', 'ExplicitDeny', session, [`arn:aws:iam::${home}:role/depositor`, root]],
    ['the anonymous', 'ExplicitDeny', anonymous, [root]],
    ['a role without its account', 'ExplicitDeny', session, [sessionArn, roleArn]],
    ['a role without the session', 'ExplicitDeny', session, [roleArn, root]],
    ['a session without the role', 'ExplicitDeny', session, [sessionArn, home]],
    ['a user without the account', 'ExplicitDeny', user, [userArn]],
    ['an account alone', 'ExplicitDeny', user, [root]],
    ['a session with role and account', 'Allowed', session, [sessionArn, roleArn, root]],
    ['a user with the account', 'Allowed', user, [userArn, home]],
  ])('with NotPrincipal on %s: %s', (_what, expected, principal, AWS) => {
    expect(reason({ principal, policies: { resource: denialOf({ NotPrincipal: { AWS } }) } })).toBe(expected);
  });
  test('with NotPrincipal spares nobody who has a permissions boundary', () => {
    const resource = denialOf({ NotPrincipal: { AWS: [userArn, root] } });
    expect(reason({ principal: user, policies: { resource, boundary: everything } })).toBe('ExplicitDeny');
  });
  test('with NotPrincipal spares a listed service', () => {
    expect(reason({ principal: service, policies: { resource: denialOf({ NotPrincipal: { Service: 'lambda.amazonaws.com' } }) } })).toBe(
      'Allowed',
    );
  });
});

describe('a decision names its statements', () => {
  test('that allow', () => {
    const decision = decide({ principal: session, policies: { identity: [nothing, everything], resource: to({ AWS: roleArn }) } });
    expect(decision.statements).toEqual(['resource/Grant', 'everything/All']);
  });
  test('that deny', () => {
    const resource = parsePolicy('box', policyOf(deny({ Sid: 'A', Principal: '*' }), deny({ Principal: '*', Action: 's3:Get*' })));
    expect(decide({ principal: session, policies: { identity: [everything], resource } }).statements).toEqual(['box/A', 'box/#1']);
  });
  test('and none where nothing allows', () => expect(decide({ principal: session }).statements).toEqual([]));
});
