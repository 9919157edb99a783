import { deployed, ofType, only, sample } from './templates.ts';

const vault = deployed().stack('MA-Vault');

test('people are made by administrators alone and sign in with a second factor', () => {
  expect(only('pool', ofType(vault, 'AWS::Cognito::UserPool')).Properties).toMatchObject({
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    MfaConfiguration: 'ON',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
    DeletionProtection: 'ACTIVE',
  });
});

test('the client is public: it holds no secret and signs in by code alone', () => {
  const client = only('client', ofType(vault, 'AWS::Cognito::UserPoolClient')).Properties;
  expect(client).toMatchObject({
    GenerateSecret: false,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['openid', 'desk/act'],
    SupportedIdentityProviders: ['COGNITO'],
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
  });
  expect(client.ExplicitAuthFlows ?? []).not.toContain('ALLOW_USER_PASSWORD_AUTH');
});

test('after signing in people are sent to the portal or to a program on their own machine, and nowhere else', () => {
  const { CallbackURLs } = only('client', ofType(vault, 'AWS::Cognito::UserPoolClient')).Properties;
  expect(CallbackURLs).toContain(sample.exchange.portalUrl);
  expect(CallbackURLs).toContain('http://localhost:8976/callback');
  for (const url of [CallbackURLs].flat())
    expect(url).toMatch(/^(?:https:\/\/portal\.exchange\.example|http:\/\/(?:localhost|127\.0\.0\.1):8976\/callback)$/);
});

test('the scope of the home door is a scope that the pool gives', () => {
  expect(only('server', ofType(vault, 'AWS::Cognito::UserPoolResourceServer')).Properties).toMatchObject({
    Identifier: 'desk',
    Scopes: [{ ScopeName: 'act' }],
  });
});
