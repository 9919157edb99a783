import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cloud, EmbeddedService } from './cloud.ts';
import { Gateway, type HttpApi } from './http-api/gateway.ts';
import { httpApiRemovals, httpApiResources } from './http-api/resources.ts';
import type { EmbeddedLambda } from './lambda.ts';
import type { WebListener } from './web-listener.ts';

export interface HttpApiProps {
  readonly cloud: Cloud;
  readonly web: WebListener;
  readonly lambda: EmbeddedLambda;
}

/**
 * API Gateway HTTP APIs: each is served below `/api/<apiId>` of the web listener, with routes, JWT authorizers, CORS and rate limits of its
 * template and the Lambda proxy event 2.0.
 */
export function createHttpApi({ cloud, web, lambda }: HttpApiProps): EmbeddedService {
  const apis = new Map<string, HttpApi>();
  const gateway = new Gateway({ cloud, lambda });
  web.mount('/api', (request: IncomingMessage, response: ServerResponse) => {
    const [, , apiId = '', ...rest] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
    const api = apis.get(apiId);
    if (api) return gateway.serve({ api, request, response, path: `/${rest.join('/')}`, requestId: randomUUID() });
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end('{"message":"Not Found"}');
  });
  return {
    scopes: ['apigateway'],
    handle: async () => {
      throw new Error('the API of API Gateway is not rehearsed');
    },
    resourceTypes: httpApiResources({ cloud, apis }),
    removals: httpApiRemovals(apis),
    open: async () => {},
    close: async () => {},
  };
}
