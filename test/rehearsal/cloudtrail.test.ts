import { spawn } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { serviceCaller } from '../../rehearsal/callers.ts';
import type { TrailEvent } from '../../rehearsal/cloud.ts';
import { readsEndpointVariable, sayWhatIsSkipped } from '../support/aws-cli.ts';
import type { TestCredentials } from '../support/aws-requests.ts';
import { ACCOUNT, document, type IdentityCloud, newState, openIdentityCloud, removeState } from '../support/identity-cloud.ts';
import { signedJson } from '../support/signed-json.ts';

const ARN = `arn:aws:cloudtrail:eu-central-1:${ACCOUNT}:trail/evidence`;
const BOX = 'arn:aws:s3:::drop-box';

let cloud: IdentityCloud;
let auditor: TestCredentials;

beforeEach(async () => {
  cloud = await openIdentityCloud(await newState());
  auditor = await issueAuditor();
});
afterEach(async () => {
  await cloud.stop();
  await removeState(cloud.stateDir);
});

const issueAuditor = () =>
  cloud.iam.issueUser({ name: 'auditor', policies: [{ name: 'P', document: document({ Effect: 'Allow', Action: '*', Resource: '*' }) }] });

const makeTrail = (extra: Readonly<Record<string, unknown>> = {}) =>
  cloud.provision('Trail', 'AWS::CloudTrail::Trail', {
    TrailName: 'evidence',
    S3BucketName: 'archive',
    IsLogging: true,
    EnableLogFileValidation: true,
    ...extra,
  });

const restart = async (): Promise<void> => {
  const shelved = [...cloud.shelf.objects];
  await cloud.stop();
  cloud = await openIdentityCloud(cloud.stateDir);
  for (const [key, object] of shelved) cloud.shelf.objects.set(key, object);
  await issueAuditor();
};

const caller = () => cloud.iam.authenticator.find(auditor.accessKeyId, undefined).identity({ sourceIp: '127.0.0.1', userAgent: 'test' });

const managed = (extra: Partial<TrailEvent> = {}): TrailEvent => ({
  caller: caller(),
  eventSource: 'kms.amazonaws.com',
  eventName: 'Decrypt',
  category: 'Management',
  readOnly: true,
  requestId: 'r',
  ...extra,
});
const object = (key: string, extra: Partial<TrailEvent> = {}): TrailEvent =>
  managed({
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    category: 'Data',
    resources: [
      { type: 'AWS::S3::Object', ARN: `${BOX}/${key}` },
      { type: 'AWS::S3::Bucket', ARN: BOX, accountId: ACCOUNT },
    ],
    ...extra,
  });

const keys = (part: string): readonly string[] => [...cloud.shelf.objects.keys()].filter((key) => key.includes(part)).sort();
const text = (key: string): string => gunzipSync(cloud.shelf.objects.get(key)?.body ?? '').toString('utf8');
const records = (): readonly { readonly eventName: string; readonly eventID: string }[] =>
  keys('/CloudTrail/').flatMap((key) => JSON.parse(text(key)).Records);
const names = (): readonly string[] => records().map((record) => record.eventName);

