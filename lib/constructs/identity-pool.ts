import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnUserPool, CfnUserPoolClient, CfnUserPoolDomain, CfnUserPoolResourceServer } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

export interface IdentityPoolProps {
  readonly name: string;
  readonly domainPrefix: string;
  /** Addresses to which the portal is returned after signing in. The command line's are added. */
  readonly portalUrl: string;
}

/** The scope that the home door asks for. */
export const deskScope = 'desk/act';

/** RFC 8252 loopback address of the command line; Cognito compares it to the letter, hence one fixed port. */
const commandLineCallback = 'http://localhost:8976/callback';

/** A country's own magistrates: made by its administrators alone, with a second factor, signing in with code and PKCE. */
export class IdentityPool extends Construct {
  readonly userPoolId: string;
  readonly issuer: string;
  readonly clientId: string;

  constructor(scope: Construct, id: string, { name, domainPrefix, portalUrl }: IdentityPoolProps) {
    super(scope, id);
    const pool = new CfnUserPool(this, 'Pool', {
      userPoolName: name,
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      accountRecoverySetting: { recoveryMechanisms: [{ name: 'admin_only', priority: 1 }] },
      deletionProtection: 'ACTIVE',
      mfaConfiguration: 'ON',
      enabledMfas: ['SOFTWARE_TOKEN_MFA'],
      usernameConfiguration: { caseSensitive: false },
      policies: {
        passwordPolicy: {
          minimumLength: 14,
          requireLowercase: true,
          requireNumbers: true,
          requireSymbols: true,
          requireUppercase: true,
          temporaryPasswordValidityDays: 3,
        },
      },
    });
    pool.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const server = new CfnUserPoolResourceServer(this, 'Desk', {
      userPoolId: pool.ref,
      identifier: 'desk',
      name: 'desk',
      scopes: [{ scopeName: 'act', scopeDescription: "Act at the country's desk" }],
    });
    const client = new CfnUserPoolClient(this, 'Client', {
      userPoolId: pool.ref,
      clientName: 'magistrates',
      generateSecret: false,
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ['code'],
      allowedOAuthScopes: ['openid', deskScope],
      callbackUrLs: [portalUrl, commandLineCallback],
      logoutUrLs: [portalUrl],
      supportedIdentityProviders: ['COGNITO'],
      preventUserExistenceErrors: 'ENABLED',
      enableTokenRevocation: true,
      accessTokenValidity: 60,
      idTokenValidity: 60,
      refreshTokenValidity: 480,
      tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'minutes' },
    });
    client.addResourceDependency(server);
    new CfnUserPoolDomain(this, 'Domain', { userPoolId: pool.ref, domain: domainPrefix });
    this.userPoolId = pool.ref;
    this.issuer = pool.attrProviderUrl;
    this.clientId = client.ref;
  }
}
