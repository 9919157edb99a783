import { evaluate } from '../policy/evaluate.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { AuditParts } from './parts.ts';
import type { Realm, RealmResource } from './realm.ts';
import { at, list, text } from './shape.ts';

/**
 * Calls that lead to what the rules deny, or blind those who would see it, by service. Each must raise an alarm. Names as CloudTrail writes
 * them; this list is the proof's own, and not the one that the templates are made from.
 */
export const graveCalls: Readonly<Record<string, readonly string[]>> = {
  cloudtrail: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'PutEventConfiguration'],
  s3: [
    'PutBucketPolicy',
    'DeleteBucketPolicy',
    'PutBucketReplication',
    'PutBucketLifecycle',
    'PutBucketEncryption',
    'PutBucketObjectLockConfiguration',
    'PutBucketVersioning',
    'PutBucketPublicAccessBlock',
    'PutBucketNotification',
    'PutBucketAcl',
    'DeleteBucket',
  ],
  kms: [
    'PutKeyPolicy',
    'DisableKey',
    'EnableKey',
    'ScheduleKeyDeletion',
    'CreateGrant',
    'DeleteImportedKeyMaterial',
    'ReplicateKey',
    'DisconnectCustomKeyStore',
    'UpdateCustomKeyStore',
  ],
  lambda: [
    'CreateFunction20150331',
    'UpdateFunctionCode20150331v2',
    'UpdateFunctionConfiguration20150331v2',
    'AddPermission20150331v2',
    'CreateEventSourceMapping20150331',
    'PublishLayerVersion20181031',
    'AddLayerVersionPermission20181031',
    'Invoke',
  ],
  iam: [
    'UpdateAssumeRolePolicy',
    'PutRolePolicy',
    'AttachRolePolicy',
    'CreatePolicyVersion',
    'SetDefaultPolicyVersion',
    'DeleteRolePermissionsBoundary',
    'CreateRole',
    'CreateUser',
    'CreateAccessKey',
    'TagRole',
    'TagUser',
  ],
  'cognito-idp': ['AdminCreateUser', 'AdminSetUserPassword', 'AdminUpdateUserAttributes', 'UpdateUserPool', 'UpdateUserPoolClient'],
  dynamodb: ['PutResourcePolicy', 'DeleteResourcePolicy', 'UpdateTable', 'DeleteTable', 'ExportTableToPointInTime'],
  events: ['PutRule', 'DisableRule', 'DeleteRule', 'PutTargets', 'RemoveTargets'],
  sns: ['Unsubscribe', 'DeleteTopic', 'SetTopicAttributes', 'SetSubscriptionAttributes'],
  cloudformation: ['CreateStack', 'UpdateStack', 'ExecuteChangeSet', 'DeleteStack', 'UpdateTerminationProtection'],
};

/** What is missing so that every grave call is told to somebody, by the event at once and by the log afterwards. */
export function alarmProblems({ stack }: AuditParts, realm: Realm): readonly string[] {
  const inStack = realm.resources.filter((each) => each.stack === stack);
  const heard = inStack.filter(({ type }) => type === 'AWS::SNS::Topic').filter((topic) => problemsOfTopic(topic, inStack).length === 0);
  const topics = inStack.filter(({ type }) => type === 'AWS::SNS::Topic');
  const rules = inStack.filter(
    ({ type, properties }) => type === 'AWS::Events::Rule' && properties.State === 'ENABLED' && leadsTo(properties, heard),
  );
  const unwatched = Object.entries(graveCalls).flatMap(([service, names]) =>
    names
      .flatMap((name) => eventsOf(service, name, stack.name))
      .filter(({ event }) => !rules.some(({ properties }) => matches(properties.EventPattern, event)))
      .map(({ told }) => `${stack.id}: nobody is told of ${told}`),
  );
  return [
    ...(topics.length === 0 ? [`${stack.id}: no topic for alarms`] : topics.flatMap((topic) => problemsOfTopic(topic, inStack))),
    ...unwatched,
  ];
}

interface Telling {
  readonly told: string;
  readonly event: unknown;
}

/** The same call as CloudTrail passes it on, and as the reader of the log tells it. */
function eventsOf(service: string, eventName: string, stackName: string): readonly Telling[] {
  const eventSource = `${service}.amazonaws.com`;
  const detail = { eventSource, eventName, userIdentity: { type: 'AssumedRole' } };
  const prefix = stackName.replace(/-Audit(?:-[\w-]+)?$/, '');
  return [
    { told: `${service}:${eventName}`, event: { source: `aws.${service}`, 'detail-type': 'AWS API Call via CloudTrail', detail } },
    { told: `${service}:${eventName} in the log`, event: { source: `${prefix}.log`, 'detail-type': 'Record In The Log', detail } },
  ];
}

function leadsTo({ Targets }: RealmResource['properties'], topics: readonly RealmResource[]): boolean {
  return list('Targets', Targets ?? []).some((target) => topics.some(({ arn }) => at(target, 'Arn') === arn));
}

function problemsOfTopic(topic: RealmResource, inStack: readonly RealmResource[]): readonly string[] {
  const { arn, path, properties } = topic;
  const subscribed = inStack.some(
    ({ type, properties: its }) => type === 'AWS::SNS::Subscription' && its.TopicArn === arn && its.FilterPolicy === undefined,
  );
  const key = inStack.find(({ type, arn: its }) => type === 'AWS::KMS::Key' && its === properties.KmsMasterKeyId);
  const policies = inStack.filter(({ type, properties: its }) => type === 'AWS::SNS::TopicPolicy' && list(path, its.Topics).includes(arn));
  const published = policies.some((policy) => mayPublish(policy, arn));
  return [
    ...(subscribed ? [] : [`${path}: nobody hears it`]),
    ...(key ? [] : [`${path}: not encrypted under a key of its own stack`]),
    ...(published ? [] : [`${path}: EventBridge may not publish to it`]),
  ];
}

function mayPublish({ path, properties, stack }: RealmResource, arn: string): boolean {
  const policy = parsePolicy(path, properties.PolicyDocument);
  const context = { 'aws:SecureTransport': 'true' };
  const principal = { kind: 'service', service: 'events.amazonaws.com' } as const;
  const request = { principal, action: 'sns:Publish', resource: arn, resourceAccountId: stack.accountId, context };
  return evaluate(request, { identity: [], session: [], resource: policy, resourcePolicyRules: 'alone-or-with-identity' }).allowed;
}

/** An event pattern, as far as alarms use it; one that says more matches nothing here. */
function matches(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((wanted) => matchesValue(wanted, event));
  if (typeof pattern !== 'object' || pattern === null) return false;
  return Object.entries(pattern).every(([name, wanted]) => matches(wanted, at(event, name)));
}

function matchesValue(wanted: unknown, value: unknown): boolean {
  if (typeof wanted === 'string') return wanted === value;
  const [[operator, argument] = [], ...others] = Object.entries(Object(wanted));
  if (others.length > 0 || typeof value !== 'string') return false;
  if (operator === 'prefix') return value.startsWith(text('prefix', argument));
  if (operator === 'anything-but') return Array.isArray(argument) && !argument.includes(value);
  return false;
}
