import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import * as kms from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import type { StandingCredentials } from '../../rehearsal/endpoints.ts';
import { begin, entryOf, put } from '../support/deposits.ts';
import { answerOf, bucketActs, eventNameOf, forbidden, type ObjectPlace, objectActs } from '../support/everything-in-s3.ts';
import { magistrateOf } from '../support/people.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';
import { signedJson } from '../support/signed-json.ts';

const countries = ['EG', 'IQ', 'JO', 'LB', 'LY', 'MA', 'MR', 'TN'];
const prefix = 'liaison-exchange-pilot';

let rehearsing: Rehearsing;
let documentPlace: ObjectPlace;
beforeAll(async () => {
  rehearsing = await rehearse();
  documentPlace = await placeOfDocument();
});
afterAll(() => rehearsing.end());

const settings = (credentials?: StandingCredentials) => {
  const { s3: endpoint, region, operator } = rehearsing.rehearsal().endpoints;
  return { endpoint, region, credentials: credentials ?? operator, maxAttempts: 1 };
};
const operator = (): s3.S3Client => new s3.S3Client(settings());

/** A document that really lies in Morocco's drop box. */
async function placeOfDocument(): Promise<ObjectPlace> {
  const [egypt, morocco] = [await magistrateOf(rehearsing.folder, 'EG'), await magistrateOf(rehearsing.folder, 'MA')];
  const bytes = randomBytes(100);
  const { dispatchId, links } = await begin(egypt, 'MA', [entryOf('request.pdf', bytes)]);
  for (const link of links) await put(link, bytes);
  await rehearsing.rehearsal().idle();
  const document = { dispatchId, documentNumber: 1 };
  const { url } = await morocco.home.signDownload(document, (await morocco.home.issueToken(document)).token);
  const { scratch, countries: places } = rehearsing.rehearsal().endpoints;
  const Bucket = places.MA?.dropBox ?? '';
  const VersionId = new URL(url).searchParams.get('versionId') ?? '';
  await operator().send(new s3.PutObjectCommand({ Bucket: scratch.bucket, Key: 'copied', Body: 'x' }));
  return { Bucket, Key: `${dispatchId}/1`, VersionId, own: scratch.bucket };
}

