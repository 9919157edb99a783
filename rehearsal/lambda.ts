import { join } from 'node:path';
import * as z from 'zod';
import { type AwsCall, AwsError, type Cloud, type EmbeddedService } from './cloud.ts';
import { AccountBounds, isThrottled, type LambdaBounds } from './lambda/account-bounds.ts';
import { type FunctionDefinition, functionDefinition } from './lambda/definition.ts';
import { declaredFunction, isDeploymentFunction } from './lambda/deployment-function.ts';
import type { InvocationOutcome } from './lambda/environment.ts';
import { EmbeddedFunction, type RoleCredentials } from './lambda/function.ts';
import { LogFiles } from './lambda/log-files.ts';
import { Permissions } from './lambda/permissions.ts';
import { StoredCode } from './lambda/stored-code.ts';
import { Spool } from './spool.ts';
import { readBody } from './wire/body.ts';

export interface LambdaProps {
  readonly cloud: Cloud;
  /** Folder on disk of a code asset. */
  readonly assetAt: (bucket: string, key: string) => string;
  /** Credentials of the execution role for a function: the role's trust policy decides. */
  readonly credentialsFor: (roleArn: string, functionArn: string) => Promise<RoleCredentials>;
  /** Puts a message into a queue: where asynchronous invocations end that failed for good. */
  readonly sendToQueue: (queueArn: string, body: string) => Promise<void>;
  /** Wait before the nth retry of an asynchronous invocation. @default 1 s, 2 s, ... (Lambda waits minutes) */
  readonly retryDelayMs?: (attempt: number) => number;
  readonly bounds?: LambdaBounds;
}

export interface EmbeddedLambda {
  readonly service: EmbeddedService;
  /** For a service that holds a permission on the function; AccessDenied otherwise. */
  readonly invokeAs: (invoker: Invoker, functionArn: string, event: unknown) => Promise<InvocationOutcome>;
  /** As `invokeAs`, durable and with the function's retries. Resolves when the event is on disk. */
  readonly queueAs: (invoker: Invoker, functionArn: string, event: unknown) => Promise<void>;
  /** In the name of whoever runs the rehearsal: no policy is asked. */
  readonly invoke: (functionName: string, event: unknown) => Promise<InvocationOutcome>;
  /** Runs `act` while a function has other variables in its environment, as after a deployment of another template. */
  readonly withEnvironment: <T>(functionName: string, change: ChangeEnvironment, act: () => Promise<T>) => Promise<T>;
  readonly start: () => void;
  readonly idle: () => Promise<void>;
  readonly busy: () => boolean;
}

export type ChangeEnvironment = (variables: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;

export interface Invoker {
  readonly service: string;
  readonly sourceArn: string;
}

const queued = z.object({ functionName: z.string(), event: z.unknown(), acceptedAtMs: z.number() });
type Queued = z.infer<typeof queued>;
const invokeConfig = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: z.coerce.number().int().min(0).max(2).default(2),
  MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(21_600).default(21_600),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }).optional(),
});

