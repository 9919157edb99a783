import type { IncomingMessage } from 'node:http';
import type { Cors } from './resources.ts';

/** CORS headers as API Gateway adds them; a function's own are overwritten (docs: "Configure CORS for HTTP APIs"). */
export function corsHeaders(cors: Cors | undefined, request: IncomingMessage): Readonly<Record<string, string>> {
  const { origin } = request.headers;
  if (!cors || origin === undefined || !cors.AllowOrigins.some((allowed) => allowed === '*' || allowed === origin)) return {};
  const common = { 'access-control-allow-origin': origin, vary: 'origin' };
  if (request.method !== 'OPTIONS') {
    return { ...common, ...(cors.ExposeHeaders && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }) };
  }
  return {
    ...common,
    'access-control-allow-methods': cors.AllowMethods.join(','),
    'access-control-allow-headers': cors.AllowHeaders.join(','),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  };
}
