import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serviceCaller } from '../../rehearsal/callers.ts';
import { errorCode, type RawResponse, type TestCredentials } from '../support/aws-requests.ts';
import { type ComputeCloud, newComputeState, openComputeCloud, removeComputeState } from '../support/compute-cloud.ts';
import { ACCOUNT, codeOf, document } from '../support/identity-cloud.ts';
import { signedJson } from '../support/signed-json.ts';

const ARN = `arn:aws:sqs:eu-central-1:${ACCOUNT}:letters`;
const RULE = `arn:aws:events:eu-central-1:${ACCOUNT}:rule/arrivals`;
const QueueUrl = `https://sqs.eu-central-1.amazonaws.com/${ACCOUNT}/letters`;
const mayAll = { Effect: 'Allow', Action: 'sqs:*', Resource: ARN };

let cloud: ComputeCloud;
let clerk: TestCredentials;

const makeQueue = () => cloud.provision('Letters', 'AWS::SQS::Queue', { QueueName: 'letters' });
const setPolicy = async (...statements: readonly Readonly<Record<string, unknown>>[]) => {
  const properties = { Queues: [QueueUrl], PolicyDocument: document(...statements) };
  await cloud.provision('Policy', 'AWS::SQS::QueuePolicy', properties);
};
const call = (operation: string, body: unknown, credentials = clerk): Promise<RawResponse> =>
  signedJson({ origin: cloud.origin, credentials, service: 'sqs', target: `AmazonSQS.${operation}`, body });
const answerOf = async (operation: string, body: unknown, credentials = clerk): Promise<unknown> => {
  const response = await call(operation, body, credentials);
  return response.status === 200 ? JSON.parse(response.text) : errorCode(response);
};
const codeFrom = async (operation: string, body: unknown, credentials = clerk): Promise<string> => {
  const response = await call(operation, body, credentials);
  return response.status === 200 ? 'ok' : errorCode(response);
};
const receive = (MaxNumberOfMessages = 10) => answerOf('ReceiveMessage', { QueueUrl, MaxNumberOfMessages });

beforeEach(async () => {
  cloud = await openComputeCloud(await newComputeState());
  await makeQueue();
  clerk = await cloud.issue('clerk', mayAll);
});
afterEach(async () => {
  await cloud.stop();
  await removeComputeState(cloud.stateDir);
});