describe('a log file', () => {
  test('stands where AWS puts it, in one line', async () => {
    await makeTrail();
    await cloud.trail.recorder.record(managed());
    await cloud.trail.flush();
    const [key = ''] = keys('');
    expect(key).toMatch(
      new RegExp(
        `^AWSLogs/${ACCOUNT}/CloudTrail/eu-central-1/\\d{4}/\\d\\d/\\d\\d/${ACCOUNT}_CloudTrail_eu-central-1_\\d{8}T\\d{4}Z_[A-Za-z0-9]{16}\\.json\\.gz$`,
      ),
    );
    expect(text(key)).toMatch(/^\{"Records":\[\{.*\}\]\}$/);
    expect(cloud.shelf.objects.get(key)).toMatchObject({
      contentEncoding: 'gzip',
      acl: 'bucket-owner-full-control',
      caller: { sourceArn: ARN },
    });
  });

  test('holds records of the real form', async () => {
    await makeTrail();
    await cloud.trail.recorder.record(managed({ errorCode: 'AccessDenied', errorMessage: 'no' }));
    await cloud.trail.flush();
    expect(records()[0]).toMatchObject({
      eventVersion: '1.11',
      userIdentity: { type: 'IAMUser', userName: 'auditor', accountId: ACCOUNT, accessKeyId: auditor.accessKeyId },
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      awsRegion: 'eu-central-1',
      sourceIPAddress: '127.0.0.1',
      requestParameters: null,
      responseElements: null,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: 'Management',
      errorCode: 'AccessDenied',
    });
  });

  test('names a person behind a role session, and the service that asked', async () => {
    await makeTrail();
    const session = {
      roleArn: `arn:aws:iam::${ACCOUNT}:role/Reader`,
      roleName: 'Reader',
      roleId: 'AROAX',
      name: 'amal',
      sourceIdentity: 'amal',
      tags: {},
      policies: [],
      issuedAt: new Date('2026-01-01T00:00:00Z'),
      expiresAt: new Date('2026-01-01T01:00:00Z'),
    };
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/Reader/amal`;
    const principal = { kind: 'session', accountId: ACCOUNT, roleArn: session.roleArn, arn } as const;
    await cloud.trail.recorder.record(
      managed({ caller: { ...caller(), principal, session, userId: 'AROAX:amal' }, invokedBy: 's3.amazonaws.com' }),
    );
    await cloud.trail.flush();
    expect(records()[0]).toMatchObject({
      sourceIPAddress: 's3.amazonaws.com',
      userIdentity: {
        type: 'AssumedRole',
        principalId: 'AROAX:amal',
        arn,
        invokedBy: 's3.amazonaws.com',
        sessionContext: {
          sessionIssuer: { type: 'Role', principalId: 'AROAX', arn: session.roleArn, accountId: ACCOUNT, userName: 'Reader' },
          attributes: { creationDate: '2026-01-01T00:00:00Z', mfaAuthenticated: 'false' },
          sourceIdentity: 'amal',
        },
      },
    });
  });

  test('is not delivered for nothing, nor for the traces of delivery alone', async () => {
    await makeTrail();
    await cloud.trail.flush();
    await cloud.trail.recorder.record(managed({ caller: serviceCaller('cloudtrail.amazonaws.com', ARN) }));
    await cloud.trail.flush();
    expect(keys('')).toEqual([]);
    await cloud.trail.recorder.record(managed({ eventName: 'Sign' }));
    await cloud.trail.flush();
    expect(names()).toEqual(['Decrypt', 'Sign']);
  });
});

describe('nothing recorded is lost', () => {
  test('when the archive refuses for a while', async () => {
    await makeTrail();
    await cloud.trail.recorder.record(managed());
    cloud.shelf.refuse(true);
    await expect(cloud.trail.flush()).rejects.toThrow('refused for a test');
    await cloud.trail.recorder.record(managed({ eventName: 'Sign' }));
    cloud.shelf.refuse(false);
    await cloud.trail.flush();
    expect([...names()].sort()).toEqual(['Decrypt', 'Sign']);
  });
  test('when the process dies, and an unfinished line is dropped', async () => {
    await makeTrail();
    await cloud.trail.recorder.record(managed());
    await appendFile(join(cloud.stateDir, 'cloudtrail/trails/evidence/journal.ndjson'), '{"eventName":"Half');
    await restart();
    await cloud.trail.recorder.record(managed({ eventName: 'Sign' }));
    await cloud.trail.flush();
    expect(names()).toEqual(['Decrypt', 'Sign']);
  });
  test('when records come faster than the disk', async () => {
    await makeTrail();
    await Promise.all(Array.from({ length: 500 }, (_each, index) => cloud.trail.recorder.record(managed({ requestId: String(index) }))));
    await cloud.trail.flush();
    expect(new Set(records().map((record) => record.eventID)).size).toBe(500);
    expect(await readdir(join(cloud.stateDir, 'cloudtrail/trails/evidence/pending'))).toEqual([]);
  });
});

describe('selectors', () => {
  const advanced = (...fields: readonly unknown[]) => ({ AdvancedEventSelectors: [{ FieldSelectors: fields }] });
  const data = { Field: 'eventCategory', Equals: ['Data'] };
  const s3 = { Field: 'resources.type', Equals: ['AWS::S3::Object'] };
  const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, readonly string[]])[] = [
    ['none: management events only', {}, ['Decrypt', 'PutKeyPolicy']],
    ['writes only', { EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }, ['PutKeyPolicy']],
    ['without KMS', { EventSelectors: [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }] }, []],
    [
      'one bucket',
      { EventSelectors: [{ IncludeManagementEvents: false, DataResources: [{ Type: 'AWS::S3::Object', Values: [`${BOX}/`] }] }] },
      ['GetObject', 'PutObject'],
    ],
    [
      'another bucket',
      { EventSelectors: [{ IncludeManagementEvents: false, DataResources: [{ Type: 'AWS::S3::Object', Values: [`${BOX}-2/`] }] }] },
      [],
    ],
    ['advanced: every object', advanced(data, s3), ['GetObject', 'PutObject']],
    ['advanced: a prefix', advanced(data, s3, { Field: 'resources.ARN', StartsWith: [`${BOX}/a/`] }), ['GetObject']],
    ['advanced: not that prefix', advanced(data, s3, { Field: 'resources.ARN', NotStartsWith: [`${BOX}/a/`] }), ['PutObject']],
    ['advanced: one event name', advanced(data, s3, { Field: 'eventName', Equals: ['PutObject', 'DeleteObject'] }), ['PutObject']],
    ['advanced: reads', advanced(data, s3, { Field: 'readOnly', Equals: ['true'] }), ['GetObject']],
    [
      'advanced: management writes',
      advanced({ Field: 'eventCategory', Equals: ['Management'] }, { Field: 'readOnly', Equals: ['false'] }),
      ['PutKeyPolicy'],
    ],
  ];
  test.each(cases)('%s', async (_what, properties, expected) => {
    await makeTrail(properties);
    await cloud.trail.recorder.record(managed());
    await cloud.trail.recorder.record(managed({ eventName: 'PutKeyPolicy', readOnly: false }));
    await cloud.trail.recorder.record(object('a/1'));
    await cloud.trail.recorder.record(object('b/1', { eventName: 'PutObject', readOnly: false }));
    await cloud.trail.flush();
    expect(names()).toEqual(expected);
  });

  test.each([
    ['an unknown property', { Color: 'red' }],
    ['log groups', { CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-central-1:111122223333:log-group:g:*' }],
    ['notifications', { SnsTopicName: 'topic' }],
    ['an organization', { IsOrganizationTrail: true }],
    ['an unknown field', advanced(data, s3, { Field: 'vpcEndpointId', Equals: ['v'] })],
    ['data events of no type', advanced(data)],
    ['events of no category', advanced(s3)],
  ])('a trail with %s is refused', async (_what, properties) => {
    await expect(makeTrail(properties)).rejects.toThrow();
  });
});

describe('EventBridge gets', () => {
  test('data events and changes, not what only reads', async () => {
    await makeTrail({ EventSelectors: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }] });
    await cloud.trail.recorder.record(managed());
    await cloud.trail.recorder.record(managed({ eventName: 'DisableKey', readOnly: false }));
    await cloud.trail.recorder.record(object('a/1'));
    expect(cloud.busEvents.map((event) => [event.source, event.detailType, event.detail.eventName])).toEqual([
      ['aws.kms', 'AWS API Call via CloudTrail', 'DisableKey'],
      ['aws.s3', 'AWS API Call via CloudTrail', 'GetObject'],
    ]);
  });
  test('nothing that no trail logs', async () => {
    await makeTrail();
    await cloud.trail.recorder.record(object('a/1'));
    expect(cloud.busEvents).toEqual([]);
  });
});

describe('digests', () => {
  const digests = () =>
    keys('/CloudTrail-Digest/').map((key) => ({
      key,
      body: text(key),
      metadata: cloud.shelf.objects.get(key)?.metadata ?? {},
      ...JSON.parse(text(key)),
    }));
  const sha256 = (value: string) => createHash('sha256').update(value).digest('hex');

  test('form a chain over the uncompressed bytes, also when empty and across a restart', async () => {
    await makeTrail();
    await cloud.trail.recorder.record(managed());
    await cloud.trail.digest();
    await cloud.trail.digest();
    await restart();
    await makeTrail();
    await cloud.trail.recorder.record(managed());
    await cloud.trail.digest();
    const [first, second, third] = digests();
    expect([first.logFiles.length, second.logFiles.length, third.logFiles.length]).toEqual([1, 0, 1]);
    expect(first).toMatchObject({ previousDigestSignature: null, previousDigestS3Object: null });
    for (const [before, after] of [
      [first, second],
      [second, third],
    ] as const) {
      expect(after).toMatchObject({
        digestStartTime: before.digestEndTime,
        previousDigestS3Object: before.key,
        previousDigestHashValue: sha256(before.body),
        previousDigestSignature: before.metadata.signature,
      });
    }
    const [log = ''] = keys('/CloudTrail/');
    expect([first, third].map((digest) => digest.logFiles[0].hashValue)).toContain(sha256(text(log)));
  });

  test('are signed with the key that ListPublicKeys tells', async () => {
    await makeTrail();
    await cloud.trail.digest();
    const [digest] = digests();
    const [key] = (await callApi('ListPublicKeys', {})).answer.PublicKeyList;
    expect(key.Fingerprint).toBe(digest.digestPublicKeyFingerprint);
    const publicKey = createPublicKey({ key: Buffer.from(key.Value, 'base64'), type: 'pkcs1', format: 'der' });
    const signed = [digest.digestEndTime, `archive/${digest.key}`, sha256(digest.body), 'null'].join('\n');
    expect(verify('sha256', Buffer.from(signed), publicKey, Buffer.from(digest.metadata.signature, 'hex'))).toBe(true);
  });

  test('are put again with the same bytes when the archive refused one', async () => {
    await makeTrail();
    await cloud.trail.recorder.record(managed());
    await cloud.trail.flush();
    cloud.shelf.refuse(true);
    await expect(cloud.trail.digest()).rejects.toThrow('refused for a test');
    cloud.shelf.refuse(false);
    await restart();
    await cloud.trail.digest();
    const [first, second] = digests();
    expect([first.logFiles.length, second.previousDigestS3Object]).toEqual([1, first.key]);
  });

  test('begin a new chain after logging was stopped', async () => {
    await makeTrail();
    await cloud.trail.digest();
    expect((await callApi('StopLogging', { Name: ARN })).status).toBe(200);
    await cloud.trail.recorder.record(managed());
    expect((await callApi('StartLogging', { Name: ARN })).status).toBe(200);
    await cloud.trail.digest();
    expect(digests().at(-1)).toMatchObject({ previousDigestSignature: null });
    expect(names()).not.toContain('Decrypt');
  });

  test('are asked of the key policy too', async () => {
    const service = { Service: 'cloudtrail.amazonaws.com' };
    const condition = { StringEquals: { 'aws:SourceArn': ARN }, StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `${ARN}*` } };
    const KeyPolicy = document(
      { Effect: 'Allow', Principal: service, Action: 'kms:GenerateDataKey*', Resource: '*', Condition: condition },
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/auditor` }, Action: 'kms:*', Resource: '*' },
    );
    const { attributes } = await cloud.provision('Key', 'AWS::KMS::Key', { KeyPolicy, BypassPolicyLockoutSafetyCheck: true });
    await makeTrail({ KMSKeyId: attributes.Arn });
    const kms = new KMSClient(cloud.clientConfig(auditor));
    await kms.send(new DisableKeyCommand({ KeyId: attributes.Arn }));
    await expect(cloud.trail.digest()).rejects.toThrow('is disabled');
    await kms.send(new EnableKeyCommand({ KeyId: attributes.Arn }));
    await cloud.trail.digest();
    expect(digests()).toHaveLength(1);
    expect(names()).toEqual(expect.arrayContaining(['DisableKey', 'EnableKey']));
  });
});

