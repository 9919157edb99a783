import type { IncomingMessage } from 'node:http';
import type { Cloud } from '../cloud.ts';
import type { HttpApi, Verified } from './gateway.ts';
import type { RouteMatch } from './routes.ts';

export interface ProxyEventProps {
  readonly cloud: Pick<Cloud, 'accountId' | 'now'>;
  readonly api: HttpApi;
  readonly request: IncomingMessage;
  readonly path: string;
  readonly requestId: string;
  readonly match: RouteMatch;
  readonly body: Buffer;
  readonly claims?: Verified;
}

/** The event that a function gets, payload format 2.0 (docs: "Create AWS Lambda proxy integrations for HTTP APIs"). */
export function proxyEvent({ cloud, api, request, path, requestId, match, body, claims }: ProxyEventProps) {
  const query = new URL(request.url ?? '/', 'http://localhost').search.slice(1);
  const { cookie, ...headers } = joined(request);
  const parameters = queryParameters(query);
  const text = isText(headers['content-type']);
  const now = cloud.now();
  const { 'user-agent': userAgent = '', host = '' } = headers;
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    headers,
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: cloud.accountId,
      apiId: api.id,
      ...(claims && { authorizer: { jwt: { claims: asTexts(claims.claims), scopes: claims.scopes.length > 0 ? claims.scopes : null } } }),
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent,
      },
      requestId,
      routeKey: match.route.key,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  };
}

function joined(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headersDistinct).map(([name, values]): [string, string] => [name, (values ?? []).join(',')]);
  return Object.fromEntries(entries);
}

function queryParameters(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  return parameters;
}

function isText(contentType = 'text/plain'): boolean {
  return /^(?:text\/|application\/(?:json|javascript|xml|jose|[\w.-]+\+json)|application\/x-www-form-urlencoded)/i.test(contentType);
}

/** API Gateway hands every claim over as text. */
function asTexts(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
