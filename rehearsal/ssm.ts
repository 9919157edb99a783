import * as z from 'zod';
import { type AwsCall, AwsError, type Cloud, type EmbeddedService } from './cloud.ts';
import { jsonOperation, parseInput, readJson, replyJson } from './wire/json.ts';

/** AWS::SSM::Parameter of the standard tier (docs: PutParameter, constraints of Name and Value). */
const parameterProperties = z.strictObject({
  Name: z
    .string()
    .max(1011)
    .regex(/^(?:\/(?!(?:aws|ssm)\b)[\w.-]+){1,15}$/i),
  Type: z.literal('String'),
  Value: z.string().min(1).max(4096),
  Description: z.string().max(1024).optional(),
  Tier: z.literal('Standard').optional(),
  Tags: z.record(z.string(), z.string()).optional(),
});

/** Docs: GetParameters. Decryption means nothing for parameters that are not secure strings. */
const getParameters = z.strictObject({ Names: z.array(z.string().min(1)).min(1).max(10), WithDecryption: z.boolean().optional() });

const getParameter = z.strictObject({ Name: z.string().min(1), WithDecryption: z.boolean().optional() });

interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly setAt: Date;
}

export interface EmbeddedParameters {
  readonly service: EmbeddedService;
  /** Value of a parameter, for CloudFormation that reads it into a template. */
  readonly valueOf: (name: string) => string | undefined;
}

/** Parameter Store as far as the templates fill it and functions read it: plain strings, set by a deployment alone. */
export function createSsm(cloud: Cloud): EmbeddedParameters {
  const parameters = new Map<string, Parameter>();
  const service: EmbeddedService = {
    scopes: ['ssm'],
    handle: (call) => handle({ cloud, parameters }, call),
    resourceTypes: {
      'AWS::SSM::Parameter': async ({ properties }) => {
        const { Name: name, Value: value, Type } = parameterProperties.parse(properties);
        parameters.set(name, { name, value, setAt: cloud.now() });
        return { ref: name, attributes: { Type, Value: value } };
      },
    },
    removals: { 'AWS::SSM::Parameter': async ({ ref }) => void parameters.delete(ref) },
    open: async () => {},
    close: async () => {},
  };
  return { service, valueOf: (name) => parameters.get(name)?.value };
}

interface Serving {
  readonly cloud: Cloud;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

async function handle({ cloud, parameters }: Serving, call: AwsCall): Promise<void> {
  const operation = jsonOperation(call);
  if (operation === 'GetParameter') return getOne({ cloud, parameters }, call);
  if (operation !== 'GetParameters') throw new AwsError('UnknownOperationException', 400, `${operation} is not rehearsed.`);
  const { Names, WithDecryption } = parseInput(getParameters, await readJson(call));
  const { caller, requestId } = call;
  const event = {
    caller,
    eventSource: 'ssm.amazonaws.com',
    eventName: operation,
    category: 'Management',
    readOnly: true,
    requestId,
    requestParameters: { names: Names, ...(WithDecryption !== undefined && { withDecryption: WithDecryption }) },
  } as const;
  try {
    for (const name of Names) cloud.access.require({ caller, action: 'ssm:GetParameters', resource: arnOf(cloud, name) });
  } catch (error) {
    if (error instanceof AwsError) await cloud.trail.record({ ...event, errorCode: error.code, errorMessage: error.message });
    throw error;
  }
  await cloud.trail.record(event);
  const found = Names.flatMap((name) => parameters.get(name) ?? []);
  replyJson(call, {
    Parameters: found.map((one) => shown(cloud, one)),
    InvalidParameters: Names.filter((name) => !parameters.has(name)),
  });
}

/** docs: GetParameter. */
async function getOne({ cloud, parameters }: Serving, call: AwsCall): Promise<void> {
  const { Name } = parseInput(getParameter, await readJson(call));
  cloud.access.require({ caller: call.caller, action: 'ssm:GetParameter', resource: arnOf(cloud, Name) });
  const found = parameters.get(Name);
  if (!found) throw new AwsError('ParameterNotFound', 400, `Parameter ${Name} not found.`);
  replyJson(call, { Parameter: shown(cloud, found) });
}

function shown(cloud: Cloud, { name, value, setAt }: Parameter) {
  const at = setAt.getTime() / 1000;
  return { Name: name, Type: 'String', Value: value, Version: 1, LastModifiedDate: at, ARN: arnOf(cloud, name), DataType: 'text' };
}

function arnOf({ region, accountId }: Cloud, name: string): string {
  return `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
}
