import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Cloud, EmbeddedService, TemplateResource } from '../cloud.ts';
import type { HttpApi } from './gateway.ts';
import { RateLimit } from './rate-limit.ts';

const cors = z.strictObject({
  AllowOrigins: z.array(z.string()),
  AllowMethods: z.array(z.string()),
  AllowHeaders: z.array(z.string()),
  ExposeHeaders: z.array(z.string()).optional(),
  MaxAge: z.coerce.number().optional(),
});
export type Cors = z.infer<typeof cors>;

const api = z.strictObject({
  Name: z.string(),
  Description: z.string().optional(),
  ProtocolType: z.literal('HTTP'),
  CorsConfiguration: cors.optional(),
  Tags: z.unknown().optional(),
});
const stage = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AutoDeploy: z.coerce.boolean(),
  DefaultRouteSettings: z.strictObject({ ThrottlingRateLimit: z.coerce.number(), ThrottlingBurstLimit: z.coerce.number() }).optional(),
  Tags: z.unknown().optional(),
});
const authorizer = z.strictObject({
  ApiId: z.string(),
  Name: z.string(),
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
  JwtConfiguration: z.strictObject({ Issuer: z.string(), Audience: z.array(z.string()).min(1) }),
});
const integration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.coerce.number().max(30_000).optional(),
});
const route = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string().regex(/^(?:(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|ANY) \/\S*|\$default)$/),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).optional(),
});

/** Properties beyond these are refused. Ids follow from stack and logical id, so addresses survive a restart. */
export function httpApiResources({
  cloud,
  apis,
}: {
  readonly cloud: Cloud;
  readonly apis: Map<string, HttpApi>;
}): EmbeddedService['resourceTypes'] {
  const of = (apiId: string): HttpApi => {
    const found = apis.get(apiId);
    if (!found) throw new Error(`no API ${apiId}`);
    return found;
  };
  return {
    'AWS::ApiGatewayV2::Api': async ({ stack, logicalId, properties }) => {
      const { CorsConfiguration } = api.parse(properties);
      const id = idOf(stack, logicalId);
      const known = apis.get(id) ?? { id, routes: new Map(), integrations: new Map(), authorizers: new Map(), deployed: false };
      apis.set(id, { ...known, cors: CorsConfiguration });
      return { ref: id, attributes: { ApiId: id, ApiEndpoint: `${cloud.webOrigin()}/api/${id}` } };
    },
    'AWS::ApiGatewayV2::Stage': async ({ logicalId, properties }) => {
      const { ApiId, DefaultRouteSettings } = stage.parse(properties);
      const target = of(ApiId);
      const limit =
        DefaultRouteSettings && new RateLimit(DefaultRouteSettings.ThrottlingRateLimit, DefaultRouteSettings.ThrottlingBurstLimit);
      const { limit: _before, ...unlimited } = target;
      apis.set(ApiId, { ...unlimited, deployed: true, ...(limit && { limit }) });
      return { ref: logicalId, attributes: {} };
    },
    'AWS::ApiGatewayV2::Authorizer': async ({ stack, logicalId, properties }) => {
      const { ApiId, JwtConfiguration } = authorizer.parse(properties);
      const id = idOf(stack, logicalId);
      of(ApiId).authorizers.set(id, { issuer: JwtConfiguration.Issuer, audience: JwtConfiguration.Audience });
      return { ref: id, attributes: { AuthorizerId: id } };
    },
    'AWS::ApiGatewayV2::Integration': async ({ stack, logicalId, properties }) => {
      const { ApiId, IntegrationUri, TimeoutInMillis } = integration.parse(properties);
      const id = idOf(stack, logicalId);
      of(ApiId).integrations.set(id, { functionArn: IntegrationUri, timeoutMs: TimeoutInMillis ?? 30_000 });
      return { ref: id, attributes: { IntegrationId: id } };
    },
    'AWS::ApiGatewayV2::Route': async ({ logicalId, properties }) => {
      const { ApiId, RouteKey, Target, AuthorizationType, AuthorizerId, AuthorizationScopes } = route.parse(properties);
      if (AuthorizationType === 'JWT' && !AuthorizerId) throw new Error(`${RouteKey}: JWT without an authorizer`);
      of(ApiId).routes.set(logicalId, {
        key: RouteKey,
        integrationId: Target.replace('integrations/', ''),
        ...(AuthorizationType === 'JWT' &&
          AuthorizerId && { authorization: { authorizerId: AuthorizerId, scopes: AuthorizationScopes ?? [] } }),
      });
      return { ref: logicalId, attributes: { RouteId: logicalId } };
    },
  };
}

/** What an API holds goes with it or before it. */
export function httpApiRemovals(apis: Map<string, HttpApi>): EmbeddedService['removals'] {
  const of = ({ properties: { ApiId } }: TemplateResource): HttpApi | undefined => apis.get(String(ApiId));
  return {
    'AWS::ApiGatewayV2::Api': async ({ ref }) => void apis.delete(ref),
    'AWS::ApiGatewayV2::Stage': async (resource) => {
      const api = of(resource);
      if (api) apis.set(api.id, { ...api, deployed: false });
    },
    'AWS::ApiGatewayV2::Authorizer': async (resource) => void of(resource)?.authorizers.delete(resource.ref),
    'AWS::ApiGatewayV2::Integration': async (resource) => void of(resource)?.integrations.delete(resource.ref),
    'AWS::ApiGatewayV2::Route': async (resource) => void of(resource)?.routes.delete(resource.logicalId),
  };
}

function idOf(stack: string, logicalId: string): string {
  return BigInt(`0x${createHash('sha256').update(`${stack}/${logicalId}`).digest('hex').slice(0, 14)}`)
    .toString(36)
    .slice(0, 10);
}
