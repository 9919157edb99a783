import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { parseTimestamp } from '../../../rehearsal/sigv4/scope.ts';
import { capturingHandler, errorCode, type RawRequest, REGION, s3Client, send } from '../../support/aws-requests.ts';
import { type EchoListener, openEchoListener } from '../../support/echo-listener.ts';

const CREDENTIALS = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'standing-secret' };

let cloud: EchoListener;
beforeAll(async () => {
  cloud = await openEchoListener([CREDENTIALS]);
});
afterAll(() => cloud.close());
afterEach(() => cloud.setNow(new Date()));

const config = () => ({ endpoint: cloud.origin, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 });

const put = (region = REGION): Promise<RawRequest> => {
  const { handler, captured } = capturingHandler();
  const client = s3Client({ origin: cloud.origin, credentials: CREDENTIALS, region, requestHandler: handler });
  return captured(
    client.send(new PutObjectCommand({ Bucket: 'drop-box', Key: "a b/ü'()", Body: 'four', Metadata: { a: '  two   spaces ' } })),
  );
};
const kms = (): Promise<RawRequest> => {
  const { handler, captured } = capturingHandler();
  return captured(new KMSClient({ ...config(), requestHandler: handler }).send(new ListKeysCommand({ Limit: 7 })));
};
const sts = (): Promise<RawRequest> => {
  const { handler, captured } = capturingHandler();
  return captured(new STSClient({ ...config(), requestHandler: handler }).send(new GetCallerIdentityCommand({})));
};
const lambda = (): Promise<RawRequest> => {
  const { handler, captured } = capturingHandler();
  const FunctionName = 'arn:aws:lambda:eu-central-1:111122223333:function:f';
  return captured(
    new LambdaClient({ ...config(), requestHandler: handler }).send(new InvokeCommand({ FunctionName, Payload: Buffer.from('{}') })),
  );
};

const outcome = async (raw: RawRequest): Promise<string> => {
  const response = await send(cloud.origin, raw);
  return response.status === 200 ? 'served' : `${response.status} ${errorCode(response)}`;
};

const withHeader = (raw: RawRequest, name: string, edit: (value: string) => string): RawRequest => ({
  ...raw,
  headers: raw.headers.map(([each, value]) => [each, each.toLowerCase() === name ? edit(value) : value] as const),
});
const edited = (raw: RawRequest, from: string, to: string): RawRequest => ({ ...raw, body: String(raw.body).replace(from, to) });
const without = (raw: RawRequest, name: string): RawRequest => ({
  ...raw,
  headers: raw.headers.filter(([each]) => each.toLowerCase() !== name),
});
/** To the second, as the request says. */
const signedAt = ({ headers }: RawRequest): Date => {
  const [, said = ''] = headers.find(([name]) => name.toLowerCase() === 'x-amz-date') ?? [];
  const date = parseTimestamp(said);
  if (date === undefined) throw new Error(`no time: ${said}`);
  return date;
};
const authorization = (raw: RawRequest, edit: (value: string) => string): RawRequest => withHeader(raw, 'authorization', edit);

describe('a signed request of every protocol is served', () => {
  test.each([
    ['s3', put],
    ['kms', kms],
    ['sts', sts],
    ['lambda, whose path is encoded twice', lambda],
  ])('%s', async (_what, make) => {
    expect(await outcome(await make())).toBe('served');
  });

  test('and its service reads the body that was verified', async () => {
    expect((await send(cloud.origin, await kms())).text).toContain('"body":"{\\"Limit\\":7}"');
  });
});

