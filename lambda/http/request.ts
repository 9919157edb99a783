import * as z from 'zod/mini';
import { refusalFor } from '../../domain/parse.ts';
import { Refusal } from '../../domain/refusal.ts';

/** What of an HTTP API event is used (docs: Amazon API Gateway, "payload format version 2.0"). */
export const httpEvent = z.object({
  version: z.literal('2.0'),
  routeKey: z.string(),
  headers: z._default(z.record(z.string(), z.string()), {}),
  queryStringParameters: z._default(z.record(z.string(), z.string()), {}),
  pathParameters: z._default(z.record(z.string(), z.string()), {}),
  body: z.optional(z.string()),
  isBase64Encoded: z._default(z.boolean(), false),
  requestContext: z.object({
    requestId: z.string(),
    authorizer: z.optional(z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) })),
  }),
});
export type HttpEvent = z.infer<typeof httpEvent>;

/** Throws BodyTooLarge before a single byte is decoded, InvalidInput where it is no JSON. An absent body is undefined. */
export function bodyOf(event: HttpEvent, maxBodyBytes: number): unknown {
  const { body = '', isBase64Encoded } = event;
  const sizeBytes = Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8');
  if (sizeBytes > maxBodyBytes) throw new Refusal('BodyTooLarge', `${sizeBytes} bytes, at most ${maxBodyBytes}`);
  if (body === '') return undefined;
  try {
    return JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
  } catch {
    throw new Refusal('InvalidInput', 'the body is not JSON');
  }
}

/** Throws InvalidInput, or DocumentNameRefused where a name is at fault, with paths and rules only. */
export function parse<Output>(schema: z.ZodMiniType<Output>, value: unknown): Output {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refusalFor(parsed.error);
  return parsed.data;
}