/** Lambda: bundles in worker threads under their roles' own credentials, with permissions, retries and destinations as in the template. */
export function createLambda(props: LambdaProps): EmbeddedLambda {
  const { cloud } = props;
  const functions = new Map<string, EmbeddedFunction>();
  /** Also those that stand for another one at present, or stood. */
  const made: EmbeddedFunction[] = [];
  const configs = new Map<string, z.infer<typeof invokeConfig>>();
  const account = new AccountBounds(props.bounds ?? {});
  const permissions = new Permissions();
  const code = new StoredCode(join(cloud.stateDir, 'lambda', 'code'));
  const logs = new LogFiles(join(cloud.stateDir, 'logs'));
  const find = (nameOrArn: string): EmbeddedFunction => {
    const name = nameOrArn.split(':function:').at(-1)?.split(':')[0] ?? nameOrArn;
    const found = functions.get(name);
    if (!found) throw new AwsError('ResourceNotFoundException', 404, `Function not found: ${nameOrArn}`);
    return found;
  };
  const tooOld = ({ functionName, acceptedAtMs }: Queued): boolean =>
    cloud.now().getTime() - acceptedAtMs > (configs.get(functionName)?.MaximumEventAgeInSeconds ?? 21_600) * 1000;
  const accept = (functionName: string, event: unknown): Promise<void> =>
    spool.put({ functionName, event, acceptedAtMs: cloud.now().getTime() });
  const spool = new Spool({
    folder: join(cloud.stateDir, 'lambda', 'queued'),
    schema: queued,
    deliver: async (item) => {
      if (tooOld(item)) throw new Error('the event is too old');
      const outcome = await find(item.functionName).invoke(item.event);
      if (!outcome.ok) throw new Error(outcome.error.errorMessage);
    },
    attempts: (item) => (tooOld(item) ? 0 : 1 + (configs.get(item.functionName)?.MaximumRetryAttempts ?? 2)),
    isPostponed: isThrottled,
    report: cloud.report,
    retryDelayMs: props.retryDelayMs ?? ((attempt) => Math.min(attempt, 300) * 1000),
    giveUp: async (item, cause) => {
      const { functionName } = item;
      const destination = configs.get(functionName)?.DestinationConfig?.OnFailure.Destination;
      cloud.report(
        `${functionName} failed for good${destination ? ', to its dead-letter queue' : ''}: ${cause instanceof Error ? cause.message : cause}`,
      );
      if (destination) await props.sendToQueue(destination, JSON.stringify(failureRecord(cloud, item, tooOld(item))));
    },
  });
  const embed = (definition: FunctionDefinition): EmbeddedFunction => {
    const embedded = new EmbeddedFunction({
      definition,
      region: cloud.region,
      endpoint: cloud.endpoint,
      credentials: () => props.credentialsFor(definition.roleArn, definition.arn),
      log: (text) => logs.append(definition.logGroup, text),
      account,
    });
    made.push(embedded);
    return embedded;
  };
  const provisionFunction: EmbeddedService['resourceTypes'][string] = async (resource) => {
    if (isDeploymentFunction(resource)) return declaredFunction(resource, cloud);
    const definition = functionDefinition(resource, { accountId: cloud.accountId, region: cloud.region, assetAt: props.assetAt });
    const before = functions.get(definition.name);
    functions.set(definition.name, embed({ ...definition, codeFolder: await code.copyOf(definition.codeFolder) }));
    // what it serves at this moment it serves to the end, with the code of then
    await before?.endIdle(0);
    return { ref: definition.name, attributes: { Arn: definition.arn } };
  };
  let sweeper: NodeJS.Timeout | undefined;
  const service: EmbeddedService = {
    scopes: ['lambda'],
    handle: (call) => handle({ cloud, find, accept }, call),
    resourceTypes: {
      'AWS::Lambda::Function': provisionFunction,
      'AWS::Lambda::Permission': async (resource) => permissions.provision(resource),
      'AWS::Lambda::EventInvokeConfig': async ({ properties }) => {
        const config = invokeConfig.parse(properties);
        configs.set(config.FunctionName, config);
        return { ref: config.FunctionName, attributes: {} };
      },
    },
    removals: {
      'AWS::Lambda::Function': async ({ ref }) => {
        const gone = functions.get(ref);
        functions.delete(ref);
        await gone?.endIdle(0);
      },
      'AWS::Lambda::Permission': async (resource) => permissions.remove(resource),
      'AWS::Lambda::EventInvokeConfig': async ({ ref }) => void configs.delete(ref),
    },
    open: async () => {
      await code.open();
      await logs.open();
      await spool.open();
      sweeper = setInterval(() => made.forEach((one) => void one.endIdle()), 60_000);
      sweeper.unref();
    },
    close: async () => {
      clearInterval(sweeper);
      await spool.close();
      await Promise.all(made.map((one) => one.end()));
      await logs.close();
    },
  };
  return {
    service,
    invoke: (functionName, event) => find(functionName).invoke(event),
    invokeAs: async (invoker, functionArn, event) => {
      permissions.require(invoker, functionArn, cloud.accountId);
      return find(functionArn).invoke(event);
    },
    queueAs: async (invoker, functionArn, event) => {
      permissions.require(invoker, functionArn, cloud.accountId);
      await accept(find(functionArn).definition.name, event);
    },
    withEnvironment: async (functionName, change, act) => {
      const usual = find(functionName);
      const { definition } = usual;
      const other = embed({ ...definition, environment: change(definition.environment) });
      functions.set(definition.name, other);
      try {
        return await act();
      } finally {
        functions.set(definition.name, usual);
        await other.endIdle(0);
      }
    },
    start: () => spool.start(),
    idle: () => spool.idle(),
    busy: () => spool.busy,
  };
}

