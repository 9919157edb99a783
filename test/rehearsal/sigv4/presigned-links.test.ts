import { createHash } from 'node:crypto';
import { errorCode, presignedGet, presignedPut, type RawRequest, send } from '../../support/aws-requests.ts';
import { type EchoListener, openEchoListener } from '../../support/echo-listener.ts';

const STANDING = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'standing-secret' };
const EXPIRED = {
  accessKeyId: 'ASIATESTTESTTESTTEST',
  secretAccessKey: 'temporary-secret',
  sessionToken: 'token/+=',
  expiresAt: new Date(0),
};
const TEMPORARY = { accessKeyId: 'ASIAGOODGOODGOODGOOD', secretAccessKey: 'temporary-secret', sessionToken: 'token/+=' };

let cloud: EchoListener;
beforeAll(async () => {
  cloud = await openEchoListener([STANDING, EXPIRED, TEMPORARY]);
});
afterAll(() => cloud.close());

const link = (key = 'case/doc 1.pdf', expiresIn = 300): Promise<RawRequest> =>
  presignedGet({ origin: cloud.origin, credentials: STANDING }, { bucket: 'drop-box', key, expiresIn });

const edited = (raw: RawRequest, edit: (target: string) => string): RawRequest => ({ ...raw, target: edit(raw.target) });

const outcome = async (raw: RawRequest): Promise<string> => {
  const response = await send(cloud.origin, raw);
  return response.status === 200 ? 'served' : `${response.status} ${errorCode(response)}`;
};

describe('a presigned link', () => {
  test.each([
    'plain',
    'with space',
    'plus+sign',
    'percent%41',
    "quote's(and)*stars!",
    'عربي.pdf',
    'é~_-.&=@:,;$',
    'a//b',
    'trailing/',
    'x?y#z',
  ])('is served for the key %j', async (key) => {
    expect(await outcome(await link(key))).toBe('served');
  });

  const tampered: readonly (readonly [string, (target: string) => string, string])[] = [
    ['another key', (target) => target.replace('doc%201', 'doc%202'), '403 SignatureDoesNotMatch'],
    ['another bucket', (target) => target.replace('drop-box', 'other-box'), '403 SignatureDoesNotMatch'],
    ['an added version', (target) => `${target}&versionId=abc`, '403 SignatureDoesNotMatch'],
    ['a longer life', (target) => target.replace('X-Amz-Expires=300', 'X-Amz-Expires=301'), '403 SignatureDoesNotMatch'],
    [
      'a life of a week and a second',
      (target) => target.replace('X-Amz-Expires=300', 'X-Amz-Expires=604801'),
      '400 AuthorizationQueryParametersError',
    ],
    ['no life', (target) => target.replace('X-Amz-Expires=300', 'X-Amz-Expires=0'), '400 AuthorizationQueryParametersError'],
    ['a negative life', (target) => target.replace('X-Amz-Expires=300', 'X-Amz-Expires=-1'), '400 AuthorizationQueryParametersError'],
    ['no stated life', (target) => target.replace('&X-Amz-Expires=300', ''), '400 AuthorizationQueryParametersError'],
    ['two lives', (target) => `${target}&X-Amz-Expires=300`, '400 InvalidArgument'],
    ['two lives in different case', (target) => `${target}&x-amz-expires=300`, '400 InvalidArgument'],
    ['two ids', (target) => `${target}&x-id=GetObject`, '400 InvalidArgument'],
    ['no signature', (target) => target.replace(/&X-Amz-Signature=[0-9a-f]+/, ''), '400 AuthorizationQueryParametersError'],
    [
      'half a signature',
      (target) => target.replace(/(X-Amz-Signature=[0-9a-f]{32})[0-9a-f]{32}/, '$1'),
      '400 AuthorizationQueryParametersError',
    ],
    [
      'another signature',
      (target) => target.replace(/X-Amz-Signature=[0-9a-f]{64}/, `X-Amz-Signature=${'0'.repeat(64)}`),
      '403 SignatureDoesNotMatch',
    ],
    [
      'host not signed',
      (target) => target.replace('X-Amz-SignedHeaders=host', 'X-Amz-SignedHeaders=x-y'),
      '400 AuthorizationQueryParametersError',
    ],
    ['another service', (target) => target.replace('%2Fs3%2F', '%2Fkms%2F'), '400 InvalidSignatureException'],
    ['a service nobody knows', (target) => target.replace('%2Fs3%2F', '%2Fec2%2F'), '403 InvalidSignatureException'],
    ['another region', (target) => target.replace('%2Feu-central-1%2F', '%2Feu-west-1%2F'), '400 AuthorizationQueryParametersError'],
    ['another key id', (target) => target.replace('AKIATESTTESTTESTTEST', 'AKIAOTHEROTHEROTHERO'), '403 InvalidAccessKeyId'],
    ['an added token', (target) => `${target}&X-Amz-Security-Token=x`, '400 InvalidToken'],
    [
      'Signature Version 2',
      () => '/drop-box/doc?AWSAccessKeyId=AKIATESTTESTTESTTEST&Signature=abc%3D&Expires=4102444800',
      '400 InvalidRequest',
    ],
    [
      'another algorithm',
      (target) => target.replace('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256'),
      '400 AuthorizationQueryParametersError',
    ],
    ['a signed body hash that nobody would check', (target) => target.replace('UNSIGNED-PAYLOAD', '0'.repeat(64)), '501 NotImplemented'],
    ['dots in the path', (target) => target.replace('/case/', '/case/../case/'), '400 InvalidURI'],
    ['encoded dots in the path', (target) => target.replace('/case/', '/case/%2e%2e/case/'), '400 InvalidURI'],
    ['a backslash in the path', (target) => target.replace('/case/', '/case\\..\\case/'), '400 InvalidURI'],
    ['broken percent escapes', (target) => target.replace('%20', '%zz'), '400 InvalidURI'],
    ['bytes that are not UTF-8', (target) => target.replace('%20', '%ff'), '400 InvalidURI'],
  ];
  test.each(tampered)('is refused with %s', async (_what, edit, expected) => {
    expect(await outcome(edited(await link(), edit))).toBe(expected);
  });

  test('is refused when aimed at another host', async () => {
    const raw = await link();
    expect(await outcome({ ...raw, headers: [['host', 'elsewhere.example']] })).toBe('403 SignatureDoesNotMatch');
  });

  test('is refused with another method', async () => {
    const raw = await link();
    expect(await outcome({ ...raw, method: 'DELETE' })).toBe('403 SignatureDoesNotMatch');
  });

  test('is refused when it also carries an Authorization header', async () => {
    const raw = await link();
    expect(await outcome({ ...raw, headers: [...raw.headers, ['authorization', 'AWS4-HMAC-SHA256 Credential=x']] })).toBe(
      '400 InvalidArgument',
    );
  });

  test('is refused with an x-amz header that was not signed, and says which', async () => {
    const raw = await link();
    const response = await send(cloud.origin, { ...raw, headers: [...raw.headers, ['X-Amz-Acl', 'public-read'], ['x-amz-meta-a', 'b']] });
    expect(response.status).toBe(403);
    expect(response.text).toContain('<HeadersNotSigned>x-amz-acl, x-amz-meta-a</HeadersNotSigned>');
  });

  test('takes headers that carry no meaning for AWS', async () => {
    const raw = await link();
    expect(await outcome({ ...raw, headers: [...raw.headers, ['x-other', '1']] })).toBe('served');
  });

  const checksum = createHash('sha256').update('body').digest('base64');
  const upload = (): Promise<RawRequest> =>
    presignedPut({ origin: cloud.origin, credentials: STANDING }, { bucket: 'drop-box', key: 'k', expiresIn: 300 }, checksum);

  test('with a signed checksum is refused without that header', async () => {
    const raw = await upload();
    expect(await outcome({ ...raw, body: 'body', headers: raw.headers.filter(([name]) => name === 'host') })).toBe(
      '403 SignatureDoesNotMatch',
    );
  });

  test('with a signed checksum is refused with another value, or with two', async () => {
    const raw = await upload();
    const other = raw.headers.map(([name, value]) => [name, name === 'host' ? value : value.replace(/^./, 'A')] as const);
    expect(await outcome({ ...raw, headers: other })).toBe('403 SignatureDoesNotMatch');
    expect(await outcome({ ...raw, headers: [...raw.headers, ['x-amz-checksum-sha256', checksum]] })).toBe('403 SignatureDoesNotMatch');
  });

  test('with a signed checksum is served with it', async () => {
    expect(await outcome({ ...(await upload()), body: 'body' })).toBe('served');
  });
});

