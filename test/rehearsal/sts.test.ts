import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, type AssumeRoleCommandInput, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { TestCredentials } from '../support/aws-requests.ts';
import { ACCOUNT, codeOf, document, type IdentityCloud, newState, openIdentityCloud, removeState } from '../support/identity-cloud.ts';

const USER = `arn:aws:iam::${ACCOUNT}:user/clerk`;
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

let cloud: IdentityCloud;
let clerk: TestCredentials;

beforeEach(async () => {
  cloud = await openIdentityCloud(await newState());
  const assume = document({ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'], Resource: '*' });
  clerk = await cloud.iam.issueUser({ name: 'clerk', policies: [{ name: 'Assume', document: assume }] });
});
afterEach(async () => {
  await cloud.stop();
  await removeState(cloud.stateDir);
});

type Extra = Readonly<Record<string, unknown>>;

const makeRole = async (name: string, trust: Readonly<Record<string, unknown>>, extra: Extra = {}): Promise<string> => {
  await cloud.provision(name, 'AWS::IAM::Role', { RoleName: name, AssumeRolePolicyDocument: trust, ...extra });
  return role(name);
};

const trusting = (principal: unknown, actions: readonly string[] = ['sts:AssumeRole'], Condition?: unknown) =>
  document({ Effect: 'Allow', Principal: principal, Action: actions, ...(Condition === undefined ? {} : { Condition }) });

const everything = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];

const assume = (credentials: TestCredentials, input: Partial<AssumeRoleCommandInput>) =>
  new STSClient(cloud.clientConfig(credentials)).send(
    new AssumeRoleCommand({ RoleArn: role('Reader'), RoleSessionName: 'amal', ...input }),
  );

const refusal = async (RoleArn: string): Promise<string> => {
  const error: unknown = await assume(clerk, { RoleArn }).catch((each: unknown) => each);
  return error instanceof Error ? error.message : 'ok';
};

const session = async (credentials: TestCredentials, input: Partial<AssumeRoleCommandInput> = {}): Promise<TestCredentials> => {
  const { Credentials: given } = await assume(credentials, input);
  return { accessKeyId: given?.AccessKeyId ?? '', secretAccessKey: given?.SecretAccessKey ?? '', sessionToken: given?.SessionToken ?? '' };
};

const identity = (credentials: TestCredentials) => new STSClient(cloud.clientConfig(credentials)).send(new GetCallerIdentityCommand({}));
const listKeys = (credentials: TestCredentials) => new KMSClient(cloud.clientConfig(credentials)).send(new ListKeysCommand({}));

describe('the trust policy', () => {
  test('refuses whom it does not name', async () => {
    await makeRole('Reader', trusting({ AWS: role('Other') }));
    expect(await codeOf(assume(clerk, {}))).toBe('AccessDenied');
  });
  test('refuses a role that does not exist in the same words as a forbidden one', async () => {
    await makeRole('Reader', trusting({ AWS: role('Other') }));
    const messages = await Promise.all(['Reader', 'Missing'].map((name) => refusal(role(name))));
    expect(messages[1]?.replace('Missing', 'Reader')).toBe(messages[0]);
  });
  test('that delegates to the account still asks for an identity policy', async () => {
    await makeRole('Reader', trusting({ AWS: `arn:aws:iam::${ACCOUNT}:root` }));
    const nobody = await cloud.iam.issueUser({ name: 'nobody', policies: [] });
    expect(await codeOf(assume(nobody, {}))).toBe('AccessDenied');
    expect(await codeOf(assume(clerk, {}))).toBe('ok');
  });
  test.each([
    ['sts:RoleSessionName', 'amal', 'ok'],
    ['sts:RoleSessionName', 'basil', 'AccessDenied'],
  ])('binds the session name: %s = %s', async (key, value, expected) => {
    await makeRole('Reader', trusting({ AWS: USER }, everything, { StringEquals: { [key]: value } }));
    expect(await codeOf(assume(clerk, {}))).toBe(expected);
  });
  test('must allow SetSourceIdentity for a source identity', async () => {
    await makeRole('Reader', trusting({ AWS: USER }));
    expect(await codeOf(assume(clerk, {}))).toBe('ok');
    expect(await codeOf(assume(clerk, { SourceIdentity: 'amal' }))).toBe('AccessDenied');
  });
  test('must allow TagSession for tags', async () => {
    await makeRole('Reader', trusting({ AWS: USER }));
    expect(await codeOf(assume(clerk, { Tags: [{ Key: 'case', Value: 'a' }] }))).toBe('AccessDenied');
  });
  test('binds tags and source identity', async () => {
    await makeRole(
      'Reader',
      trusting({ AWS: USER }, everything, { StringEquals: { 'aws:RequestTag/country': 'MA', 'sts:SourceIdentity': 'amal' } }),
    );
    const right = { Tags: [{ Key: 'country', Value: 'MA' }], SourceIdentity: 'amal' };
    expect(await codeOf(assume(clerk, right))).toBe('ok');
    expect(await codeOf(assume(clerk, { ...right, SourceIdentity: 'basil' }))).toBe('AccessDenied');
    expect(await codeOf(assume(clerk, { ...right, Tags: [{ Key: 'country', Value: 'EG' }] }))).toBe('AccessDenied');
  });
  test('of a service role refuses people, and other services', async () => {
    await makeRole('Reader', trusting({ Service: 'lambda.amazonaws.com' }));
    expect(await codeOf(assume(clerk, {}))).toBe('AccessDenied');
    expect(await codeOf(cloud.sts.sessionFor(role('Reader'), { service: 'events.amazonaws.com', sessionName: 'f' }))).toBe('AccessDenied');
    const lambda = await cloud.sts.sessionFor(role('Reader'), { service: 'lambda.amazonaws.com', sessionName: 'f' });
    expect((await identity(lambda)).Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/Reader/f`);
  });
});

describe('parameters', () => {
  beforeEach(() => makeRole('Reader', trusting({ AWS: USER }, everything), { MaxSessionDuration: 7200 }));

  test.each([
    ['a session name of one character', { RoleSessionName: 'a' }, 'ValidationError'],
    ['a session name with a slash', { RoleSessionName: 'a/b' }, 'ValidationError'],
    ['a session name of 64 characters', { RoleSessionName: 'a'.repeat(64) }, 'ok'],
    ['a session name of 65 characters', { RoleSessionName: 'a'.repeat(65) }, 'ValidationError'],
    ['899 seconds', { DurationSeconds: 899 }, 'ValidationError'],
    ['900 seconds', { DurationSeconds: 900 }, 'ok'],
    ["the role's longest session", { DurationSeconds: 7200 }, 'ok'],
    ['one second more than that', { DurationSeconds: 7201 }, 'ValidationError'],
    [
      'a session policy of 2049 characters',
      { Policy: `${JSON.stringify(document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }))}${' '.repeat(2000)}` },
      'ValidationError',
    ],
    ['a session policy that is no policy', { Policy: '{"Version":"2012-10-17"}' }, 'MalformedPolicyDocumentException'],
    [
      'a session policy with a principal',
      { Policy: JSON.stringify(document({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' })) },
      'MalformedPolicyDocumentException',
    ],
    [
      'the same tag twice',
      {
        Tags: [
          { Key: 'A', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
      },
      'InvalidParameterValue',
    ],
    ['a transitive key that is no tag', { TransitiveTagKeys: ['x'] }, 'InvalidParameterValue'],
    ['managed session policies', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }, 'NotImplemented'],
  ])('%s', async (_what, input, expected) => {
    expect(await codeOf(assume(clerk, input))).toBe(expected);
  });
});

describe('a session', () => {
  const listing = {
    Policies: [{ PolicyName: 'List', PolicyDocument: document({ Effect: 'Allow', Action: 'kms:ListKeys', Resource: '*' }) }],
  };

  test('has what its role has, and no more than its session policy says', async () => {
    await makeRole('Reader', trusting({ AWS: USER }), listing);
    const policy = (Action: string) => JSON.stringify(document({ Effect: 'Allow', Action, Resource: '*' }));
    expect(await codeOf(listKeys(await session(clerk)))).toBe('ok');
    expect(await codeOf(listKeys(await session(clerk, { Policy: policy('kms:ListKeys') })))).toBe('ok');
    expect(await codeOf(listKeys(await session(clerk, { Policy: policy('kms:DescribeKey') })))).toBe('AccessDeniedException');
    await expect(listKeys(await session(clerk, { Policy: policy('kms:DescribeKey') }))).rejects.toThrow(
      'because no session policy allows the kms:ListKeys action',
    );
  });
  test('has no more than the permissions boundary of its role', async () => {
    const boundary = document({ Effect: 'Allow', Action: 'kms:DescribeKey', Resource: '*' });
    const { ref } = await cloud.provision('Boundary', 'AWS::IAM::ManagedPolicy', { PolicyDocument: boundary });
    await makeRole('Reader', trusting({ AWS: USER }), { ...listing, PermissionsBoundary: ref });
    await expect(listKeys(await session(clerk))).rejects.toThrow('because no permissions boundary allows the kms:ListKeys action');
  });
  test('is named in GetCallerIdentity and survives a restart', async () => {
    await makeRole('Reader', trusting({ AWS: USER }));
    const amal = await session(clerk);
    await cloud.stop();
    cloud = await openIdentityCloud(cloud.stateDir);
    await makeRole('Reader', trusting({ AWS: USER }));
    expect(await identity(amal)).toMatchObject({ Account: ACCOUNT, Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Reader/amal` });
  });
  test('ends', async () => {
    await makeRole('Reader', trusting({ AWS: USER }));
    const amal = await session(clerk, { DurationSeconds: 900 });
    cloud.skew(901);
    const client = new STSClient({ ...cloud.clientConfig(amal), systemClockOffset: 901_000 });
    expect(await codeOf(client.send(new GetCallerIdentityCommand({})))).toBe('ExpiredToken');
  });
  test('is worth nothing with the token of another', async () => {
    await makeRole('Reader', trusting({ AWS: USER }));
    const [one, other] = [await session(clerk), await session(clerk)];
    expect(await codeOf(identity({ ...one, sessionToken: other.sessionToken }))).toBe('InvalidClientTokenId');
    expect(await codeOf(identity({ ...one, sessionToken: `${one.sessionToken}A` }))).toBe('InvalidClientTokenId');
    expect(await codeOf(identity({ accessKeyId: one.accessKeyId, secretAccessKey: one.secretAccessKey }))).toBe('InvalidClientTokenId');
  });
  test('of a role that is gone may do nothing', async () => {
    await makeRole('Reader', trusting({ AWS: USER }), listing);
    const amal = await session(clerk);
    await cloud.stop();
    cloud = await openIdentityCloud(cloud.stateDir);
    expect(await codeOf(listKeys(amal))).toBe('AccessDeniedException');
  });
});

