import { AwsChunked } from '../../../rehearsal/s3/body/aws-chunked.ts';
import { deriveSigningKey } from '../../../rehearsal/sigv4/signing.ts';

/** The example of the S3 API reference, "Signature calculations ... multiple chunks": 66,560 letters in two chunks. */
const credential = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', date: '20130524', region: 'us-east-1', service: 's3' };
const signing = {
  kind: 'chunked',
  trailer: false,
  seedSignature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  signingKey: deriveSigningKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', credential),
  scope: '20130524/us-east-1/s3/aws4_request',
  timestamp: '20130524T000000Z',
} as const;
const chunk = (size: number, signature: string): string => `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}\r\n`;
const signed = [
  chunk(65_536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'),
  chunk(1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'),
  chunk(0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'),
].join('');

const decode = (decoder: AwsChunked, body: string, pieceBytes: number): { readonly sizeBytes: number; readonly trailer?: string } => {
  const bytes = Buffer.from(body);
  let sizeBytes = 0;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    for (const payload of decoder.decode(bytes.subarray(at, at + pieceBytes))) sizeBytes += payload.length;
  }
  return { sizeBytes, trailer: decoder.finish() };
};

describe('aws-chunked bodies', () => {
  test.each([1, 7, 65_536, 1_000_000])('verifies the example of the API reference, in pieces of %i bytes', (pieceBytes) => {
    expect(decode(new AwsChunked({ signing }), signed, pieceBytes).sizeBytes).toBe(66_560);
  });

  test.each([
    ['a changed byte', signed.replace('aaaa', 'aaba')],
    ['chunks in another order', signed.slice(signed.indexOf('400;')) + signed.slice(0, signed.indexOf('400;'))],
    ['a chunk signature of another chunk', signed.replace('ad80c730', '0055627c')],
    ['a missing last chunk', signed.slice(0, signed.indexOf('0;chunk-signature=b6c6'))],
    ['a missing first chunk', signed.slice(signed.indexOf('400;'))],
    ['bytes after the end', `${signed}x`],
    ['an unsigned chunk', `1\r\na\r\n${signed}`],
  ])('refuses %s', (_what, body) => {
    expect(() => decode(new AwsChunked({ signing }), body, 65_536)).toThrow();
  });

  const trailer = 'x-amz-checksum-crc32';

  test('gives the trailer that was announced', () => {
    const body = `3\r\nabc\r\n0\r\n${trailer}:NSRBwg==\r\n\r\n`;
    expect(decode(new AwsChunked({ trailer }), body, 4)).toEqual({ sizeBytes: 3, trailer: 'NSRBwg==' });
  });

  test.each([
    ['no trailer', '3\r\nabc\r\n0\r\n\r\n'],
    ['another trailer', '3\r\nabc\r\n0\r\nx-amz-checksum-sha1:NSRBwg==\r\n\r\n'],
    ['the trailer twice', `3\r\nabc\r\n0\r\n${trailer}:NSRBwg==\r\n${trailer}:NSRBwg==\r\n\r\n`],
    ['a chunk that is longer than it says', `2\r\nabc\r\n0\r\n${trailer}:NSRBwg==\r\n\r\n`],
    ['a size that is no number', `x\r\nabc\r\n0\r\n${trailer}:NSRBwg==\r\n\r\n`],
    ['an endless line', `3;${'x'.repeat(2000)}`],
    ['an end without its last line', `3\r\nabc\r\n0\r\n${trailer}:NSRBwg==\r\n`],
  ])('refuses %s', (_what, body) => {
    expect(() => decode(new AwsChunked({ trailer }), body, 4)).toThrow();
  });
});
