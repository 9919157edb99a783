import { parsePattern } from '../../rehearsal/events/pattern.ts';
import { ruleOf } from '../../rehearsal/events/rule.ts';

const event = {
  source: 'aws.s3',
  account: '111122223333',
  detail: { bucket: { name: 'box' }, object: { key: 'a/1', size: 3 }, tags: ['x', 'y'], empty: null },
};

test.each<readonly [string, Readonly<Record<string, unknown>>, boolean]>([
  ['one of a list', { source: ['aws.ec2', 'aws.s3'] }, true],
  ['none of a list', { source: ['aws.ec2'] }, false],
  ['all fields wanted', { source: ['aws.s3'], account: ['999999999999'] }, false],
  ['a nested field', { detail: { bucket: { name: ['box'] } } }, true],
  ['a look-alike of a nested field', { detail: { bucket: { name: ['box2'] } } }, false],
  ['a field that is not there', { detail: { versions: ['1'] } }, false],
  ['a nested field below nothing', { detail: { other: { name: ['box'] } } }, false],
  ['any of a list of values', { detail: { tags: ['y'] } }, true],
  ['prefix', { detail: { object: { key: [{ prefix: 'a/' }] } } }, true],
  ['another prefix', { detail: { object: { key: [{ prefix: 'b/' }] } } }, false],
  ['suffix', { detail: { object: { key: [{ suffix: '/1' }] } } }, true],
  ['exists', { detail: { object: { size: [{ exists: true }] } } }, true],
  ['does not exist', { detail: { object: { color: [{ exists: false }] } } }, true],
  ['exists, though it does not', { detail: { object: { color: [{ exists: true }] } } }, false],
  ['anything but', { source: [{ 'anything-but': ['aws.ec2'] }] }, true],
  ['anything but this', { source: [{ 'anything-but': 'aws.s3' }] }, false],
  ['without regard to case', { source: [{ 'equals-ignore-case': 'AWS.S3' }] }, true],
  ['a number is not its text', { detail: { object: { size: ['3'] } } }, false],
  ['null', { detail: { empty: [null] } }, true],
])('%s', (_what, pattern, matches) => {
  expect(parsePattern(pattern)(event)).toBe(matches);
});

test.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
  ['an operator that is not rehearsed', { source: [{ wildcard: 'aws.*' }] }, 'wildcard'],
  ['numeric comparison', { detail: { size: [{ numeric: ['>', 1] }] } }, 'numeric'],
  ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }, 'prefix'],
  ['$or', { $or: [] }, '$or'],
  ['nested anything-but', { source: [{ 'anything-but': { prefix: 'aws' } }] }, 'nested'],
  ['a bare text', { source: 'aws.s3' }, 'list'],
])('refuses %s when it is deployed, not when an event comes', (_what, pattern, named) => {
  expect(() => parsePattern(pattern)).toThrow(named);
});

const rule = (properties: Readonly<Record<string, unknown>>) => () =>
  ruleOf(
    { stack: 'S', logicalId: 'R', type: 'AWS::Events::Rule', properties: { Name: 'r', Targets: [], ...properties } },
    { region: 'eu-south-1', accountId: '111122223333', parsePattern },
  );

test.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
  ['a cron schedule', { ScheduleExpression: 'cron(0 12 * * ? *)' }, 'rate()'],
  ['a target that is neither function nor topic', { Targets: [{ Id: 't', Arn: 'arn:aws:sqs:eu-south-1:111122223333:queue' }] }, 'Arn'],
  [
    'an input transformer',
    { Targets: [{ Id: 't', Arn: 'arn:aws:lambda:eu-south-1:111122223333:function:f', InputTransformer: {} }] },
    'InputTransformer',
  ],
  ['another bus', { EventBusName: 'other' }, 'EventBusName'],
])('refuses a rule with %s', (_what, properties, named) => {
  expect(rule(properties)).toThrow(named);
});

test('a rule that is switched off matches nothing', () => {
  expect(rule({ State: 'DISABLED', EventPattern: { source: ['aws.s3'] } })()).not.toHaveProperty('matches');
});
