import { deployRoleArn, exchangeNames } from '../../lib/names.ts';
import { administrator, escalated, outsideRole, realmOf } from './realm.ts';
import { ofType, synthesized, withCountries } from './synthesized.ts';

const config = withCountries('EG', 'MA');
const synthesis = synthesized(config);
const realm = realmOf(synthesis);
const names = exchangeNames(config);
const bucket = realm.bucket(names.directoryBucket);
const publisher = realm.role(names.directoryFunction('publish'));
const server = realm.role(names.directoryFunction('serve'));
const stack = synthesis.stack('Directory');

const objectActions = [
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObject',
  's3:GetObjectVersion',
  's3:DeleteObjectVersion',
  's3:PutObjectAcl',
];
const allowed = (caller: typeof publisher) =>
  objectActions.filter((action) => bucket.decide(caller, action, { sub: '/directory' }).allowed);

test('the publisher writes and reads the directory, the server reads it, and nobody else does', () => {
  expect(allowed(publisher)).toEqual(['s3:GetObject', 's3:PutObject']);
  expect(allowed(server)).toEqual(['s3:GetObject']);
  for (const caller of [administrator(config.directory.account), outsideRole(deployRoleArn(config.directory))])
    expect(allowed(caller)).toEqual([]);
});

test('not even the publisher deletes an earlier directory, though its own policies be rewritten', () => {
  expect(allowed(escalated(publisher))).toEqual(['s3:GetObject', 's3:PutObject']);
});

test('the directory holds no right in any country', () => {
  const policies = ofType(stack, 'AWS::IAM::Policy').map(({ Properties }) => JSON.stringify(Properties));
  for (const { code } of config.countries)
    for (const policy of policies) expect(policy).not.toMatch(new RegExp(`${names.prefix}-${code}|dropbox`));
});

test('the directory is published every hour', () => {
  expect(ofType(stack, 'AWS::Events::Rule').map(({ Properties }) => Properties.ScheduleExpression)).toEqual(['rate(1 hour)']);
});

test('a publication that fails in the end raises an alarm', () => {
  expect(ofType(stack, 'AWS::SQS::Queue').map(({ Properties }) => Properties.QueueName)).toEqual([names.directoryDeadLetterQueue]);
  expect(ofType(stack, 'AWS::CloudWatch::Alarm')).toHaveLength(1);
});

test('the one open route answers the directory', () => {
  expect(ofType(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [Properties.RouteKey, Properties.AuthorizationType])).toEqual([
    ['GET /directory', 'NONE'],
  ]);
});
