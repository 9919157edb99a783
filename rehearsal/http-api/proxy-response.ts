import * as z from 'zod';

export interface ProxyResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

const formatted = z.object({
  statusCode: z.int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
});

/** What a function's result becomes, payload format 2.0: with a `statusCode` as it says, otherwise 200 with the result as JSON. */
export function proxyResponse(payload: string): ProxyResponse {
  const value: unknown = JSON.parse(payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: payload };
  }
  const parsed = formatted.safeParse(value);
  if (!parsed.success) return { status: 500, headers: { 'content-type': 'application/json' }, body: '{"message":"Internal Server Error"}' };
  const { statusCode, headers, cookies, body = '', isBase64Encoded } = parsed.data;
  const texts = Object.entries(headers).map(([name, text]): [string, string] => [name.toLowerCase(), String(text)]);
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...Object.fromEntries(texts), ...(cookies && { 'set-cookie': cookies }) },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}
