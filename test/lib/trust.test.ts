import { countryNames, deployRoleArn, deskFunctions, exchangeNames } from '../../lib/names.ts';
import { administrator, type Caller, escalated, outsideRole, realmOf } from './realm.ts';
import { countryOf, deployed, withCountries } from './templates.ts';

const config = withCountries('EG', 'MA');
const realm = realmOf(deployed());
const morocco = countryOf(config, 'MA');
const names = countryNames(config, morocco);
const foreign = countryNames(config, countryOf(config, 'EG'));
const role = (name: string) => realm.role(names.role(name));
const onBehalf = { 'sts:SourceIdentity': 'l.amrani' };

function assumes(caller: Caller, target: string, context: Readonly<Record<string, string>> = onBehalf): boolean {
  return realm.trust(names.role(target)).decide(caller, 'sts:AssumeRole', { context }).allowed;
}

const chains: Readonly<Record<string, readonly string[]>> = {
  reader: ['sign-download'],
  depositor: ['accept-dispatch', 'sign-upload', 'complete-upload'],
};

test.each(['reader', 'depositor'])('the %s is assumed by the functions that sign its links and by nobody else', (target) => {
  const able = deskFunctions.filter((name) => assumes(escalated(role(name)), target));
  expect([...able].sort()).toEqual([...(chains[target] ?? [])].sort());
  for (const name of able) expect(assumes(role(name), target)).toBe(true);
  const others = [
    administrator(morocco.account),
    outsideRole(deployRoleArn(morocco)),
    ...['reader', 'depositor', 'custodian'].map((name) => escalated(role(name))),
    ...deskFunctions.map((name) => escalated(realm.role(foreign.role(name)))),
  ];
  expect(others.filter((caller) => assumes(caller, target))).toEqual([]);
});

test.each(['reader', 'depositor'])('the %s is not assumed without saying on whose behalf', (target) => {
  for (const name of chains[target] ?? []) {
    expect(assumes(role(name), target, {})).toBe(false);
    expect(assumes(role(name), target, { 'sts:SourceIdentity': '' })).toBe(false);
    expect(realm.trust(names.role(target)).decide(role(name), 'sts:SetSourceIdentity', { context: onBehalf }).allowed).toBe(true);
  }
});

const sworn = { 'aws:PrincipalTag/liaison-exchange-custodian-of': 'MA', 'aws:MultiFactorAuthPresent': 'true' };

test.each([
  ['without a second factor', { ...sworn, 'aws:MultiFactorAuthPresent': 'false' }],
  ['without saying whether there was one', { 'aws:PrincipalTag/liaison-exchange-custodian-of': 'MA' }],
  ["with another country's tag", { ...sworn, 'aws:PrincipalTag/liaison-exchange-custodian-of': 'EG' }],
  ['without a tag', { 'aws:MultiFactorAuthPresent': 'true' }],
])('the custodian is not assumed %s', (_how, context) => {
  expect(assumes(administrator(morocco.account), 'custodian', context)).toBe(false);
});

test("the custodian is assumed by the account's own person with the country's tag and a second factor", () => {
  expect(assumes(administrator(morocco.account), 'custodian', sworn)).toBe(true);
  expect(assumes(administrator('999999999999'), 'custodian', sworn)).toBe(false);
});

test('the auditor is assumed with the tag and a second factor only', () => {
  const trust = realm.trust(exchangeNames(config).auditorRole);
  const tag = { 'aws:PrincipalTag/liaison-exchange-auditor': 'true' };
  const person = administrator(config.audit.account);
  const allowed = (context: Readonly<Record<string, string>>) => trust.decide(person, 'sts:AssumeRole', { context }).allowed;
  expect(allowed({ ...tag, 'aws:MultiFactorAuthPresent': 'true' })).toBe(true);
  expect(allowed(tag)).toBe(false);
  expect(allowed({ 'aws:MultiFactorAuthPresent': 'true' })).toBe(false);
});

test.each(deskFunctions)('the role of %s is for Lambda alone', (name) => {
  const trust = realm.trust(names.role(name));
  const lambda: Caller = { principal: { kind: 'service', service: 'lambda.amazonaws.com' }, identity: [], context: {} };
  const other: Caller = { principal: { kind: 'service', service: 'ec2.amazonaws.com' }, identity: [], context: {} };
  expect(trust.decide(lambda, 'sts:AssumeRole').allowed).toBe(true);
  expect(trust.decide(other, 'sts:AssumeRole').allowed).toBe(false);
  expect(trust.decide(administrator(morocco.account), 'sts:AssumeRole').allowed).toBe(false);
});
