import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { deskRoutes } from '../../domain/desk-api.ts';
import { variables } from '../../lambda/env.ts';
import { countryNames, deskFunctions, eventFunctions } from '../../lib/names.ts';
import { resolve } from '../../policy/templates/resolve.ts';
import { countryOf, deployed, ofType, only, type Resource, root, type StackTemplate, sample, withCountries } from './templates.ts';

const config = withCountries('EG', 'MA');
const synthesis = deployed();
const morocco = countryOf(config, 'MA');
const names = countryNames(config, morocco);
const vault = synthesis.stack('MA-Vault');
const desk = synthesis.stack('MA-Desk');
const place = `${morocco.region}:${morocco.account}`;

/** What references stand for, in the form that each has after a deployment. */
const references = {
  ref: (name: string) => name,
  attribute: (id: string, attribute: string) =>
    attribute === 'Arn' ? `arn:aws:any:${place}:${id}` : `https://${id.toLowerCase()}.example`,
  output: (_stack: string, name: string) =>
    /Url|Endpoint|ProviderURL/.test(name) ? 'https://one.example' : `arn:aws:kms:${place}:key/${name}`,
};

function resolved(stack: StackTemplate, type: string) {
  return ofType(stack, type).map(({ Properties }) => z.record(z.string(), z.unknown()).parse(resolve(Properties, references)));
}

const functionProperties = z.object({
  FunctionName: z.string(),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Handler: z.string(),
  Role: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  LoggingConfig: z.object({ LogGroup: z.string() }),
});
const functions = resolved(desk, 'AWS::Lambda::Function').map((properties) => functionProperties.parse(properties));

test.each(deskFunctions)('the function %s runs its bundle under its own role and into its own log', (name) => {
  const one = only(
    name,
    functions.filter(({ FunctionName }) => FunctionName === names.function(name)),
  );
  expect(one).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler', Role: names.roleArn(name) });
  const groups = Object.entries(desk.resources).filter(
    ([, { Type, Properties }]) => Type === 'AWS::Logs::LogGroup' && Properties.LogGroupName === names.logGroup(name),
  );
  expect(groups.map(([logicalId]) => logicalId)).toEqual([one.LoggingConfig.LogGroup]);
  expect(existsSync(join(root, 'lambda', name, 'handler.ts'))).toBe(true);
});

test('the desk holds these functions and no others', () => {
  expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(deskFunctions.map((name) => names.function(name)).sort());
});

test.each(functions.map((one) => [one.FunctionName, one] as const))(
  '%s is told nothing but what the handlers know, in their form',
  (_name, one) => {
    const told = one.Environment.Variables;
    const known: Readonly<Record<string, z.core.$ZodType>> = variables;
    for (const [variable, value] of Object.entries(told)) {
      expect(Object.keys(known)).toContain(variable);
      expect([variable, known[variable] && z.safeParse(known[variable], value).error?.message]).toEqual([variable, undefined]);
    }
    expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThanOrEqual(4096);
  },
);

test('logs are kept as long as configured', () => {
  for (const { Properties } of ofType(desk, 'AWS::Logs::LogGroup'))
    expect(Properties.RetentionInDays).toBe(sample.retention.functionLogDays);
});

test("the vault's roles name the very things that the desk makes", () => {
  const roles = resolved(vault, 'AWS::IAM::Role').map(({ RoleName }) => RoleName);
  for (const name of deskFunctions) expect(roles).toContain(names.role(name));
  for (const name of deskFunctions) expect(vault.text).toContain(`:log-group:${names.logGroup(name)}:*`);
  expect(vault.text).toContain(names.deadLetterQueueArn);
  expect(only('queue', ofType(desk, 'AWS::SQS::Queue')).Properties.QueueName).toBe(names.deadLetterQueue);
  expect(resolved(vault, 'AWS::S3::Bucket').map(({ BucketName }) => BucketName)).toEqual([names.dropBox]);
  expect(resolved(vault, 'AWS::DynamoDB::Table').map(({ TableName }) => TableName)).toEqual([names.registerTable, names.ledgerTable]);
});

const homeDoor = [
  'signManifest',
  'listDispatches',
  'showCase',
  'showDispatch',
  'storeReceipt',
  'signAssertion',
  'issueToken',
  'signDownload',
  'acknowledgeDispatch',
  'performAct',
  'reportFigures',
  'showLedger',
  'signDraft',
  'listDrafts',
  'showDraft',
  'remarkOnDraft',
  'signProof',
  'openBundle',
  'acceptBundle',
];

