import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, type Cloud } from '../cloud.ts';
import type { EmbeddedLambda } from '../lambda.ts';
import { readBody } from '../wire/body.ts';
import { corsHeaders } from './cors.ts';
import { type Claims, JwtVerifier } from './jwt.ts';
import { proxyEvent } from './proxy-event.ts';
import { type ProxyResponse, proxyResponse } from './proxy-response.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Cors } from './resources.ts';
import { matchRoute, type Route } from './routes.ts';

export interface HttpApi {
  readonly id: string;
  readonly cors?: Cors;
  readonly limit?: RateLimit;
  /** By logical id. */
  readonly routes: Map<string, Route>;
  readonly integrations: Map<string, { readonly functionArn: string; readonly timeoutMs: number }>;
  readonly authorizers: Map<string, { readonly issuer: string; readonly audience: readonly string[] }>;
  readonly deployed: boolean;
}

export interface Exchange {
  readonly api: HttpApi;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Below the API, as functions see it. */
  readonly path: string;
  readonly requestId: string;
}

/** docs: "Quotas for HTTP APIs". */
const maxBodyBytes = 10 * 1024 * 1024;
const maxHeaderBytes = 10_240;

/** What the gateway needs of its surroundings. */
type GatewayCloud = Pick<Cloud, 'accountId' | 'region' | 'now' | 'report'>;

/** Serves requests to HTTP APIs as API Gateway does. */
export class Gateway {
  private readonly cloud: GatewayCloud;
  private readonly lambda: Pick<EmbeddedLambda, 'invokeAs'>;
  private readonly verifier = new JwtVerifier();

  constructor({ cloud, lambda }: { readonly cloud: GatewayCloud; readonly lambda: Pick<EmbeddedLambda, 'invokeAs'> }) {
    this.cloud = cloud;
    this.lambda = lambda;
  }

  async serve(exchange: Exchange): Promise<void> {
    const { api, request, response } = exchange;
    const headers = { 'apigw-requestid': exchange.requestId, ...corsHeaders(api.cors, request) };
    if (api.cors && request.method === 'OPTIONS' && request.headers['access-control-request-method'])
      return send(response, { status: 204, headers, body: '' });
    const answer = await this.answer(exchange).catch((error: unknown) => this.failure(error));
    send(response, { ...answer, headers: { ...answer.headers, ...headers } });
  }

  private async answer({ api, request, path, requestId }: Exchange): Promise<ProxyResponse> {
    if (!api.deployed) return message(404, 'Not Found');
    if (headerBytes(request) > maxHeaderBytes) return message(431, 'Request Header Fields Too Large');
    if (api.limit && !api.limit.take()) return message(429, 'Too Many Requests');
    const match = matchRoute([...api.routes.values()], request.method ?? 'GET', path);
    const integration = match && api.integrations.get(match.route.integrationId);
    if (!match || !integration) return message(404, 'Not Found');
    const verdict = await this.authorize(api, match.route, request);
    if (verdict.kind === 'refused') return message(verdict.status, verdict.status === 401 ? 'Unauthorized' : 'Forbidden');
    const body = await readBody(request, maxBodyBytes);
    const event = proxyEvent({ cloud: this.cloud, api, request, path, requestId, match, body, claims: verdict.claims });
    const [method, route] = match.route.key.split(' ');
    const sourceArn = `arn:aws:execute-api:${this.cloud.region}:${this.cloud.accountId}:${api.id}/$default/${method}${route ?? ''}`;
    const outcome = await within(
      integration.timeoutMs,
      this.lambda.invokeAs({ service: 'apigateway.amazonaws.com', sourceArn }, integration.functionArn, event),
    );
    if (outcome === 'late') return message(504, 'Gateway Timeout');
    return outcome.ok ? proxyResponse(outcome.payload) : message(500, 'Internal Server Error');
  }

  private async authorize(api: HttpApi, route: Route, request: IncomingMessage): Promise<Verdict> {
    if (!route.authorization) return { kind: 'allowed' };
    const authorizer = api.authorizers.get(route.authorization.authorizerId);
    if (!authorizer) throw new Error(`no authorizer ${route.authorization.authorizerId}`);
    const claims = await this.verifier.verify(request.headers.authorization, { ...authorizer, now: this.cloud.now() });
    if (!claims) return { kind: 'refused', status: 401 };
    const granted = scopesOf(claims);
    const { scopes } = route.authorization;
    if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return { kind: 'refused', status: 403 };
    return { kind: 'allowed', claims: { claims, scopes } };
  }

  private failure(error: unknown): ProxyResponse {
    if (error instanceof AwsError && error.status === 413) return message(413, 'Request Entity Too Large');
    this.cloud.report(`http api: ${error instanceof Error ? error.message : String(error)}`);
    return message(500, 'Internal Server Error');
  }
}

export interface Verified {
  readonly claims: Claims;
  readonly scopes: readonly string[];
}

type Verdict = { readonly kind: 'allowed'; readonly claims?: Verified } | { readonly kind: 'refused'; readonly status: 401 | 403 };

function scopesOf(claims: Claims): readonly string[] {
  const { scope, scp } = claims;
  if (typeof scope === 'string') return scope.split(' ');
  return Array.isArray(scp) ? scp.map(String) : [];
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function headerBytes(request: IncomingMessage): number {
  return (request.url?.length ?? 0) + request.rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
}

function message(status: number, text: string): ProxyResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message: text }) };
}

function send(response: ServerResponse, { status, headers, body }: ProxyResponse): void {
  response.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }) });
  response.end(body);
}