describe('on the scratch buckets the operator may', () => {
  test('put, head, get, copy, list and delete, version by version', async () => {
    const at = { Bucket: rehearsing.rehearsal().endpoints.scratch.bucket, Key: 'versions/a b/é' };
    const client = operator();
    const [first, second] = [
      await client.send(new s3.PutObjectCommand({ ...at, Body: 'one' })),
      await client.send(new s3.PutObjectCommand({ ...at, Body: 'second' })),
    ];
    expect((await client.send(new s3.HeadObjectCommand(at))).ContentLength).toBe(6);
    const got = await client.send(new s3.GetObjectCommand({ ...at, VersionId: first.VersionId }));
    expect(await got.Body?.transformToString()).toBe('one');
    const listed = await client.send(new s3.ListObjectsV2Command({ Bucket: at.Bucket, Prefix: 'versions/' }));
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual([at.Key]);
    await client.send(new s3.DeleteObjectCommand(at));
    const versions = await client.send(new s3.ListObjectVersionsCommand({ Bucket: at.Bucket, Prefix: at.Key }));
    expect(versions.Versions?.map(({ VersionId }) => VersionId)).toEqual([second.VersionId, first.VersionId]);
    expect(versions.DeleteMarkers).toHaveLength(1);
    expect(await answerOf(client.send(new s3.GetObjectCommand(at)))).toBe('NoSuchKey');
  });

  test('upload in parts', async () => {
    const at = { Bucket: rehearsing.rehearsal().endpoints.scratch.bucket, Key: 'parts' };
    const pieces = [randomBytes(5 * 2 ** 20), randomBytes(1000)];
    const client = operator();
    const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand(at));
    const Parts = await Promise.all(
      pieces.map(async (Body, index) => {
        const PartNumber = index + 1;
        return { PartNumber, ETag: (await client.send(new s3.UploadPartCommand({ ...at, UploadId, PartNumber, Body }))).ETag };
      }),
    );
    await client.send(new s3.CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
    const got = await client.send(new s3.GetObjectCommand(at));
    expect(Buffer.concat(pieces).equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(true);
  });

  test('lengthen and, past GOVERNANCE, shorten a retention', async () => {
    const at = { Bucket: rehearsing.rehearsal().endpoints.scratch.lockedBucket, Key: 'kept' };
    const client = operator();
    const { VersionId } = await client.send(new s3.PutObjectCommand({ ...at, Body: 'kept' }));
    const until = (days: number) => ({ Mode: 'GOVERNANCE' as const, RetainUntilDate: new Date(Date.now() + days * 86_400_000) });
    const retain = (days: number, BypassGovernanceRetention?: boolean) =>
      answerOf(client.send(new s3.PutObjectRetentionCommand({ ...at, Retention: until(days), BypassGovernanceRetention })));
    expect((await client.send(new s3.GetObjectRetentionCommand(at))).Retention?.Mode).toBe('GOVERNANCE');
    expect(await retain(3)).toBe('done');
    expect(await retain(2)).toBe('AccessDenied');
    expect(await answerOf(client.send(new s3.DeleteObjectCommand({ ...at, VersionId })))).toBe('AccessDenied');
    expect(await retain(2, true)).toBe('done');
  });
});

describe('the operator, to whom everything in S3 is allowed, is refused', () => {
  test.each(countries)('every act on the drop box of %s', async (country) => {
    const Bucket = rehearsing.rehearsal().endpoints.countries[country]?.dropBox ?? '';
    expect(await answersIn({ ...documentPlace, Bucket })).toEqual(allForbidden);
  });

  test('every act on the archive of the log', async () => {
    const { trail, endpoints } = rehearsing.rehearsal();
    await trail.flush();
    const [logFile] = await logFiles();
    if (!logFile) throw new Error('the archive holds no log file');
    expect(await answersIn({ ...logFile, Bucket: endpoints.trail.bucket, own: endpoints.scratch.bucket })).toEqual(allForbidden);
  });

  test("a country's key for an object of the operator's own", async () => {
    const [documents] = keysOf('MA');
    const encrypted = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: documents } as const;
    const { bucket: Bucket } = rehearsing.rehearsal().endpoints.scratch;
    expect(await answerOf(operator().send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ...encrypted })))).toBe('AccessDenied');
  });

  const allForbidden = Object.fromEntries(Object.keys({ ...objectActs, ...bucketActs }).map((name) => [name, forbidden(name)]));

  async function answersIn(place: ObjectPlace): Promise<Readonly<Record<string, string>>> {
    const client = operator();
    const answers = Object.entries({ ...objectActs, ...bucketActs }).map(async ([name, act]) => [name, await answerOf(act(client, place))]);
    return Object.fromEntries(await Promise.all(answers));
  }
});

const digest = Buffer.alloc(32);
const openToAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }],
});

