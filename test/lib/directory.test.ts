import { deployRoleArn, exchangeNames } from '../../lib/names.ts';
import { Directory } from '../../lib/stacks/directory.ts';
import { alone } from './alone.ts';
import { administrator, escalated, outsideRole, realmOf } from './realm.ts';
import { synthesized } from './synthesized.ts';
import { ofType, withCountries } from './templates.ts';

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
  expect(ofType(stack, 'AWS::CloudWatch::Alarm')).toHaveLength(2);
});

test('the one open route answers the directory', () => {
  expect(ofType(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [Properties.RouteKey, Properties.AuthorizationType])).toEqual([
    ['GET /directory', 'NONE'],
  ]);
});

describe('the lists of the desks', () => {
  const lists = ofType(stack, 'AWS::SSM::Parameter').map(({ Properties }) => Properties);

  test('name every desk, at the address that its stack tells', () => {
    expect(lists.map(({ Name }) => Name)).toEqual([names.deskList(1)]);
    for (const { code } of config.countries) expect(JSON.stringify(lists)).toContain(`${names.prefix}-${code}-Desk`);
  });

  test('are read by the publisher alone, and changed by none', () => {
    const statements = realm.documents.filter(({ document }) => JSON.stringify(document).includes('ssm:'));
    expect(statements.map(({ logicalId }) => logicalId)).toEqual([expect.stringMatching(/^publishrole/)]);
    expect(JSON.stringify(statements).match(/ssm:[A-Z]\w+/g)).toEqual(['ssm:GetParameters']);
  });

  test('and the environments hold as many countries as a configuration may, with long names of their own', () => {
    const addresses = Array.from({ length: 250 }, (_, index): [string, string] => {
      const code = String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26));
      return [code, `https://${'desk-of-a-liaison-magistrate.'.repeat(3)}${code.toLowerCase()}.example`];
    });
    const desks = Object.fromEntries(addresses);
    const { resources } = alone((app) => new Directory(app, 'Directory', { config, desks, env: config.directory }));
    const values = Object.values(resources);
    const texts = values.filter(({ Type }) => Type === 'AWS::SSM::Parameter').map(({ Properties }) => String(Properties.Value));
    expect(texts.length).toBeLessThanOrEqual(10);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(4096);
    expect(Object.assign({}, ...texts.map((text) => JSON.parse(text)))).toEqual(desks);
    for (const { Properties } of values.filter(({ Type }) => Type === 'AWS::Lambda::Function'))
      expect(JSON.stringify(Properties.Environment).length).toBeLessThan(4096);
  });
});
