import type { ZodType } from 'zod';
import { type AwsCall, AwsError } from '../cloud.ts';
import { readBody } from './body.ts';

/** Operation of a JSON protocol request: `Decrypt` of `X-Amz-Target: TrentService.Decrypt`. */
export const jsonOperation = (call: AwsCall): string => {
  const target = call.request.headers['x-amz-target'];
  const operation = typeof target === 'string' ? target.split('.').at(-1) : undefined;
  if (operation === undefined || operation === '') throw new AwsError('UnknownOperationException', 400, 'The request names no operation.');
  return operation;
};

/** Reads a JSON object body; SerializationException for anything else. */
export const readJson = async (call: AwsCall, limitBytes = 1_048_576): Promise<unknown> => {
  const text = (await readBody(call.request, limitBytes)).toString('utf8');
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 400, 'The body is not JSON.');
  }
};

/** Reads a request body strictly; ValidationException with the path of the first mistake. */
export const parseInput = <T>(schema: ZodType<T>, input: unknown): T => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new AwsError('ValidationException', 400, `1 validation error detected at '${where}': ${issue?.message ?? 'invalid input'}`);
};

/** Answers with a JSON body. */
export const replyJson = (call: AwsCall, value: unknown): void => {
  const text = JSON.stringify(value);
  call.response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': Buffer.byteLength(text) });
  call.response.end(text);
};
