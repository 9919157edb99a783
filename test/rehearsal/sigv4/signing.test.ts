import { createHash } from 'node:crypto';
import { canonicalRequest } from '../../../rehearsal/sigv4/canonical.ts';
import {
  type ChunkedSigning,
  deriveSigningKey,
  sameSignature,
  sha256Hex,
  signChunk,
  signRequest,
  signTrailer,
} from '../../../rehearsal/sigv4/signing.ts';

/** The worked examples of the AWS documentation (Amazon S3 API: "Signature calculations for the Authorization header"). */
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const credential = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', date: '20130524', region: 'us-east-1', service: 's3' };
const timestamp = '20130524T000000Z';
const signingKey = deriveSigningKey(secret, credential);

test('a GET with a range has the signature of the documentation', () => {
  const headers = {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': sha256Hex(''),
    'x-amz-date': timestamp,
  };
  const canonical = canonicalRequest(
    {
      method: 'GET',
      rawPath: '/test.txt',
      decodedPath: '/test.txt',
      query: [],
      headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
      url: new URL('http://127.0.0.1/test.txt'),
    },
    { service: 's3', signedHeaders: Object.keys(headers), payloadHash: sha256Hex('') },
  );
  expect(signRequest(signingKey, { timestamp, credential, canonicalRequest: canonical })).toBe(
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

describe('an aws-chunked body', () => {
  const signing: ChunkedSigning = {
    kind: 'chunked',
    trailer: false,
    seedSignature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    signingKey,
    scope: '20130524/us-east-1/s3/aws4_request',
    timestamp,
  };
  const hash = (sizeBytes: number) => createHash('sha256').update('a'.repeat(sizeBytes)).digest('hex');

  test('has the chunk signatures of the documentation', () => {
    const first = signChunk(signing, signing.seedSignature, hash(65_536));
    const second = signChunk(signing, first, hash(1024));
    const last = signChunk(signing, second, hash(0));
    expect([first, second, last]).toEqual([
      'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
      '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
      'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
    ]);
  });
  test('has a trailer signature that depends on the trailer and on what came before', () => {
    const trailer = signTrailer(signing, signing.seedSignature, 'x-amz-checksum-crc32c:sOO8/Q==\n');
    expect(signTrailer(signing, signing.seedSignature, 'x-amz-checksum-crc32c:sOO8/R==\n')).not.toBe(trailer);
    expect(signTrailer(signing, trailer, 'x-amz-checksum-crc32c:sOO8/Q==\n')).not.toBe(trailer);
  });
});

test('signatures of different length are different', () => {
  expect(sameSignature('ab', 'abc')).toBe(false);
  expect(sameSignature('ab', 'ab')).toBe(true);
});