describe('a signed request is refused', () => {
  const cases: readonly (readonly [string, () => Promise<RawRequest>, string])[] = [
    [
      'with another body, where the service does not stream',
      async () => ({ ...(await kms()), body: '{"Limit":8}' }),
      '400 InvalidSignatureException',
    ],
    ['with another STS version', async () => edited(await sts(), '2011-06-15', '2012-06-15'), '403 SignatureDoesNotMatch'],
    [
      'with another operation',
      async () => withHeader(await kms(), 'x-amz-target', () => 'TrentService.Decrypt'),
      '400 InvalidSignatureException',
    ],
    ['with a header removed that was signed', async () => without(await put(), 'x-amz-meta-a'), '403 SignatureDoesNotMatch'],
    [
      'with an x-amz header added',
      async () => ({ ...(await put()), headers: [...(await put()).headers, ['x-amz-acl', 'public-read']] }),
      '403 AccessDenied',
    ],
    ['without its date', async () => without(await put(), 'x-amz-date'), '403 AccessDenied'],
    [
      'with another date',
      async () => withHeader(await put(), 'x-amz-date', (value) => value.replace(/\dZ$/, (end) => (end === '0Z' ? '1Z' : '0Z'))),
      '403 SignatureDoesNotMatch',
    ],
    ['without a payload hash, for S3', async () => without(await put(), 'x-amz-content-sha256'), '400 InvalidRequest'],
    ['for another region', () => put('us-east-1'), '400 AuthorizationHeaderMalformed'],
    [
      'of an unknown service',
      async () => authorization(await put(), (value) => value.replace('/s3/', '/glacier/')),
      '403 InvalidSignatureException',
    ],
    [
      'with a broken scope',
      async () => authorization(await put(), (value) => value.replace('aws4_request', 'aws5_request')),
      '400 AuthorizationHeaderMalformed',
    ],
    [
      'with the scope of another day',
      async () => authorization(await put(), (value) => value.replace(/\/\d{8}\//, '/20200101/')),
      '400 AuthorizationHeaderMalformed',
    ],
    [
      'with a field twice',
      async () => authorization(await put(), (value) => `${value}, Signature=${'0'.repeat(64)}`),
      '400 AuthorizationHeaderMalformed',
    ],
    [
      'with unsorted signed headers',
      async () =>
        authorization(await put(), (value) =>
          value.replace(/SignedHeaders=([^,]+)/, (_all, list: string) => `SignedHeaders=${list.split(';').reverse().join(';')}`),
        ),
      '400 AuthorizationHeaderMalformed',
    ],
    [
      'with a second Authorization header',
      async () => ({ ...(await put()), headers: [...(await put()).headers, ['authorization', 'AWS4-HMAC-SHA256 x']] }),
      '400 InvalidRequest',
    ],
    [
      'under Signature Version 2',
      async () => authorization(await put(), () => 'AWS AKIATESTTESTTESTTEST:c2lnbmF0dXJl'),
      '400 InvalidRequest',
    ],
    ['under another scheme', async () => authorization(await put(), () => 'Bearer abc'), '400 InvalidRequest'],
    [
      'with an unknown key id',
      async () => authorization(await put(), (value) => value.replace('AKIATEST', 'AKIAOTHE')),
      '403 InvalidAccessKeyId',
    ],
    [
      'with an unknown key id, in the words of KMS',
      async () => authorization(await kms(), (value) => value.replace('AKIATEST', 'AKIAOTHE')),
      '400 UnrecognizedClientException',
    ],
    [
      'with an unknown key id, in the words of STS',
      async () => authorization(await sts(), (value) => value.replace('AKIATEST', 'AKIAOTHE')),
      '403 InvalidClientTokenId',
    ],
  ];
  test.each(cases)('%s', async (_what, make, expected) => {
    expect(await outcome(await make())).toBe(expected);
  });

  test.each([
    [-901, '403 RequestTimeTooSkewed'],
    [-900, 'served'],
    [900, 'served'],
    [901, '403 RequestTimeTooSkewed'],
  ])('with a clock %d seconds off, beyond 15 minutes', async (seconds, expected) => {
    const raw = await put();
    cloud.setNow(new Date(signedAt(raw).getTime() + seconds * 1000));
    expect(await outcome(raw)).toBe(expected);
  });
});

describe('an unsigned request', () => {
  const host = () => [['host', new URL(cloud.origin).host]] as const;
  const unsigned = (raw: Partial<RawRequest>): RawRequest => ({ method: 'GET', target: '/bucket/key', headers: host(), ...raw });

  test('goes to S3 as anonymous', async () => {
    const response = await send(cloud.origin, unsigned({}));
    expect(JSON.parse(response.text)).toMatchObject({ scope: 's3', caller: 'anonymous', signature: 'none' });
  });
  test('of a browser that asks first goes to S3', async () => {
    expect(await outcome(unsigned({ method: 'OPTIONS' }))).toBe('served');
  });
  test('to a JSON service is refused', async () => {
    const headers = [...host(), ['x-amz-target', 'TrentService.ListKeys'] as const];
    expect(await outcome(unsigned({ method: 'POST', target: '/', headers, body: '{}' }))).toBe('403 MissingAuthenticationTokenException');
  });
  test('to a query service is refused', async () => {
    expect(await outcome(unsigned({ method: 'POST', target: '/', body: 'Action=GetCallerIdentity' }))).toBe(
      '403 MissingAuthenticationToken',
    );
  });
  test('for an absolute target is refused', async () => {
    expect(await outcome(unsigned({ target: 'http://elsewhere.example/bucket/key' }))).toBe('400 InvalidURI');
  });
});
