import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as aws from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { EmbeddedService } from '../../rehearsal/cloud.ts';
import { ExecutionEnvironment } from '../../rehearsal/lambda/environment.ts';
import type { TestCredentials } from '../support/aws-requests.ts';
import {
  type ComputeCloud,
  type ComputeCloudOptions,
  newComputeState,
  openComputeCloud,
  removeComputeState,
} from '../support/compute-cloud.ts';
import { ACCOUNT, codeOf } from '../support/identity-cloud.ts';

const arnOf = (name: string) => `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:${name}`;
const QUEUE = `arn:aws:sqs:eu-central-1:${ACCOUNT}:dead`;
const RULE = `arn:aws:events:eu-central-1:${ACCOUNT}:rule/arrivals`;
const bus = { service: 'events.amazonaws.com', sourceArn: RULE };

let cloud: ComputeCloud;
let clerk: TestCredentials;

const open = async (stateDir: string, options: ComputeCloudOptions = {}): Promise<void> => {
  cloud = await openComputeCloud(stateDir, options);
  clerk = await cloud.issue('clerk', { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('*') });
};
beforeEach(async () => open(await newComputeState()));
afterEach(async () => {
  await cloud.stop();
  await removeComputeState(cloud.stateDir);
});

const reopen = async (options: ComputeCloudOptions): Promise<void> => {
  await cloud.stop();
  await removeComputeState(cloud.stateDir);
  await open(await newComputeState(), options);
};

/** A function named `desk` from the body of its module. It has time, however busy the machine, unless a test says otherwise. */
const make = async (source: string, extra: Readonly<Record<string, unknown>> = {}): Promise<void> => {
  const Role = await cloud.role('desk-role', 'lambda.amazonaws.com');
  const Code = await cloud.bundle('desk', source);
  const properties = { FunctionName: 'desk', Code, Handler: 'index.handler', Runtime: 'nodejs22.x', Role, Timeout: 900, ...extra };
  await cloud.provision('Desk', 'AWS::Lambda::Function', properties);
};
const permit = (extra: Readonly<Record<string, unknown>> = {}) =>
  cloud.provision('May', 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: arnOf('desk'),
    Principal: 'events.amazonaws.com',
    SourceArn: RULE,
    SourceAccount: ACCOUNT,
    ...extra,
  });
const configure = (extra: Readonly<Record<string, unknown>> = {}) =>
  cloud.provision('Retries', 'AWS::Lambda::EventInvokeConfig', { FunctionName: 'desk', Qualifier: '$LATEST', ...extra });