describe('a queue is refused to', () => {
  test.each(['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])('a caller whose policies do not allow %s', async (operation) => {
    const body = { QueueUrl, ...(operation === 'DeleteMessage' && { ReceiptHandle: 'x' }) };
    const nobody = await cloud.issue('nobody', { Effect: 'Allow', Action: 'sqs:ListQueues', Resource: '*' });
    expect(await codeFrom(operation, body, nobody)).toBe('AccessDeniedException');
    const elsewhere = await cloud.issue('elsewhere', { Effect: 'Allow', Action: 'sqs:*', Resource: `${ARN}-others` });
    expect(await codeFrom(operation, body, elsewhere)).toBe('AccessDeniedException');
    const only = await cloud.issue('only', { Effect: 'Allow', Action: `sqs:${operation}`, Resource: ARN });
    expect(await codeFrom(operation, body, only)).toBe('ok');
  });
  test('whoever may not list queues', async () => {
    expect(await codeFrom('ListQueues', {})).toBe('AccessDeniedException');
    const lister = await cloud.issue('lister', { Effect: 'Allow', Action: 'sqs:ListQueues', Resource: '*' });
    expect(await answerOf('ListQueues', {}, lister)).toEqual({ QueueUrls: [`${cloud.origin}/${ACCOUNT}/letters`] });
  });
  test('a caller whom the policy of the queue denies', async () => {
    await setPolicy({ Effect: 'Deny', Principal: '*', Action: 'sqs:ReceiveMessage', Resource: ARN });
    expect(await codeFrom('ReceiveMessage', { QueueUrl })).toBe('AccessDeniedException');
    expect(await codeFrom('GetQueueAttributes', { QueueUrl })).toBe('ok');
  });
  test('nobody whom the policy of the queue alone allows', async () => {
    const guest = await cloud.issue('guest');
    const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:user/guest` };
    await setPolicy({ Effect: 'Allow', Principal, Action: 'sqs:ReceiveMessage', Resource: ARN });
    expect(await codeFrom('ReceiveMessage', { QueueUrl }, guest)).toBe('ok');
    expect(await codeFrom('GetQueueAttributes', { QueueUrl }, guest)).toBe('AccessDeniedException');
  });
});

describe('a sender', () => {
  const bus = (sourceArn = RULE) => serviceCaller('events.amazonaws.com', sourceArn);
  const fromRule = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: ARN,
    Condition: { ArnLike: { 'aws:SourceArn': RULE } },
  };
  test('is refused without a policy of the queue', async () => {
    expect(await codeOf(cloud.sqs.send(ARN, 'm', bus()))).toBe('AccessDenied');
    expect(await receive()).toEqual({ Messages: [] });
  });
  test.each([
    ['another rule', () => bus(`${RULE}-2`), 'AccessDenied'],
    ['another service', () => serviceCaller('sns.amazonaws.com', RULE), 'AccessDenied'],
    ['the rule that is named', () => bus(), 'ok'],
  ])('that is %s is judged by the condition of the policy', async (_who, sender, expected) => {
    await setPolicy(fromRule);
    expect(await codeOf(cloud.sqs.send(ARN, 'm', sender()))).toBe(expected);
  });
  test('is told of a queue that does not exist', async () => {
    await expect(cloud.sqs.send(`${ARN}-2`, 'm')).rejects.toThrow(`no queue ${ARN}-2`);
    await expect(cloud.sqs.send(ARN.replace('eu-', 'us-'), 'm')).rejects.toThrow('no queue');
  });
});

describe('a message', () => {
  test('is received as it was sent until it is deleted', async () => {
    await cloud.sqs.send(ARN, '{"text":"سلام"}');
    const seen = { MessageId: expect.any(String), ReceiptHandle: expect.any(String), Body: '{"text":"سلام"}' };
    expect(await receive()).toEqual({ Messages: [seen] });
    expect(await receive()).toEqual({ Messages: [seen] });
    const [file = ''] = await readdir(join(cloud.stateDir, 'sqs', 'letters'));
    expect(await codeFrom('DeleteMessage', { QueueUrl, ReceiptHandle: file.replace('.json', '') })).toBe('ok');
    expect(await receive()).toEqual({ Messages: [] });
  });
  test('is still there after a restart', async () => {
    await cloud.sqs.send(ARN, 'kept');
    await cloud.stop();
    cloud = await openComputeCloud(cloud.stateDir);
    await makeQueue();
    clerk = await cloud.issue('clerk', mayAll);
    expect(await receive()).toMatchObject({ Messages: [{ Body: 'kept' }] });
  });
  test.each([
    [undefined, 1],
    [1, 1],
    [10, 10],
  ])('comes with others: asked for %s, of eleven come %d', async (MaxNumberOfMessages, expected) => {
    await Promise.all(Array.from({ length: 11 }, (_, at) => cloud.sqs.send(ARN, `${at}`)));
    const answer = await answerOf('ReceiveMessage', { QueueUrl, MaxNumberOfMessages });
    expect(answer).toEqual({ Messages: Array.from({ length: expected }, () => expect.anything()) });
  });
  test('half written by a killed process is no message', async () => {
    await writeFile(join(cloud.stateDir, 'sqs', 'letters', 'a.json.new'), '{"id":');
    expect(await receive()).toEqual({ Messages: [] });
    expect(await answerOf('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })).toEqual({
      Attributes: { ApproximateNumberOfMessages: '0', QueueArn: ARN },
    });
  });
  test('whose file is damaged is an error, not an empty queue', async () => {
    const file = join(cloud.stateDir, 'sqs', 'letters', 'a.json');
    await writeFile(file, '{"id":');
    expect((await call('ReceiveMessage', { QueueUrl })).status).toBe(500);
    await rm(file);
  });
});

describe('what is not rehearsed is refused', () => {
  const cases: readonly (readonly [string, string, unknown, string])[] = [
    ['sending through the API', 'SendMessage', { QueueUrl, MessageBody: 'm' }, 'UnknownOperationException'],
    ['queues made by hand', 'CreateQueue', { QueueName: 'q' }, 'UnknownOperationException'],
    ['purging', 'PurgeQueue', { QueueUrl }, 'UnknownOperationException'],
    ['a visibility timeout', 'ReceiveMessage', { QueueUrl, VisibilityTimeout: 30 }, 'ValidationException'],
    ['waiting', 'ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 }, 'ValidationException'],
    ['no message', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 0 }, 'ValidationException'],
    ['eleven messages', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 11 }, 'ValidationException'],
    ['a handle that leaves the folder', 'DeleteMessage', { QueueUrl, ReceiptHandle: '../letters/x' }, 'ValidationException'],
    ['an attribute that nobody keeps', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['DelaySeconds'] }, 'ValidationException'],
    ['another queue', 'ReceiveMessage', { QueueUrl: `${QueueUrl}-2` }, 'QueueDoesNotExist'],
    ['no queue', 'ReceiveMessage', {}, 'ValidationException'],
  ];
  test.each(cases)('%s', async (_what, operation, body, expected) => {
    expect(await codeFrom(operation, body)).toBe(expected);
  });
  test.each([
    ['order', { FifoQueue: true }],
    ['redriving', { RedrivePolicy: {} }],
    ['a name that is a path', { QueueName: '../letters' }],
    ['a queue without a name', { QueueName: undefined }],
  ])('%s in a template', async (_what, extra) => {
    await expect(cloud.provision('Q', 'AWS::SQS::Queue', { QueueName: 'q', ...extra })).rejects.toThrow();
  });
  test('a policy for a queue that does not exist', async () => {
    const properties = { Queues: [`${QueueUrl}-2`], PolicyDocument: document() };
    await expect(cloud.provision('P', 'AWS::SQS::QueuePolicy', properties)).rejects.toThrow();
  });
});