interface Serving {
  readonly cloud: Cloud;
  readonly find: (nameOrArn: string) => EmbeddedFunction;
  readonly accept: (functionName: string, event: unknown) => Promise<void>;
}

/** docs: Lambda API, Invoke: 6 MB when the caller waits, 1 MB when not. */
const maxEventBytes = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };
const invocationType = z.enum(['RequestResponse', 'Event', 'DryRun']);

/** Invoke; other operations are not rehearsed: functions change by deploying templates. */
async function handle({ cloud, find, accept }: Serving, call: AwsCall): Promise<void> {
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(call.url.pathname) ?? [];
  if (call.request.method !== 'POST' || name === undefined) throw new AwsError('NotImplemented', 501, 'Only Invoke is rehearsed.');
  requirePlain(call);
  const { definition } = find(decodeURIComponent(name));
  cloud.access.require({ caller: call.caller, action: 'lambda:InvokeFunction', resource: definition.arn });
  const { data: type } = invocationType.safeParse(call.request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (!type)
    throw new AwsError('InvalidParameterValueException', 400, `The invocation type is none of ${invocationType.options.join(', ')}`);
  const event = parseEvent(await readEvent(call, maxEventBytes[type]));
  await cloud.trail.record({
    caller: call.caller,
    eventSource: 'lambda.amazonaws.com',
    eventName: 'Invoke',
    category: 'Data',
    readOnly: false,
    requestId: call.requestId,
    requestParameters: { functionName: definition.arn },
    resources: [{ type: 'AWS::Lambda::Function', ARN: definition.arn, accountId: cloud.accountId }],
  });
  if (type === 'DryRun') return answer(call, 204, '');
  if (type === 'Event') {
    await accept(definition.name, event);
    return answer(call, 202, '');
  }
  const outcome = await find(definition.name).invoke(event);
  if (outcome.ok) return answer(call, 200, outcome.payload);
  call.response.setHeader('x-amz-function-error', 'Unhandled');
  return answer(call, 200, JSON.stringify(outcome.error));
}

/** Refuses what an invocation may also ask for and does not get here. */
function requirePlain({ url, request }: AwsCall): void {
  const qualifier = url.searchParams.get('Qualifier') ?? '$LATEST';
  if (qualifier !== '$LATEST') throw new AwsError('ResourceNotFoundException', 404, `The function has no version or alias ${qualifier}`);
  const asked = ['x-amz-client-context', 'x-amz-tenant-id', 'x-amz-durable-execution-name'].find((one) => one in request.headers);
  if (asked !== undefined || (request.headers['x-amz-log-type'] ?? 'None') !== 'None') {
    throw new AwsError('NotImplemented', 501, `Invoke with ${asked ?? 'the log'} is not rehearsed.`);
  }
}

async function readEvent(call: AwsCall, limitBytes: number): Promise<string> {
  try {
    return (await readBody(call.request, limitBytes)).toString('utf8');
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'RequestEntityTooLarge')) throw error;
    throw new AwsError(
      'RequestTooLargeException',
      413,
      `Request must be smaller than ${limitBytes} bytes for the InvokeFunction operation`,
    );
  }
}

function parseEvent(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new AwsError('InvalidRequestContentException', 400, 'Could not parse request body into json.');
  }
}

function answer(call: AwsCall, status: number, body: string): void {
  call.response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  call.response.end(body);
}

/** docs: "Capturing records of Lambda asynchronous invocations". */
function failureRecord(cloud: Cloud, { functionName, event }: Queued, tooOld: boolean) {
  return {
    version: '1.0',
    timestamp: cloud.now().toISOString(),
    requestContext: {
      functionArn: `arn:aws:lambda:${cloud.region}:${cloud.accountId}:function:${functionName}`,
      condition: tooOld ? 'EventAgeExceeded' : 'RetriesExhausted',
    },
    requestPayload: event,
  };
}