describe('role chaining', () => {
  beforeEach(async () => {
    const mayAssume = { PolicyName: 'A', PolicyDocument: document({ Effect: 'Allow', Action: everything, Resource: '*' }) };
    await makeRole('First', trusting({ AWS: USER }, everything), { Policies: [mayAssume] });
    await makeRole('Reader', trusting({ AWS: role('First') }, everything), { MaxSessionDuration: 43_200 });
  });

  test('is limited to one hour', async () => {
    const first = await session(clerk, { RoleArn: role('First') });
    expect(await codeOf(assume(first, { DurationSeconds: 3600 }))).toBe('ok');
    expect(await codeOf(assume(first, { DurationSeconds: 3601 }))).toBe('ValidationError');
  });
  test('keeps the source identity and never changes it', async () => {
    const first = await session(clerk, { RoleArn: role('First'), SourceIdentity: 'amal' });
    expect((await assume(first, {})).SourceIdentity).toBe('amal');
    expect(await codeOf(assume(first, { SourceIdentity: 'amal' }))).toBe('ok');
    expect(await codeOf(assume(first, { SourceIdentity: 'basil' }))).toBe('AccessDenied');
  });
  test('asks every trust policy on the way for the source identity', async () => {
    await makeRole('Reader', trusting({ AWS: role('First') }, ['sts:AssumeRole']));
    const first = await session(clerk, { RoleArn: role('First'), SourceIdentity: 'amal' });
    expect(await codeOf(assume(first, {}))).toBe('AccessDenied');
  });
  test('keeps transitive tags, drops others, and lets nobody overwrite one', async () => {
    const Tags = [
      { Key: 'country', Value: 'MA' },
      { Key: 'desk', Value: '1' },
    ];
    const first = await session(clerk, { RoleArn: role('First'), Tags, TransitiveTagKeys: ['country'] });
    const bound = (key: string) =>
      trusting({ AWS: role('First') }, everything, { StringEquals: { [`aws:RequestTag/${key}`]: key === 'country' ? 'MA' : '1' } });
    await makeRole('Reader', bound('country'));
    expect(await codeOf(assume(first, {}))).toBe('ok');
    expect(await codeOf(assume(first, { Tags: [{ Key: 'Country', Value: 'EG' }] }))).toBe('InvalidParameterValue');
    await makeRole('Reader', bound('desk'));
    expect(await codeOf(assume(first, {}))).toBe('AccessDenied');
  });
  test('sees the tags of the session that calls', async () => {
    await makeRole('Reader', trusting({ AWS: role('First') }, everything, { StringEquals: { 'aws:PrincipalTag/country': 'MA' } }));
    const first = (Value: string) => session(clerk, { RoleArn: role('First'), Tags: [{ Key: 'country', Value }] });
    expect(await codeOf(assume(await first('MA'), {}))).toBe('ok');
    expect(await codeOf(assume(await first('EG'), {}))).toBe('AccessDenied');
  });
});