describe('the operator may not', () => {
  test.each<readonly [string, (client: kms.KMSClient, KeyId: string) => Promise<unknown>]>([
    ['Decrypt', (client, KeyId) => client.send(new kms.DecryptCommand({ KeyId, CiphertextBlob: sealedUnder(KeyId) }))],
    ['Encrypt', (client, KeyId) => client.send(new kms.EncryptCommand({ KeyId, Plaintext: digest }))],
    ['GenerateDataKey', (client, KeyId) => client.send(new kms.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }))],
    [
      'GenerateDataKeyWithoutPlaintext',
      (client, KeyId) => client.send(new kms.GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256' })),
    ],
    [
      'Sign',
      (client, KeyId) =>
        client.send(new kms.SignCommand({ KeyId, Message: digest, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' })),
    ],
    ['ScheduleKeyDeletion', (client, KeyId) => client.send(new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))],
    ['CancelKeyDeletion', (client, KeyId) => client.send(new kms.CancelKeyDeletionCommand({ KeyId }))],
    ['DisableKey', (client, KeyId) => client.send(new kms.DisableKeyCommand({ KeyId }))],
    ['EnableKey', (client, KeyId) => client.send(new kms.EnableKeyCommand({ KeyId }))],
    ['PutKeyPolicy', (client, KeyId) => client.send(new kms.PutKeyPolicyCommand({ KeyId, Policy: openToAll }))],
    ['GetKeyPolicy', (client, KeyId) => client.send(new kms.GetKeyPolicyCommand({ KeyId }))],
    ['DescribeKey', (client, KeyId) => client.send(new kms.DescribeKeyCommand({ KeyId }))],
  ])('%s with a documents key or a signing key of any country', async (name, act) => {
    const client = new kms.KMSClient(settings());
    const keys = countries.flatMap(keysOf);
    expect(keys).toHaveLength(16);
    const answers = await Promise.all(keys.map((key) => answerOf(act(client, key))));
    expect(answers.map((answer) => [name, answer])).toEqual(keys.map(() => [name, 'AccessDeniedException']));
  });

  test.each(['reader', 'depositor', 'custodian', 'sign-manifest', 'sign-download'])('assume the role %s of any country', async (role) => {
    const client = new STSClient(settings());
    const assume = (country: string, more = {}) =>
      answerOf(
        client.send(
          new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account()}:role/${prefix}-${country}-${role}`, RoleSessionName: 'op', ...more }),
        ),
      );
    const answers = countries.flatMap((country) => [assume(country), assume(country, { SourceIdentity: 'liaison.ma' })]);
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['AccessDenied']));
  });

  test.each(['sign-manifest', 'accept-dispatch', 'verify-arrival', 'record-access', 'sign-download'])(
    'invoke the function %s of any country',
    async (name) => {
      const client = new LambdaClient(settings());
      const invoke = (country: string, InvocationType: 'RequestResponse' | 'Event' | 'DryRun') =>
        answerOf(client.send(new InvokeCommand({ FunctionName: `${prefix}-${country}-${name}`, InvocationType, Payload: '{}' })));
      const answers = countries.flatMap((country) => [
        invoke(country, 'RequestResponse'),
        invoke(country, 'Event'),
        invoke(country, 'DryRun'),
      ]);
      expect(new Set(await Promise.all(answers))).toEqual(new Set(['AccessDeniedException']));
    },
  );

  test.each(['register', 'ledger'])('read or write the %s of any country', async (table) => {
    const client = new DynamoDBClient(settings());
    const keyed = { pk: { S: 'x' }, sk: { S: 'x' } };
    const tables = countries.map((country) => `${prefix}-${country}-${table}`);
    const answers = tables.flatMap((TableName) => [
      answerOf(client.send(new GetItemCommand({ TableName, Key: keyed }))),
      answerOf(client.send(new PutItemCommand({ TableName, Item: keyed }))),
      answerOf(client.send(new ScanCommand({ TableName }))),
      answerOf(
        client.send(new QueryCommand({ TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'x' } } })),
      ),
    ]);
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['AccessDeniedException']));
  });

  test.each(['StopLogging', 'StartLogging'])('blind the log: %s', async (operation) => {
    const { endpoints } = rehearsing.rehearsal();
    const answer = await signedJson({
      origin: endpoints.s3,
      credentials: endpoints.operator,
      service: 'cloudtrail',
      target: `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.${operation}`,
      body: { Name: endpoints.trail.arn },
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('AccessDenied');
  });

  test('do what no rehearsal carries out: it is refused, not ignored', async () => {
    const [KeyId] = keysOf('MA');
    const grant = { KeyId, GranteePrincipal: `arn:aws:iam::${account()}:user/operator`, Operations: ['Decrypt' as const] };
    const code = { FunctionName: `${prefix}-MA-sign-manifest`, ZipFile: digest };
    expect(await answerOf(new kms.KMSClient(settings()).send(new kms.CreateGrantCommand(grant)))).toBe('UnknownOperationException');
    expect(await answerOf(new LambdaClient(settings()).send(new UpdateFunctionCodeCommand(code)))).toBe('NotImplemented');
  });
});

const logFile = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      errorCode: z.string().optional(),
      userIdentity: z.object({ userName: z.string().optional() }),
      requestParameters: z.looseObject({ bucketName: z.string().optional() }).nullable(),
      resources: z.array(z.object({ ARN: z.string().optional() })).optional(),
    }),
  ),
});

test('every refusal stands in the log that the auditor reads', async () => {
  const [KeyId = ''] = keysOf('TN');
  const RoleArn = `arn:aws:iam::${account()}:role/${prefix}-TN-reader`;
  const client = operator();
  for (const act of [...Object.values(objectActs), ...Object.values(bucketActs)]) await answerOf(act(client, documentPlace));
  const decrypt = new kms.DecryptCommand({ KeyId, CiphertextBlob: sealedUnder(KeyId) });
  await answerOf(new kms.KMSClient(settings()).send(decrypt));
  await answerOf(new STSClient(settings()).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'op' })));
  await rehearsing.rehearsal().trail.flush();

  const records = await recordsOfOperator();
  const onBox = records.filter(({ requestParameters }) => requestParameters?.bucketName === documentPlace.Bucket);
  expect(new Set(onBox.map(({ eventName }) => eventName))).toEqual(new Set(Object.keys({ ...objectActs, ...bucketActs }).map(eventNameOf)));
  // one request, one event: what became of each key, S3 says only in its answer
  const accepted = onBox.filter(({ errorCode }) => errorCode !== 'AccessDenied');
  expect(new Set(accepted.map(({ eventName }) => eventName))).toEqual(new Set(['DeleteObjects']));
  const refusedOn = (arn: string) =>
    records.flatMap(({ eventName, errorCode, resources = [] }) =>
      errorCode?.startsWith('AccessDenied') && resources.some(({ ARN }) => ARN === arn) ? [eventName] : [],
    );
  expect(refusedOn(KeyId)).toContain('Decrypt');
  expect(refusedOn(RoleArn)).toContain('AssumeRole');
});

/** Looks like a data key sealed under that key, so that the question is only whether the caller may use it. */
function sealedUnder(keyArn: string): Uint8Array {
  const id = keyArn.split('/').at(-1)?.replaceAll('-', '') ?? '';
  return Buffer.concat([Buffer.from([1]), Buffer.from(id, 'hex'), randomBytes(60)]);
}

function account(): string {
  const [, , , , accountId = ''] = rehearsing.rehearsal().endpoints.trail.arn.split(':');
  return accountId;
}

/** Documents key and signing key of a country. */
function keysOf(country: string): readonly [string, string] {
  const vault = rehearsing.rehearsal().deployment.outputs[`${prefix}-${country}-Vault`];
  return [vault?.DocumentsKeyArn ?? '', vault?.SigningKeyArn ?? ''];
}

const auditor = (): s3.S3Client => new s3.S3Client(settings(rehearsing.rehearsal().endpoints.auditor));

async function logFiles(): Promise<readonly { readonly Key: string; readonly VersionId: string }[]> {
  const { bucket: Bucket } = rehearsing.rehearsal().endpoints.trail;
  const { Versions = [] } = await auditor().send(new s3.ListObjectVersionsCommand({ Bucket }));
  return Versions.flatMap(({ Key = '', VersionId = '' }) => (Key.includes('/CloudTrail/') ? [{ Key, VersionId }] : []));
}

async function recordsOfOperator(): Promise<z.infer<typeof logFile>['Records']> {
  const { bucket: Bucket } = rehearsing.rehearsal().endpoints.trail;
  const read = async ({ Key }: { readonly Key: string }) => {
    const { Body } = await auditor().send(new s3.GetObjectCommand({ Bucket, Key }));
    return logFile.parse(JSON.parse(gunzipSync((await Body?.transformToByteArray()) ?? digest).toString('utf8'))).Records;
  };
  const all = await Promise.all((await logFiles()).map(read));
  return all.flat().filter(({ userIdentity }) => userIdentity.userName === 'operator');
}