const handler = (body: string): string => `export const handler = async (event, context) => { ${body} };`;
const resultOf = async (event: unknown = {}): Promise<unknown> => {
  const outcome = await cloud.lambda.invoke('desk', event);
  return outcome.ok ? JSON.parse(outcome.payload) : outcome.error;
};
const errorOf = async (event: unknown = {}) => {
  const outcome = await cloud.lambda.invoke('desk', event);
  if (outcome.ok) throw new Error(`The function answered ${outcome.payload.slice(0, 100)}`);
  return outcome.error;
};
const invoke = (more: Partial<aws.InvokeCommandInput> = {}, credentials = clerk) => {
  const client = new aws.LambdaClient(cloud.clientConfig(credentials));
  return client.send(new aws.InvokeCommand({ FunctionName: 'desk', ...more })).finally(() => client.destroy());
};
/** A function that writes one line for each call and then does what the body says. */
const noting = (body = ''): string => {
  const file = JSON.stringify(join(cloud.stateDir, 'calls'));
  return `import { appendFileSync } from 'node:fs'; ${handler(`appendFileSync(${file}, JSON.stringify(event) + '\\n'); ${body}`)}`;
};
const calls = async (): Promise<readonly unknown[]> => {
  const text = await readFile(join(cloud.stateDir, 'calls'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};

describe('a function sees nothing of the host', () => {
  test('but its own variables and those of Lambda', async () => {
    process.env.SECRET_OF_THE_HOST = 'secret';
    process.env.AWS_PROFILE = 'host';
    try {
      await make(handler('return process.env'), { Environment: { Variables: { TABLE: 'register' } } });
      expect(await resultOf()).toEqual({
        TABLE: 'register',
        AWS_REGION: 'eu-central-1',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_LAMBDA_FUNCTION_NAME: 'desk',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/desk',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
        AWS_ENDPOINT_URL: cloud.origin,
        AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
        AWS_SECRET_ACCESS_KEY: expect.any(String),
        AWS_SESSION_TOKEN: expect.any(String),
        TZ: ':UTC',
      });
    } finally {
      delete process.env.SECRET_OF_THE_HOST;
      delete process.env.AWS_PROFILE;
    }
  });
  test('neither its globals nor its options, and changes nothing there', async () => {
    Object.assign(globalThis, { ofTheHost: 1 });
    await make(handler('process.env.LEFT_BEHIND = "x"; globalThis.left = 1; return [typeof ofTheHost, process.execArgv]'));
    expect(await resultOf()).toEqual(['undefined', []]);
    expect(process.env.LEFT_BEHIND).toBeUndefined();
    expect('left' in globalThis).toBe(false);
    Reflect.deleteProperty(globalThis, 'ofTheHost');
  });
  test('but credentials of its own role, as its policies allow', async () => {
    const source = `import { createRequire } from 'node:module';
      const require = createRequire(${JSON.stringify(import.meta.url)});
      const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
      ${handler(`if (event.deep) return 'called';
        const input = { FunctionName: event.name, Payload: JSON.stringify({ deep: true }) };
        try { return Buffer.from((await new LambdaClient({}).send(new InvokeCommand(input))).Payload).toString(); }
        catch (error) { return error.name; }`)}`;
    const may = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('desk') };
    await make(source);
    await cloud.role('desk-role', 'lambda.amazonaws.com', may);
    expect(await resultOf({ name: 'desk' })).toBe('"called"');
    await make(source, { FunctionName: 'other' });
    expect(await resultOf({ name: 'other' })).toBe('AccessDeniedException');
  });
  test('and no session of a role that does not trust Lambda', async () => {
    const Role = await cloud.role('clerk-role', 'ec2.amazonaws.com');
    await make(handler('return 1'), { Role });
    expect(await codeOf(cloud.lambda.invoke('desk', {}))).toBe('AccessDenied');
  });
});

describe('a function that fails', () => {
  test('by throwing is told with its type and message', async () => {
    await make(handler('throw new RangeError("no such case")'));
    expect(await errorOf()).toMatchObject({ errorType: 'RangeError', errorMessage: 'no such case' });
    expect((await errorOf()).trace[0]).toBe('RangeError: no such case');
  });
  test.each([
    ['exiting with 1', 'process.exit(1)', 'Runtime exited with error: exit status 1'],
    ['exiting with 0', 'process.exit(0)', 'Runtime exited without providing a reason'],
  ])('by %s', async (_how, body, message) => {
    await make(handler(`if (event.fail) { ${body} } return 'well'`));
    const { errorType, errorMessage } = await errorOf({ fail: true });
    expect(errorType).toBe('Runtime.ExitError');
    expect(errorMessage).toMatch(new RegExp(`^RequestId: [0-9a-f-]{36} Error: ${message}$`));
    expect(await resultOf()).toBe('well');
  });
  test('by leaving a rejection to nobody', async () => {
    await make(handler('Promise.reject(new TypeError("lost")); await new Promise(() => setInterval(() => {}, 1000))'));
    expect(await errorOf()).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'TypeError: lost' });
  });
  test('by throwing where nobody catches', async () => {
    await make(handler('setImmediate(() => { throw new TypeError("lost") }); await new Promise(() => setInterval(() => {}, 1000))'));
    expect(await errorOf()).toMatchObject({ errorType: 'TypeError', errorMessage: 'lost' });
  });
  test.each([
    ['waiting', 'await new Promise(() => setInterval(() => {}, 1000))'],
    ['computing', 'for (;;) {}'],
  ])('by %s longer than its timeout, and is well again the next time', async (_how, body) => {
    await make(handler(`if (event.fail) { ${body} } return 'well'`), { Timeout: 2 });
    const { errorType, errorMessage } = await errorOf({ fail: true });
    expect(errorType).toBe('Sandbox.Timedout');
    expect(errorMessage).toMatch(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 2\.00 seconds$/);
    expect(await resultOf()).toBe('well');
  });
  test('by using more memory than it has', async () => {
    await make(handler('const all = []; for (;;) all.push(new Array(1000).fill(all.length))'));
    expect((await errorOf()).errorType).toBe('Runtime.ExitError');
    expect((await errorOf()).errorMessage).toContain('memory');
  });
  test.each([
    ['that throws while loading', 'throw new TypeError("no table")', 'TypeError', 'no table'],
    ['that is not JavaScript', 'export const handler = (', 'SyntaxError', 'Unexpected'],
    ['without the handler', 'export const other = 1;', 'Error', 'handler is not exported'],
  ])('because of a bundle %s', async (_how, source, errorType, message) => {
    await make(source);
    const error = await errorOf();
    expect(error.errorType).toBe(errorType);
    expect(error.errorMessage).toContain(message);
  });
  test('because its bundle never ends loading', async () => {
    await cloud.bundle('endless', 'for (;;) {}');
    const modulePath = join(cloud.stateDir, 'bundles', 'endless', 'index.mjs');
    const props = { modulePath, exportName: 'handler', variables: {}, memorySizeMb: 128, log: () => {}, initTimeoutMs: 200 };
    const environment = new ExecutionEnvironment(props);
    const outcome = await environment.invoke({ event: {}, context: { awsRequestId: 'r' }, timeoutMs: 60_000 });
    expect(outcome).toMatchObject({ ok: false, error: { errorMessage: 'RequestId: r Error: Task timed out after 0.20 seconds' } });
    expect(environment.usable).toBe(false);
  });
  test('because its answer is no JSON', async () => {
    await make(handler('return 1n'));
    expect(await errorOf()).toMatchObject({ errorType: 'TypeError' });
  });
  test.each([
    [6_291_556, 'ok'],
    [6_291_557, 'Function.ResponseSizeTooLarge'],
  ])('because its answer is longer than Lambda carries: %d bytes are %s', async (sizeBytes, expected) => {
    await make(handler('return "x".repeat(event.sizeBytes - 2)'));
    const outcome = await cloud.lambda.invoke('desk', { sizeBytes });
    expect(outcome.ok ? 'ok' : outcome.error.errorType).toBe(expected);
  });
});