describe('standing credentials', () => {
  test('of a role act as its session, without a token, and stay the same after a restart', async () => {
    const arn = await makeRole('Reader', trusting({ AWS: USER }));
    const auditor = await cloud.iam.issueStandingRoleSession({ roleArn: arn, sessionName: 'auditor' });
    const given = { accessKeyId: auditor.accessKeyId, secretAccessKey: auditor.secretAccessKey };
    expect((await identity(auditor)).Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/Reader/auditor`);
    await cloud.stop();
    cloud = await openIdentityCloud(cloud.stateDir);
    await makeRole('Reader', trusting({ AWS: USER }));
    expect(await cloud.iam.issueStandingRoleSession({ roleArn: arn, sessionName: 'auditor' })).toMatchObject(given);
    expect(await codeOf(identity(auditor))).toBe('ok');
  });
  test('are refused with somebody else’s secret', async () => {
    expect(await codeOf(identity({ ...clerk, secretAccessKey: 'guess' }))).toBe('SignatureDoesNotMatch');
  });
});

describe('templates of roles', () => {
  const trust = trusting({ AWS: USER });
  test.each([
    ['an unknown property', { AssumeRolePolicyDocument: trust, Color: 'red' }],
    [
      'a managed policy of AWS that is not known here',
      { AssumeRolePolicyDocument: trust, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'] },
    ],
    ['a boundary that nobody made', { AssumeRolePolicyDocument: trust, PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/Missing` }],
    ['a session of half an hour at most', { AssumeRolePolicyDocument: trust, MaxSessionDuration: 1800 }],
    ['an unknown policy element', { AssumeRolePolicyDocument: { ...trust, Extra: 1 } }],
    ['a name of 65 characters', { AssumeRolePolicyDocument: trust, RoleName: 'a'.repeat(65) }],
  ])('with %s are refused', async (_what, properties) => {
    await expect(cloud.provision('R', 'AWS::IAM::Role', properties)).rejects.toThrow();
  });
  test('give the same names and ids again', async () => {
    const first = await cloud.provision('R', 'AWS::IAM::Role', { AssumeRolePolicyDocument: trust });
    expect(await cloud.provision('R', 'AWS::IAM::Role', { AssumeRolePolicyDocument: trust })).toEqual(first);
  });
  test('that drop a statement take the right away', async () => {
    await makeRole('Reader', trust);
    const reader = await session(clerk);
    const policy = (Action: string) => ({
      PolicyName: 'P',
      Roles: ['Reader'],
      PolicyDocument: document({ Effect: 'Allow', Action, Resource: '*' }),
    });
    await cloud.provision('P', 'AWS::IAM::Policy', policy('kms:ListKeys'));
    expect(await codeOf(listKeys(reader))).toBe('ok');
    await cloud.provision('P', 'AWS::IAM::Policy', policy('kms:ListAliases'));
    expect(await codeOf(listKeys(reader))).toBe('AccessDeniedException');
  });
});
