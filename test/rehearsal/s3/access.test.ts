import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { errorCode, presignedGet, send } from '../../support/aws-requests.ts';
import { ACCOUNT, kmsBucket, openS3Cloud, refusal, type S3Cloud } from './support/s3-cloud.ts';
import { signRaw } from './support/sign.ts';

describe('access to S3', () => {
  let cloud: S3Cloud;
  beforeAll(async () => {
    cloud = await openS3Cloud();
    await cloud.bucket('box', kmsBucket(cloud.keyArn));
  });
  afterAll(() => cloud.close());

  const userWith = async (name: string, ...Action: readonly string[]): Promise<S3Client> => {
    const credentials = await cloud.user(name, [{ Effect: 'Allow', Action: ['kms:*', ...Action], Resource: '*' }]);
    return cloud.client({ credentials });
  };
  const put = (client: S3Client, Bucket: string, Key: string, more = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));

  test('a missing key is told only to those who may list', async () => {
    const get = (client: S3Client) => refusal(client.send(new GetObjectCommand({ Bucket: 'box', Key: 'missing' })));
    expect(await get(await userWith('reader', 's3:GetObject'))).toBe('AccessDenied');
    expect(await get(await userWith('lister', 's3:GetObject', 's3:ListBucket'))).toBe('NoSuchKey');
    expect(await get(await userWith('nobody', 's3:ListBucket'))).toBe('AccessDenied');
  });

  test('a version id makes it another right', async () => {
    const { VersionId } = await put(cloud.client(), 'box', 'v');
    const client = await userWith('versions', 's3:GetObjectVersion', 's3:DeleteObject');
    const at = { Bucket: 'box', Key: 'v' };
    expect(await refusal(client.send(new GetObjectCommand(at)))).toBe('AccessDenied');
    expect(await refusal(client.send(new GetObjectCommand({ ...at, VersionId })))).toBe('nothing');
    expect(await refusal(client.send(new DeleteObjectCommand({ ...at, VersionId })))).toBe('AccessDenied');
    expect(await refusal(client.send(new DeleteObjectCommand(at)))).toBe('nothing');
  });

  test('tags and locks at upload are rights of their own', async () => {
    const client = await userWith('putter', 's3:PutObject');
    expect(await refusal(put(client, 'box', 'own'))).toBe('nothing');
    expect(await refusal(put(client, 'box', 'own', { Tagging: 'a=b' }))).toBe('AccessDenied');
  });

  const deny = (Condition: unknown, Action = 's3:PutObject') => ({
    Effect: 'Deny',
    Principal: '*',
    Action,
    Resource: 'arn:aws:s3:::ruled/*',
    Condition,
  });

  test.each([
    ['another key', deny({ StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'other' } }), {}, 'AccessDenied'],
    ['no conditional write', deny({ Null: { 's3:if-none-match': 'true' } }), {}, 'AccessDenied'],
    ['a conditional write', deny({ Null: { 's3:if-none-match': 'true' } }), { IfNoneMatch: '*' }, 'nothing'],
    ['a creation', deny({ Bool: { 's3:ObjectCreationOperation': 'true' } }), {}, 'AccessDenied'],
    ['a signed payload', deny({ StringEquals: { 's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }), {}, 'nothing'],
    ['a header signature', deny({ StringEquals: { 's3:authType': 'REST-HEADER' } }), {}, 'AccessDenied'],
    ['version 4', deny({ StringNotEquals: { 's3:signatureversion': 'AWS4-HMAC-SHA256' } }), {}, 'nothing'],
    ['TLS 1.3', deny({ NumericLessThan: { 's3:TlsVersion': '1.2' } }), {}, 'nothing'],
    ['the account', deny({ StringNotEquals: { 's3:ResourceAccount': ACCOUNT } }), {}, 'nothing'],
    ['an ACL', deny({ StringEquals: { 's3:x-amz-acl': 'private' } }), { ACL: 'private' }, 'AccessDenied'],
    ['a tag', deny({ StringEquals: { 's3:RequestObjectTag/a': 'b' } }), { Tagging: 'a=b' }, 'AccessDenied'],
  ])('a bucket policy sees %s', async (_what, statement, more, code) => {
    await cloud.bucket('ruled');
    await cloud.policy('ruled', [statement]);
    expect(await refusal(put(cloud.client(), 'ruled', `k${Math.random()}`, more))).toBe(code);
  });

  test('a link older than the policy allows is refused, though it has not expired', async () => {
    await cloud.bucket('aged');
    const Condition = { NumericGreaterThan: { 's3:signatureAge': '300000' } };
    await cloud.policy('aged', [{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::aged/*', Condition }]);
    await put(cloud.client(), 'aged', 'k');
    const signedAt = (minutes: number) =>
      presignedGet(cloud, { bucket: 'aged', key: 'k', expiresIn: 3600, signingDate: new Date(Date.now() - minutes * 60_000) });
    expect((await send(cloud.origin, await signedAt(4))).status).toBe(200);
    expect(errorCode(await send(cloud.origin, await signedAt(6)))).toBe('AccessDenied');
  });

  test('a policy may bind the prefix of a listing', async () => {
    const Condition = { StringEquals: { 's3:prefix': 'mine/' } };
    const credentials = await cloud.user('prefixed', [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*', Condition }]);
    const list = (Prefix?: string) => refusal(cloud.client({ credentials }).send(new ListObjectsV2Command({ Bucket: 'box', Prefix })));
    expect([await list('mine/'), await list('yours/'), await list()]).toEqual(['nothing', 'AccessDenied', 'AccessDenied']);
  });

  test('strangers get in where the policy says so and nothing blocks it', async () => {
    const anonymous = { method: 'GET', target: '/open/k', headers: [['host', new URL(cloud.origin).host]] } as const;
    const status = async (more = '') => (await send(cloud.origin, { ...anonymous, target: `/open/k${more}` })).status;
    const everybody = [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' }];
    const none = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };
    await cloud.bucket('open', { PublicAccessBlockConfiguration: none });
    await put(cloud.client(), 'open', 'k');
    expect(await status()).toBe(403);
    await cloud.policy('open', everybody);
    expect(await status()).toBe(200);
    expect(await status('?response-content-type=text/html')).toBe(400);
    await cloud.bucket('open', { PublicAccessBlockConfiguration: { ...none, RestrictPublicBuckets: true } });
    expect(await status()).toBe(403);
  });

  test.each([
    ['a public one', { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::box/*' }, 'AccessDenied'],
    ['one for another bucket', { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::boxes/*' }, 'MalformedPolicy'],
    ['one without principal', { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::box/*' }, 'MalformedPolicy'],
    ['one with an unknown operator', deny({ StringSmells: { a: 'b' } }), 'MalformedPolicy'],
  ])('refuses as policy %s', async (_what, statement, code) => {
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    expect(await refusal(cloud.client().send(new PutBucketPolicyCommand({ Bucket: 'box', Policy })))).toBe(code);
  });

  test('a bucket that does not exist is told to everybody', async () => {
    expect(await refusal(cloud.client().send(new HeadBucketCommand({ Bucket: 'nowhere' })))).toBe('NotFound');
    const list = signRaw({ ...cloud, method: 'GET', target: '/nowhere?list-type=2' });
    expect(errorCode(await send(cloud.origin, list))).toBe('NoSuchBucket');
  });
});