describe('the clock of a presigned link', () => {
  const signingDate = new Date('2026-03-01T12:00:00Z');
  const later = (seconds: number): Date => new Date(signingDate.getTime() + seconds * 1000);
  afterEach(() => cloud.setNow(new Date()));

  test.each([
    ['15 minutes before it was signed', -900, 'served'],
    ['earlier than that', -901, '403 AccessDenied'],
    ['in its last second', 299, 'served'],
    ['when its life is over', 300, '403 AccessDenied'],
  ])('%s', async (_when, seconds, expected) => {
    const raw = await presignedGet(
      { origin: cloud.origin, credentials: STANDING },
      { bucket: 'b-b', key: 'k', expiresIn: 300, signingDate },
    );
    cloud.setNow(later(seconds));
    expect(await outcome(raw)).toBe(expected);
  });

  test('an expired link says when it expired', async () => {
    const raw = await presignedGet(
      { origin: cloud.origin, credentials: STANDING },
      { bucket: 'b-b', key: 'k', expiresIn: 300, signingDate },
    );
    cloud.setNow(later(301));
    const { text } = await send(cloud.origin, raw);
    expect(text).toContain(
      '<Message>Request has expired</Message><X-Amz-Expires>300</X-Amz-Expires><Expires>2026-03-01T12:05:00Z</Expires>',
    );
    expect(text).toContain('<ServerTime>2026-03-01T12:05:01Z</ServerTime>');
  });
});

describe('a link of temporary credentials', () => {
  const bySession = (credentials: typeof TEMPORARY): Promise<RawRequest> =>
    presignedGet({ origin: cloud.origin, credentials }, { bucket: 'b-b', key: 'k', expiresIn: 300 });

  test('is served with its token', async () => {
    expect(await outcome(await bySession(TEMPORARY))).toBe('served');
  });
  test('is refused without its token', async () => {
    expect(await outcome(edited(await bySession(TEMPORARY), (target) => target.replace(/&X-Amz-Security-Token=[^&]+/, '')))).toBe(
      '400 InvalidToken',
    );
  });
  test('is refused once the session is over', async () => {
    expect(await outcome(await bySession(EXPIRED))).toBe('400 ExpiredToken');
  });
});
