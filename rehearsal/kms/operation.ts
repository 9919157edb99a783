import type { ZodType } from 'zod';
import { AwsError, type TrailEvent } from '../cloud.ts';
import { parseInput } from '../wire/json.ts';
import type { KmsKey } from './key.ts';
import type { Kms, KmsRequest } from './request.ts';

/** The key that a request is about, and the alias by which it was asked for. */
export interface Target {
  readonly key: KmsKey;
  readonly alias?: string;
}

export interface OperationCall<Input, T> {
  readonly kms: Kms;
  readonly request: KmsRequest;
  readonly input: Input;
  readonly target: T;
}

/** One KMS operation: what it takes, which key that means, what of it is logged, and what it does. */
export interface OperationDefinition<Input, T extends Target | undefined, Output> {
  readonly name: string;
  readonly input: ZodType<Input>;
  readonly readOnly: boolean;
  readonly target: (kms: Kms, input: Input) => T;
  /** `requestParameters` of the CloudTrail event: never plaintext, ciphertext or digests. */
  readonly logged: (input: Input) => Readonly<Record<string, unknown>>;
  readonly perform: (call: OperationCall<Input, T>) => Output | Promise<Output>;
  /** @default the answer is not logged */
  readonly loggedAnswer?: (output: Output) => Readonly<Record<string, unknown>>;
}

export interface Operation<Input, Output> {
  readonly name: string;
  /** Runs with parsed input. Success and refusal alike are recorded in the trail. */
  readonly run: (kms: Kms, request: KmsRequest, input: Input) => Promise<Output>;
  /** As `run`, from the body of an API request. */
  readonly runParsed: (kms: Kms, request: KmsRequest, body: unknown) => Promise<Output>;
}

export const operation = <Input, T extends Target | undefined, Output>(
  definition: OperationDefinition<Input, T, Output>,
): Operation<Input, Output> => {
  const run: Operation<Input, Output>['run'] = async (kms, request, input) => {
    const attempt = eventOf(definition, request, input);
    const target = await recordingRefusal(kms, attempt, () => definition.target(kms, input));
    const aimed = { ...attempt, resources: resourcesOf(kms, target) };
    const output = await recordingRefusal(kms, aimed, () => definition.perform({ kms, request, input, target }));
    await kms.trail.record({ ...aimed, responseElements: definition.loggedAnswer?.(output) });
    return output;
  };
  return { name: definition.name, run, runParsed: (kms, request, body) => run(kms, request, parseInput(definition.input, body)) };
};

/** For operations that take no alias (KMS API reference, parameter KeyId of each). */
export const byIdOrArn = (kms: Kms, input: { readonly KeyId: string }): Target => {
  const { key, alias } = kms.store.find(input.KeyId);
  if (alias !== undefined) throw new AwsError('InvalidArnException', 400, `${input.KeyId} is an alias; a key id or key ARN is wanted.`);
  return { key };
};

const recordingRefusal = async <T>(kms: Kms, event: TrailEvent, act: () => T | Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AwsError) await kms.trail.record({ ...event, errorCode: error.code, errorMessage: error.message });
    throw error;
  }
};

const eventOf = <Input, T extends Target | undefined, Output>(
  definition: OperationDefinition<Input, T, Output>,
  request: KmsRequest,
  input: Input,
): TrailEvent => ({
  caller: request.caller,
  eventSource: 'kms.amazonaws.com',
  eventName: definition.name,
  category: 'Management',
  readOnly: definition.readOnly,
  requestId: request.requestId,
  requestParameters: definition.logged(input),
  invokedBy: request.via === undefined ? undefined : `${request.via}.amazonaws.com`,
});

const resourcesOf = (kms: Kms, target: Target | undefined): TrailEvent['resources'] =>
  target === undefined ? undefined : [{ type: 'AWS::KMS::Key', ARN: target.key.arn, accountId: kms.accountId }];