describe('an execution environment', () => {
  const counting = `let count = 0; ${handler('count += 1; return count')}`;
  test('keeps the state of its module between invocations', async () => {
    await make(counting);
    expect([await resultOf(), await resultOf(), await resultOf()]).toEqual([1, 2, 3]);
  });
  test('serves one invocation at a time', async () => {
    await make(
      `let active = 0; let most = 0; ${handler(`active += 1; most = Math.max(most, active);
      await new Promise((resolve) => setImmediate(resolve)); active -= 1; return most`)}`,
    );
    expect(await Promise.all(Array.from({ length: 12 }, () => resultOf()))).toEqual(Array.from({ length: 12 }, () => 1));
  });
  test('is not shared with another function of the same bundle', async () => {
    await make(counting);
    await make(counting, { FunctionName: 'other' });
    await resultOf();
    expect(await cloud.lambda.invoke('other', {})).toEqual({ ok: true, payload: '1' });
  });
  test('keeps its state after an error that the function threw', async () => {
    await make(`let count = 0; ${handler('count += 1; if (event.fail) throw new Error("no"); return count')}`);
    await errorOf({ fail: true });
    expect(await resultOf()).toBe(2);
  });
  test('tells the function who it is and how long it has', async () => {
    await make(handler('const left = context.getRemainingTimeInMillis(); return { ...context, left }'), { Timeout: 700 });
    const context = z.looseObject({ left: z.number(), awsRequestId: z.uuid() }).parse(await resultOf());
    expect(context).toMatchObject({ functionName: 'desk', invokedFunctionArn: arnOf('desk'), functionVersion: '$LATEST' });
    expect(context.left).toBeGreaterThan(600_000);
    expect(context.left).toBeLessThanOrEqual(700_000);
  });
  test('ends with the rehearsal, whatever it is doing', async () => {
    await make(noting('for (;;) {}'));
    const outcome = cloud.lambda.invoke('desk', {});
    while ((await calls()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    await cloud.stop();
    expect(await outcome).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    await open(cloud.stateDir);
  });
  test('begins nothing more once the rehearsal ends: neither what waits for a place nor what comes later', async () => {
    await make(noting('console.log("begun"); await new Promise((resolve) => setTimeout(resolve, 600_000))'));
    const outcomes = Array.from({ length: 12 }, () => cloud.lambda.invoke('desk', {}));
    while ((await calls()).length < 4) await new Promise((resolve) => setImmediate(resolve));
    await cloud.stop();
    for (const outcome of await Promise.all(outcomes))
      expect(outcome).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    expect(await cloud.lambda.invoke('desk', {})).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    expect(await calls()).toHaveLength(4);
    await open(cloud.stateDir);
  });
  test('begins nothing whose credentials come when the rehearsal has ended', async () => {
    let come = (): void => {};
    const credentials = new Promise<void>((resolve) => (come = resolve));
    // closed before Lambda is: the credentials come when the end of every function has begun
    const closing: EmbeddedService = {
      scopes: [],
      handle: async () => {},
      resourceTypes: {},
      open: async () => {},
      close: async () => void setImmediate(come),
    };
    await reopen({ beforeCredentials: () => credentials, more: () => [closing] });
    await make(noting());
    const outcome = cloud.lambda.invoke('desk', {});
    await cloud.stop();
    expect(await outcome).toMatchObject({ ok: false, error: { errorType: 'Runtime.ExitError' } });
    expect(await calls()).toEqual([]);
    await open(cloud.stateDir);
  });
});

test('what a function prints and what it failed with is in the file of its log group, for its owner alone', async () => {
  await make(handler('console.log("to out"); console.error("to err"); throw new RangeError("no such case")'), {
    LoggingConfig: { LogGroup: '/exchange/EG/desk' },
  });
  await errorOf();
  await cloud.stop();
  const file = join(cloud.stateDir, 'logs', 'exchange.EG.desk.log');
  const text = await readFile(file, 'utf8');
  expect(text).toContain('to out\n');
  expect(text).toContain('to err\n');
  expect(text).toContain('"errorType":"RangeError","errorMessage":"no such case"');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await open(cloud.stateDir);
});

describe('all functions of an account together', () => {
  const countOf = async (name: string): Promise<unknown> => {
    const outcome = await cloud.lambda.invoke(name, {});
    return outcome.ok ? JSON.parse(outcome.payload) : outcome.error;
  };
  test('keep so many environments warm, and end the one that was used longest ago', async () => {
    await reopen({ lambdaBounds: { warmEnvironments: 2 } });
    for (const FunctionName of ['first', 'second', 'third'])
      await make(`let count = 0; ${handler('return (count += 1)')}`, { FunctionName });
    expect([await countOf('first'), await countOf('second'), await countOf('first'), await countOf('third')]).toEqual([1, 1, 2, 1]);
    expect([await countOf('first'), await countOf('third'), await countOf('second')]).toEqual([3, 2, 1]);
  });
  test('run so many invocations at once: one more is throttled, and an event waits without using up an attempt', async () => {
    let turns = 0;
    await reopen({ lambdaBounds: { concurrentExecutions: 1 }, retryDelayMs: (turn) => (turns = turn) });
    const go = JSON.stringify(join(cloud.stateDir, 'go'));
    await make(
      `import { existsSync } from 'node:fs'; ${noting(`while (!event.now && !existsSync(${go})) await new Promise((resolve) => setTimeout(resolve, 5))`)}`,
    );
    await permit();
    await configure({ MaximumRetryAttempts: 0 });
    cloud.lambda.start();
    const first = cloud.lambda.invoke('desk', {});
    while ((await calls()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    const refused = await invoke({ Payload: '{"now":true}' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    await cloud.lambda.queueAs(bus, arnOf('desk'), { now: true });
    while (turns < 4) await new Promise((resolve) => setImmediate(resolve));
    await writeFile(join(cloud.stateDir, 'go'), '');
    await Promise.all([first, cloud.lambda.idle()]);
    expect(await calls()).toEqual([{}, { now: true }]);
    expect(cloud.reports).toEqual([]);
  });
});

describe('a service is refused', () => {
  const otherRule = `${RULE}-2`;
  test('without a permission, and the function is not called', async () => {
    await make(noting());
    cloud.lambda.start();
    expect(await codeOf(cloud.lambda.invokeAs(bus, arnOf('desk'), {}))).toBe('AccessDeniedException');
    expect(await codeOf(cloud.lambda.queueAs(bus, arnOf('desk'), {}))).toBe('AccessDeniedException');
    await cloud.lambda.idle();
    expect(await calls()).toEqual([]);
  });
  test.each([
    ['the source that is named', {}, 'ok'],
    ['a source that fits', { SourceArn: `${RULE.slice(0, -3)}*` }, 'ok'],
    ['a function that is named', { FunctionName: 'desk' }, 'ok'],
    ['another source', { SourceArn: otherRule }, 'AccessDeniedException'],
    ['a source of which it is the beginning', { SourceArn: RULE.slice(0, -1) }, 'AccessDeniedException'],
    ['a source with a dot for a letter', { SourceArn: RULE.replace('arrivals', 'arriva.s') }, 'AccessDeniedException'],
    ['another service', { Principal: 'apigateway.amazonaws.com' }, 'AccessDeniedException'],
    ['another account', { SourceAccount: '444455556666' }, 'AccessDeniedException'],
    ['another function', { FunctionName: arnOf('desk2') }, 'AccessDeniedException'],
    ['the end of its name', { FunctionName: 'esk' }, 'AccessDeniedException'],
  ])('or not, with a permission for %s', async (_what, extra, expected) => {
    await make(handler('return 1'));
    await permit(extra);
    expect(await codeOf(cloud.lambda.invokeAs(bus, arnOf('desk'), {}))).toBe(expected);
  });
});

describe('an asynchronous invocation', () => {
  const deadLetters = async (): Promise<readonly unknown[]> => {
    const folder = join(cloud.stateDir, 'sqs', 'dead');
    const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    return texts.map((text) => JSON.parse(z.object({ body: z.string() }).parse(JSON.parse(text)).body));
  };
  const OnFailure = { DestinationConfig: { OnFailure: { Destination: QUEUE } } };
  const withQueue = () => cloud.provision('Dead', 'AWS::SQS::Queue', { QueueName: 'dead' });

  test.each([0, 1, 2])('that fails is tried %d more times and then is a dead letter', async (MaximumRetryAttempts) => {
    await make(noting('throw new Error("no")'));
    await permit();
    await withQueue();
    await configure({ MaximumRetryAttempts, ...OnFailure });
    cloud.lambda.start();
    await cloud.lambda.queueAs(bus, arnOf('desk'), { case: 7 });
    await cloud.lambda.idle();
    expect(await calls()).toEqual(Array.from({ length: MaximumRetryAttempts + 1 }, () => ({ case: 7 })));
    expect(await deadLetters()).toMatchObject([
      { version: '1.0', requestContext: { functionArn: arnOf('desk'), condition: 'RetriesExhausted' }, requestPayload: { case: 7 } },
    ]);
    expect(cloud.reports).toEqual(['desk failed for good, to its dead-letter queue: no']);
  });
  test('that fails without any configuration is tried twice more, and told', async () => {
    await make(noting('throw new Error("no")'));
    cloud.lambda.start();
    expect(await invoke({ InvocationType: 'Event', Payload: '{"case":7}' })).toMatchObject({ StatusCode: 202 });
    await cloud.lambda.idle();
    expect(await calls()).toHaveLength(3);
    expect(cloud.reports).toEqual(['desk failed for good: no']);
  });
  test('that succeeds at last is no dead letter', async () => {
    await make(`let count = 0; ${noting('count += 1; if (count < 3) throw new Error("no")')}`);
    await permit();
    await withQueue();
    await configure(OnFailure);
    cloud.lambda.start();
    await cloud.lambda.queueAs(bus, arnOf('desk'), {});
    await cloud.lambda.idle();
    expect(await calls()).toHaveLength(3);
    expect(await deadLetters()).toEqual([]);
  });
  test('survives a restart', async () => {
    await make(noting());
    await permit();
    await cloud.lambda.queueAs(bus, arnOf('desk'), { case: 7 });
    await cloud.stop();
    expect(await calls()).toEqual([]);
    await open(cloud.stateDir);
    await make(noting());
    cloud.lambda.start();
    await cloud.lambda.idle();
    expect(await calls()).toEqual([{ case: 7 }]);
  });
  test.each([
    [60, 1, 0],
    [61, 0, 1],
  ])('of a minute ago: %d seconds later there are %d calls and %d dead letters', async (seconds, called, dead) => {
    await make(noting());
    await permit();
    await withQueue();
    await configure({ MaximumEventAgeInSeconds: 60, ...OnFailure });
    cloud.standStill();
    await cloud.lambda.queueAs(bus, arnOf('desk'), {});
    cloud.skew(seconds);
    cloud.lambda.start();
    await cloud.lambda.idle();
    expect(await calls()).toHaveLength(called);
    const expired = { requestContext: { condition: 'EventAgeExceeded' } };
    expect(await deadLetters()).toMatchObject(Array.from({ length: dead }, () => expired));
  });
  test('whose dead-letter queue is missing is kept for the next start', async () => {
    await make(handler('throw new Error("no")'));
    await permit();
    await configure({ MaximumRetryAttempts: 0, ...OnFailure });
    cloud.lambda.start();
    await cloud.lambda.queueAs(bus, arnOf('desk'), { case: 7 });
    await cloud.lambda.idle();
    expect(cloud.reports.at(-1)).toContain(`is kept for the next start: Error: no queue ${QUEUE}`);
    await cloud.stop();
    await open(cloud.stateDir);
    await make(noting());
    cloud.lambda.start();
    await cloud.lambda.idle();
    expect(await calls()).toEqual([{ case: 7 }]);
  });
  test('that is damaged on disk is reported at the start', async () => {
    await cloud.stop();
    const file = join(cloud.stateDir, 'lambda', 'queued', '1-damaged.json');
    await writeFile(file, '{"functionName":');
    await expect(openComputeCloud(cloud.stateDir)).rejects.toThrow(file);
    await writeFile(file, '{"functionName":"desk","event":{},"acceptedAtMs":0}');
    await open(cloud.stateDir);
  });
});

describe('Invoke', () => {
  test('is refused to whose policies do not allow it on this function', async () => {
    await make(noting());
    const nobody = await cloud.issue('nobody', { Effect: 'Allow', Action: 'lambda:GetFunction', Resource: '*' });
    const elsewhere = await cloud.issue('elsewhere', { Effect: 'Allow', Action: 'lambda:*', Resource: arnOf('other') });
    for (const credentials of [nobody, elsewhere]) {
      for (const InvocationType of ['RequestResponse', 'Event', 'DryRun'] as const) {
        expect(await codeOf(invoke({ InvocationType }, credentials))).toBe('AccessDeniedException');
      }
    }
    cloud.lambda.start();
    await cloud.lambda.idle();
    expect(await calls()).toEqual([]);
    expect(cloud.trailed.filter(({ eventName }) => eventName === 'Invoke')).toEqual([]);
  });
  test('answers what the function answered, and is in the trail without its payload', async () => {
    await make(handler('return { got: event }'));
    const { StatusCode, Payload, FunctionError } = await invoke({ Payload: '{"text":"سلام"}' });
    expect([StatusCode, FunctionError]).toEqual([200, undefined]);
    expect(Buffer.from(Payload ?? []).toString()).toBe('{"got":{"text":"سلام"}}');
    const [record] = cloud.trailed.filter(({ eventName }) => eventName === 'Invoke');
    expect(record).toMatchObject({ category: 'Data', requestParameters: { functionName: arnOf('desk') } });
    expect(JSON.stringify(record)).not.toContain('سلام');
  });
  test('answers an error of the function as one', async () => {
    await make(handler('throw new RangeError("no such case")'));
    const { StatusCode, Payload, FunctionError } = await invoke();
    expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toMatchObject({ errorType: 'RangeError', errorMessage: 'no such case' });
  });
  test('for a dry run calls nothing', async () => {
    await make(noting());
    expect(await invoke({ InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
    expect(await calls()).toEqual([]);
  });
  const events: readonly (readonly ['RequestResponse' | 'Event', number, string])[] = [
    ['RequestResponse', 6_291_456, 'ok'],
    ['RequestResponse', 6_291_457, 'RequestTooLargeException'],
    ['Event', 1_048_576, 'ok'],
    ['Event', 1_048_577, 'RequestTooLargeException'],
  ];
  test.each(events)('as %s with %d bytes ends in %s', async (InvocationType, sizeBytes, expected) => {
    await make(handler('return 1'));
    expect(await codeOf(invoke({ InvocationType, Payload: JSON.stringify('x'.repeat(sizeBytes - 2)) }))).toBe(expected);
  });
  const refused: readonly (readonly [string, Partial<aws.InvokeCommandInput>, string])[] = [
    ['text that is no JSON', { Payload: '{' }, 'InvalidRequestContentException'],
    ['another function', { FunctionName: 'other' }, 'ResourceNotFoundException'],
    ['another version', { Qualifier: '7' }, 'ResourceNotFoundException'],
    ['the end of the log', { LogType: 'Tail' }, 'NotImplemented'],
    ['a client context', { ClientContext: 'e30=' }, 'NotImplemented'],
  ];
  test.each(refused)('with %s is refused', async (_what, more, expected) => {
    await make(noting());
    expect(await codeOf(invoke(more))).toBe(expected);
    expect(await calls()).toEqual([]);
  });
});

describe('what is not rehearsed is refused', () => {
  test('changing functions by hand', async () => {
    const client = new aws.LambdaClient(cloud.clientConfig(clerk));
    expect(await codeOf(client.send(new aws.DeleteFunctionCommand({ FunctionName: 'desk' })))).toBe('NotImplemented');
    expect(await codeOf(client.send(new aws.ListFunctionsCommand({})))).toBe('NotImplemented');
    client.destroy();
  });
  test.each([
    ['layers', { Layers: [] }],
    ['a network', { VpcConfig: {} }],
    ['a dead-letter queue of its own', { DeadLetterConfig: { TargetArn: QUEUE } }],
    ['another language', { Runtime: 'python3.13' }],
    ['a handler elsewhere', { Handler: 'src/index.handler' }],
    ['no time', { Timeout: 0 }],
    ['more than 900 seconds', { Timeout: 901 }],
    ['less than 128 MB', { MemorySize: 127 }],
    ['a variable of Lambda', { Environment: { Variables: { AWS_REGION: 'us-east-1' } } }],
    ['credentials', { Environment: { Variables: { AWS_SESSION_TOKEN: 'x' } } }],
    ['a variable that is no name', { Environment: { Variables: { 'a-b': 'x' } } }],
  ])('%s in a template', async (_what, extra) => {
    await expect(make(handler('return 1'), extra)).rejects.toThrow();
  });
  test.each([
    ['everybody', { Principal: '*' }],
    ['any source', { SourceArn: undefined }],
    ['another action', { Action: 'lambda:*' }],
    ['a function URL', { FunctionUrlAuthType: 'NONE' }],
  ])('a permission for %s', async (_what, extra) => {
    await expect(permit(extra)).rejects.toThrow();
  });
  test.each([
    ['three retries', { MaximumRetryAttempts: 3 }],
    ['an age of 59 seconds', { MaximumEventAgeInSeconds: 59 }],
    ['an alias', { Qualifier: 'live' }],
    ['news of success', { DestinationConfig: { OnSuccess: { Destination: QUEUE } } }],
  ])('a configuration with %s', async (_what, extra) => {
    await expect(configure(extra)).rejects.toThrow();
  });
});

test('a function runs the code that it was deployed with, whatever becomes of the assembly, until it is deployed again', async () => {
  await make(handler("return 'first'"));
  await cloud.bundle('desk', handler("return 'second'"));
  expect(await resultOf()).toBe('first');
  await make(handler("return 'third'"));
  await rm(join(cloud.stateDir, 'bundles'), { recursive: true });
  expect(await resultOf()).toBe('third');
});
