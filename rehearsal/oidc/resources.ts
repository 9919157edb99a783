import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Cloud, EmbeddedService } from '../cloud.ts';
import type { Pool } from '../oidc.ts';

const poolProperties = z.strictObject({
  UserPoolName: z.string(),
  AdminCreateUserConfig: z.strictObject({ AllowAdminCreateUserOnly: z.literal(true) }),
  AccountRecoverySetting: z.unknown().optional(),
  DeletionProtection: z.enum(['ACTIVE', 'INACTIVE']).default('INACTIVE'),
  MfaConfiguration: z.unknown().optional(),
  EnabledMfas: z.unknown().optional(),
  UsernameConfiguration: z.unknown().optional(),
  Policies: z.unknown().optional(),
  UserPoolTags: z.unknown().optional(),
});
const clientProperties = z.strictObject({
  UserPoolId: z.string(),
  ClientName: z.string(),
  GenerateSecret: z.literal(false),
  AllowedOAuthFlowsUserPoolClient: z.literal(true),
  AllowedOAuthFlows: z.tuple([z.literal('code')]),
  AllowedOAuthScopes: z.array(z.string()),
  CallbackURLs: z.array(z.string()).min(1),
  LogoutURLs: z.array(z.string()).optional(),
  SupportedIdentityProviders: z.tuple([z.literal('COGNITO')]),
  PreventUserExistenceErrors: z.unknown().optional(),
  EnableTokenRevocation: z.unknown().optional(),
  AccessTokenValidity: z.coerce.number(),
  IdTokenValidity: z.coerce.number(),
  RefreshTokenValidity: z.coerce.number(),
  TokenValidityUnits: z.strictObject({
    AccessToken: z.literal('minutes'),
    IdToken: z.literal('minutes'),
    RefreshToken: z.literal('minutes'),
  }),
});

/** Pools and their clients; other properties are refused. Ids follow from stack and logical id, so issuers survive a restart. */
export function poolResources({
  cloud,
  pools,
}: {
  readonly cloud: Cloud;
  readonly pools: Map<string, Pool>;
}): EmbeddedService['resourceTypes'] {
  return {
    'AWS::Cognito::UserPool': async ({ stack, logicalId, properties }) => {
      const { UserPoolName, DeletionProtection } = poolProperties.parse(properties);
      const id = `${cloud.region}_${shortHash(`${stack}/${logicalId}`, 9)}`;
      const issuer = `${cloud.webOrigin()}/identity/${id}`;
      pools.set(id, {
        id,
        name: UserPoolName,
        issuer,
        clients: pools.get(id)?.clients ?? new Map(),
        isProtected: DeletionProtection === 'ACTIVE',
      });
      const arn = `arn:aws:cognito-idp:${cloud.region}:${cloud.accountId}:userpool/${id}`;
      return { ref: id, attributes: { Arn: arn, ProviderURL: issuer, UserPoolId: id } };
    },
    'AWS::Cognito::UserPoolClient': async ({ stack, logicalId, properties }) => {
      const client = clientProperties.parse(properties);
      const id = shortHash(`${stack}/${logicalId}`, 26).toLowerCase();
      pools.get(client.UserPoolId)?.clients.set(id, {
        id,
        callbackUrls: client.CallbackURLs,
        logoutUrls: client.LogoutURLs ?? [],
        scopes: client.AllowedOAuthScopes,
        accessTokenSeconds: client.AccessTokenValidity * 60,
        refreshTokenSeconds: client.RefreshTokenValidity * 60,
      });
      return { ref: id, attributes: { ClientId: id } };
    },
    'AWS::Cognito::UserPoolResourceServer': async ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
    'AWS::Cognito::UserPoolDomain': async ({ properties }) => {
      const { Domain } = z.strictObject({ UserPoolId: z.string(), Domain: z.string() }).parse(properties);
      return { ref: Domain, attributes: {} };
    },
  };
}

/** A pool under deletion protection stays. */
export function poolRemovals(pools: Map<string, Pool>): EmbeddedService['removals'] {
  return {
    'AWS::Cognito::UserPool': async ({ ref }) => {
      if (pools.get(ref)?.isProtected)
        throw new Error(
          'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
        );
      pools.delete(ref);
    },
    'AWS::Cognito::UserPoolClient': async ({ ref, properties }) => void pools.get(String(properties.UserPoolId))?.clients.delete(ref),
    'AWS::Cognito::UserPoolResourceServer': async () => {},
    'AWS::Cognito::UserPoolDomain': async () => {},
  };
}

function shortHash(text: string, length: number): string {
  const digits = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`).toString(36);
  return digits.slice(0, length);
}
