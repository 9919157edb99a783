import { join } from 'node:path';
import { Accounts } from '../../rehearsal/oidc/accounts.ts';
import { createIdentity, type EmbeddedIdentity } from '../../rehearsal/oidc.ts';
import { createWebListener, type WebListener } from '../../rehearsal/web-listener.ts';
import { errorCode, type TestCredentials } from '../support/aws-requests.ts';
import { type ComputeCloud, newComputeState, openComputeCloud, removeComputeState } from '../support/compute-cloud.ts';
import { ACCOUNT } from '../support/identity-cloud.ts';
import { signedJson } from '../support/signed-json.ts';

let cloud: ComputeCloud;
let web: WebListener;
let clerk: TestCredentials;
let poolId: string;

beforeAll(async () => {
  web = await createWebListener({ report: () => {} });
  const made: EmbeddedIdentity[] = [];
  cloud = await openComputeCloud(await newComputeState(), {
    more: ({ cloud: given }) => {
      const identity = createIdentity({ cloud: given, web });
      made.push(identity);
      return [identity.service];
    },
  });
  const AdminCreateUserConfig = { AllowAdminCreateUserOnly: true };
  poolId = (await cloud.provision('Pool', 'AWS::Cognito::UserPool', { UserPoolName: 'TN', AdminCreateUserConfig })).ref;
  made[0]?.seedAccount({ poolId, username: 'liaison.tn', password: 'right' });
  const Resource = `arn:aws:cognito-idp:eu-central-1:${ACCOUNT}:userpool/eu-central-1_*`;
  clerk = await cloud.issue('clerk', { Effect: 'Allow', Action: 'cognito-idp:Admin*User', Resource });
});
afterAll(async () => {
  await cloud.stop();
  await web.close();
  await removeComputeState(cloud.stateDir);
});

const act = async (operation: string, body: unknown, credentials = clerk): Promise<string> => {
  const target = `AWSCognitoIdentityProviderService.${operation}`;
  const response = await signedJson({ origin: cloud.origin, credentials, service: 'cognito-idp', target, body });
  return response.status === 200 ? response.text : errorCode(response);
};
/** As a restart finds them. */
const kept = async () => {
  const accounts = new Accounts(join(cloud.stateDir, 'identity', 'disabled.json'));
  accounts.add(poolId, { username: 'liaison.tn', password: 'right' });
  await accounts.open();
  return accounts.of(poolId);
};

test('who was disabled signs in no more, also after a restart, until the account is enabled', async () => {
  expect((await kept()).check('liaison.tn', 'right')).toBe('right');
  expect(await act('AdminDisableUser', { UserPoolId: poolId, Username: 'liaison.tn' })).toBe('{}');
  expect((await kept()).check('liaison.tn', 'right')).toBe('wrong');
  expect((await kept()).admits('liaison.tn')).toBe(false);
  expect(await act('AdminEnableUser', { UserPoolId: poolId, Username: 'liaison.tn' })).toBe('{}');
  expect((await kept()).check('liaison.tn', 'right')).toBe('right');
  const acts = cloud.trailed.filter(({ eventSource, errorCode: refused }) => eventSource === 'cognito-idp.amazonaws.com' && !refused);
  expect(acts.map(({ eventName }) => eventName)).toEqual(['AdminDisableUser', 'AdminEnableUser']);
  expect(JSON.stringify(acts)).not.toContain('liaison.tn');
});

test.each([
  ['nobody of that name', 'AdminDisableUser', { Username: 'other' }, 'UserNotFoundException'],
  ['no such pool', 'AdminDisableUser', { UserPoolId: 'eu-central-1_none' }, 'ResourceNotFoundException'],
  ['a pool on which nothing is allowed', 'AdminDisableUser', { UserPoolId: 'eu-west-1_other' }, 'AccessDeniedException'],
  ['no name', 'AdminDisableUser', { Username: undefined }, 'ValidationException'],
  ['another act', 'AdminSetUserPassword', {}, 'UnknownOperationException'],
])('refuses %s', async (_what, operation, change, code) => {
  expect(await act(operation, { UserPoolId: poolId, Username: 'liaison.tn', ...change })).toBe(code);
  expect((await kept()).check('liaison.tn', 'right')).toBe('right');
});
