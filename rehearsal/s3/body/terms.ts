import { AwsError } from '../../cloud.ts';
import type { ChunkedSigning } from '../../sigv4/signing.ts';
import type { ChecksumAlgorithm } from '../store/version.ts';
import type { S3Request } from '../wire/request.ts';
import { ALGORITHMS, algorithmNamed, checksumHeader, requireChecksumValue } from './checksums.ts';

/** Everything a request says of its body, to be held against the bytes. */
export interface BodyTerms {
  /** After decoding. */
  readonly sizeBytes: number;
  readonly framing: { readonly kind: 'plain' } | { readonly kind: 'aws-chunked'; readonly signing?: ChunkedSigning };
  /** `x-amz-content-sha256`, in hex. */
  readonly sha256?: string;
  /** `Content-MD5`, in base64. */
  readonly md5?: string;
  readonly checksum?: ClaimedChecksum;
}

/** Without a value it comes in the trailer. */
export interface ClaimedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value?: string;
}

/** Largest body of one PutObject or UploadPart. */
export const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** Reads the terms, and refuses those that contradict each other or leave the size open. */
export const readBodyTerms = (request: S3Request): BodyTerms => {
  const { signature } = request;
  const payload = signature.kind === 'header' ? signature.payload : undefined;
  const chunked = payload?.kind === 'unsigned-trailer' || payload?.kind === 'chunked';
  if (request.header('content-encoding')?.includes('aws-chunked') === true && !chunked) {
    throw new AwsError('InvalidRequest', 400, 'Content-Encoding aws-chunked needs a STREAMING value of x-amz-content-sha256.');
  }
  return {
    sizeBytes: readSize(request, chunked ? 'x-amz-decoded-content-length' : 'content-length'),
    framing: chunked ? { kind: 'aws-chunked', signing: payload.kind === 'chunked' ? payload : undefined } : { kind: 'plain' },
    sha256: payload?.kind === 'sha256' ? payload.hex : undefined,
    md5: readMd5(request.header('content-md5')),
    checksum: readChecksum(request),
  };
};

/** Whether the request states anything that binds its body, as Object Lock asks. */
export const statesIntegrity = ({ md5, checksum }: BodyTerms): boolean => md5 !== undefined || checksum !== undefined;

const readSize = (request: S3Request, name: string): number => {
  const text = request.header(name);
  if (text === undefined) throw new AwsError('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.');
  if (!/^\d{1,15}$/.test(text)) throw new AwsError('InvalidArgument', 400, `${name} must be a number of bytes.`, { ArgumentName: name });
  return Number(text);
};

const readMd5 = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 16 && bytes.toString('base64') === text) return text;
  throw new AwsError('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', { 'Content-MD5': text });
};

const readChecksum = (request: S3Request): ClaimedChecksum | undefined => {
  const inHeaders = ALGORITHMS.flatMap((algorithm) => {
    const value = request.header(checksumHeader(algorithm));
    return value === undefined ? [] : [{ algorithm, value: requireChecksumValue(algorithm, value) }];
  });
  const announced = readTrailer(request);
  const all: readonly ClaimedChecksum[] = announced === undefined ? inHeaders : [...inHeaders, announced];
  if (all.length > 1) {
    throw new AwsError('InvalidRequest', 400, 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  requireNamedAlgorithm(request, all[0]);
  return all[0];
};

const readTrailer = (request: S3Request): ClaimedChecksum | undefined => {
  const name = request.header('x-amz-trailer');
  const { signature } = request;
  const payload = signature.kind === 'header' ? signature.payload : undefined;
  const expected = payload?.kind === 'unsigned-trailer' || (payload?.kind === 'chunked' && payload.trailer);
  if (name === undefined) {
    if (payload?.kind === 'chunked' && payload.trailer) throw badTrailer();
    return undefined;
  }
  const algorithm = ALGORITHMS.find((each) => checksumHeader(each) === name.toLowerCase());
  if (!expected || algorithm === undefined) throw badTrailer();
  return { algorithm };
};

const badTrailer = (): AwsError =>
  new AwsError('InvalidRequest', 400, 'The value specified in the x-amz-trailer header is not supported', {
    ArgumentName: 'x-amz-trailer',
  });

const requireNamedAlgorithm = (request: S3Request, claimed: ClaimedChecksum | undefined): void => {
  const name = request.header('x-amz-sdk-checksum-algorithm');
  if (name === undefined) return;
  if (claimed === undefined) {
    throw new AwsError(
      'InvalidRequest',
      400,
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (algorithmNamed(name) !== claimed.algorithm) {
    throw new AwsError('InvalidRequest', 400, 'Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
};