test.each(Object.entries(deskRoutes))('the route %s (%s) stands at its door', (name, routeKey) => {
  const route = only(
    routeKey,
    ofType(desk, 'AWS::ApiGatewayV2::Route').filter(({ Properties }) => Properties.RouteKey === routeKey),
  ).Properties;
  expect(route.AuthorizationType).toBe(homeDoor.includes(name) ? 'JWT' : 'NONE');
  expect(route.AuthorizationScopes).toEqual(homeDoor.includes(name) ? ['desk/act'] : undefined);
  expect(route.AuthorizerId === undefined).toBe(!homeDoor.includes(name));
});

test('there is no route beyond those of the desk', () => {
  expect(ofType(desk, 'AWS::ApiGatewayV2::Route')).toHaveLength(Object.keys(deskRoutes).length);
});

test("the home door takes tokens of the country's own issuer and client alone", () => {
  const authorizer = only('authorizer', ofType(desk, 'AWS::ApiGatewayV2::Authorizer')).Properties;
  expect(authorizer).toMatchObject({ AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'] });
  const { Issuer, Audience } = z.object({ Issuer: z.unknown(), Audience: z.array(z.unknown()) }).parse(authorizer.JwtConfiguration);
  expect(JSON.stringify(Issuer)).toMatch(/"StackName":"[^"]+-MA-Vault".*ProviderURL/);
  expect(JSON.stringify(Audience)).toMatch(/^\[\{"Fn::GetStackOutput":\{"StackName":"[^"]+-MA-Vault".*IdentityClient/);
  expect(Audience).toHaveLength(1);
});

test('the API is limited in rate and answers browsers of the portal alone', () => {
  expect(only('stage', ofType(desk, 'AWS::ApiGatewayV2::Stage')).Properties.DefaultRouteSettings).toMatchObject({
    ThrottlingRateLimit: 50,
    ThrottlingBurstLimit: 100,
  });
  expect(only('api', ofType(desk, 'AWS::ApiGatewayV2::Api')).Properties.CorsConfiguration).toMatchObject({
    AllowOrigins: [new URL(sample.exchange.portalUrl).origin],
  });
});

test('each permission to start a function names one source', () => {
  for (const { Properties } of ofType(desk, 'AWS::Lambda::Permission')) {
    expect(['events.amazonaws.com', 'apigateway.amazonaws.com']).toContain(Properties.Principal);
    expect(JSON.stringify(Properties.SourceArn ?? '').length).toBeGreaterThan(2);
  }
});

const target = z.object({
  Arn: z.string(),
  DeadLetterConfig: z.object({ Arn: z.string() }),
  RetryPolicy: z.object({ MaximumRetryAttempts: z.number().min(1), MaximumEventAgeInSeconds: z.number().min(60).max(86_400) }),
});

test.each([
  ['arrival', ['aws.s3'], ['Object Created']],
  ['consignment', [names.eventSource], ['ContentConsignment', 'DeadlineReminder']],
  ['access', ['aws.s3', 'liaison-exchange-pilot.log'], ['AWS API Call via CloudTrail', 'Record In The Log']],
])('the rule %s hears %s of its own account and keeps what fails', (rule, source, detailTypes) => {
  const found = only(
    rule,
    resolved(desk, 'AWS::Events::Rule').filter(({ Name }) => Name === `${names.prefix}-${rule}`),
  );
  expect(found.EventPattern).toMatchObject({ source, 'detail-type': detailTypes, account: [morocco.account] });
  expect(z.array(target).parse(found.Targets)).toHaveLength(1);
});

test.each(['arrival', 'access'])('the rule %s hears its own drop box alone', (rule) => {
  const found = only(
    rule,
    resolved(desk, 'AWS::Events::Rule').filter(({ Name }) => Name === `${names.prefix}-${rule}`),
  );
  const pattern = JSON.stringify(found.EventPattern);
  expect(pattern).toContain(`["${names.dropBox}"]`);
  expect(pattern).not.toContain('dropbox-eg');
});

test('a function that events start hands on what it cannot do', () => {
  const configured = ofType(desk, 'AWS::Lambda::EventInvokeConfig').map(({ Properties }) => Properties);
  expect(configured).toHaveLength(eventFunctions.length);
  for (const one of configured) expect(JSON.stringify(one.DestinationConfig)).toMatch(/OnFailure.*DeadLetters/);
});

test('a letter in the dead-letter queue raises an alarm', () => {
  const alarms = ofType(desk, 'AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.Namespace === 'AWS/SQS');
  const alarm: Resource = only('alarm', alarms);
  expect(alarm.Properties).toMatchObject({
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: names.deadLetterQueue }],
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
  });
});