sayWhatIsSkipped('validate-logs is');

const awsCli = (...args: readonly string[]): Promise<{ readonly status: number | null; readonly out: string }> =>
  new Promise((resolve, reject) => {
    const env = {
      PATH: process.env.PATH,
      HOME: cloud.stateDir,
      AWS_ENDPOINT_URL: cloud.origin,
      AWS_ACCESS_KEY_ID: auditor.accessKeyId,
      AWS_SECRET_ACCESS_KEY: auditor.secretAccessKey,
      AWS_DEFAULT_REGION: 'eu-central-1',
    };
    const child = spawn('aws', ['cloudtrail', ...args], { env });
    let out = '';
    child.stdout.on('data', (piece) => (out += piece));
    child.stderr.on('data', (piece) => (out += piece));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out }));
  });

describe('the unmodified aws cloudtrail validate-logs', () => {
  const validate = () => awsCli('validate-logs', '--trail-arn', ARN, '--start-time', new Date(Date.now() - 3_600_000).toISOString());
  const cli = readsEndpointVariable ? test : test.skip;

  cli('accepts the log, and finds what was changed or removed', async () => {
    await makeTrail();
    for (const round of [1, 2, 3]) {
      await cloud.trail.recorder.record(managed({ requestId: String(round) }));
      await cloud.trail.digest();
    }
    const good = await validate();
    expect(good.out).toContain('3/3 digest files valid');
    expect(good.out).toContain('3/3 log files valid');
    expect(good.status).toBe(0);

    const log: string = JSON.parse(text(keys('/CloudTrail-Digest/').at(-1) ?? '')).logFiles[0].s3Object;
    const kept = cloud.shelf.objects.get(log);
    if (kept === undefined) throw new Error('no log');
    cloud.shelf.objects.set(log, { ...kept, body: gzipSync(text(log).replace('Decrypt', 'Encrypt')) });
    cloud.shelf.objects.delete(keys('/CloudTrail-Digest/')[1] ?? '');
    const bad = await validate();
    expect(bad.status).toBe(1);
    expect(bad.out).toContain('INVALID: not found');
    expect(bad.out).toContain("INVALID: hash value doesn't match");
  });
});

