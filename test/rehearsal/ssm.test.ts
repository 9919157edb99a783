import { createSsm } from '../../rehearsal/ssm.ts';
import { errorCode, type TestCredentials } from '../support/aws-requests.ts';
import { type ComputeCloud, newComputeState, openComputeCloud, removeComputeState } from '../support/compute-cloud.ts';
import { ACCOUNT } from '../support/identity-cloud.ts';
import { signedJson } from '../support/signed-json.ts';

const arn = (name: string) => `arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter${name}`;
let cloud: ComputeCloud;
let clerk: TestCredentials;

const parameter = (Name: string, rest: Readonly<Record<string, unknown>> = {}) =>
  cloud.provision('List', 'AWS::SSM::Parameter', { Name, Type: 'String', Value: '{}', ...rest });
const ask = async (operation: string, body: unknown): Promise<unknown> => {
  const target = `AmazonSSM.${operation}`;
  const response = await signedJson({ origin: cloud.origin, credentials: clerk, service: 'ssm', target, body });
  return response.status === 200 ? JSON.parse(response.text) : errorCode(response);
};

beforeAll(async () => {
  cloud = await openComputeCloud(await newComputeState(), { more: ({ cloud: given }) => [createSsm(given).service] });
  await parameter('/exchange/desks-1', { Value: '{"MA":"https://ma.example"}' });
  clerk = await cloud.issue('clerk', { Effect: 'Allow', Action: 'ssm:GetParameters', Resource: arn('/exchange/*') });
});
afterAll(async () => {
  await cloud.stop();
  await removeComputeState(cloud.stateDir);
});

test('a parameter is read by whoever may, and what is not there is named', async () => {
  expect(await ask('GetParameters', { Names: ['/exchange/desks-1', '/exchange/desks-2'] })).toMatchObject({
    Parameters: [{ Name: '/exchange/desks-1', Type: 'String', Value: '{"MA":"https://ma.example"}', ARN: arn('/exchange/desks-1') }],
    InvalidParameters: ['/exchange/desks-2'],
  });
});

test.each([
  ['one of the parameters may not be read', 'GetParameters', { Names: ['/exchange/desks-1', '/other'] }, 'AccessDeniedException'],
  ['none is named', 'GetParameters', { Names: [] }, 'ValidationException'],
  ['more than ten are named', 'GetParameters', { Names: Array.from({ length: 11 }, (_, at) => `/exchange/${at}`) }, 'ValidationException'],
  ['anything is asked but to read', 'PutParameter', { Name: '/exchange/desks-1', Value: 'x' }, 'UnknownOperationException'],
])('refuses where %s', async (_what, operation, body, code) => {
  expect(await ask(operation, body)).toBe(code);
});

test.each([
  ['a value above the standard tier', '/exchange/x', { Value: 'x'.repeat(4097) }],
  ['an empty value', '/exchange/x', { Value: '' }],
  ['a name that belongs to AWS', '/aws/x', {}],
  ['a secret, which it could not keep', '/exchange/x', { Type: 'SecureString' }],
  ['a property that it does not carry out', '/exchange/x', { AllowedPattern: '.*' }],
])('provisions no parameter with %s', async (_what, name, rest) => {
  await expect(parameter(name, rest)).rejects.toThrow();
});