const TARGET = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101';

const callApi = async (operation: string, body: unknown, credentials = auditor) => {
  const response = await signedJson({ origin: cloud.origin, credentials, service: 'cloudtrail', target: `${TARGET}.${operation}`, body });
  return { status: response.status, answer: JSON.parse(response.text) };
};

describe('the API', () => {
  beforeEach(() => makeTrail());

  test.each([
    ['DescribeTrails', {}, { trailList: [{ Name: 'evidence', TrailARN: ARN, S3BucketName: 'archive', LogFileValidationEnabled: true }] }],
    ['ListTrails', {}, { Trails: [{ Name: 'evidence', TrailARN: ARN }] }],
    ['GetTrail', { Name: 'evidence' }, { Trail: { HomeRegion: 'eu-central-1' } }],
    ['GetTrailStatus', { Name: ARN }, { IsLogging: true }],
  ])('answers %s', async (operation, body, expected) => {
    expect((await callApi(operation, body)).answer).toMatchObject(expected);
  });

  test('finds recent management events, newest first, page by page', async () => {
    for (const eventName of ['A', 'B', 'C']) await cloud.trail.recorder.record(managed({ eventName }));
    const { answer } = await callApi('LookupEvents', { MaxResults: 2 });
    const rest = await callApi('LookupEvents', {
      NextToken: answer.NextToken,
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'A' }],
    });
    expect(answer.Events.map((event: { readonly EventName: string }) => event.EventName)).toEqual(['C', 'B']);
    expect(rest.status).toBe(200);
  });

  test.each([
    ['an unknown trail', 'GetTrail', { Name: 'other' }, 'TrailNotFoundException'],
    ['an unknown field', 'GetTrail', { Name: 'evidence', Color: 'red' }, 'ValidationException'],
    ['an operation that is not rehearsed', 'DeleteTrail', { Name: 'evidence' }, 'UnknownOperationException'],
  ])('refuses %s', async (_what, operation, body, code) => {
    expect((await callApi(operation, body)).answer.__type).toBe(code);
  });

  test('refuses to blind the log for whom no policy allows it, and records the attempt', async () => {
    const clerk = await cloud.iam.issueUser({ name: 'clerk', policies: [] });
    expect((await callApi('StopLogging', { Name: 'evidence' }, clerk)).answer.__type).toBe('AccessDeniedException');
    await cloud.trail.flush();
    expect(records()[0]).toMatchObject({ eventName: 'StopLogging', errorCode: 'AccessDenied', readOnly: false });
  });
});
