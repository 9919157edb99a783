import { AwsError } from '../../cloud.ts';
import { ALGORITHMS, checksumHeader } from '../body/checksums.ts';
import { notImplemented, type Operation } from '../s3.ts';
import { isSignatureParameter, type S3Request } from './request.ts';

/**
 * The operation that a request asks for. Whatever the operation does not take - another sub-resource, an unknown `x-amz-` header, a
 * conditional header that it does not know - is refused: nothing may be passed over and taken for a simpler request.
 */
export const route = (request: S3Request, operations: readonly Operation[]): Operation => {
  const fitting = operations.filter((operation) => fits(operation, request)).sort((left, right) => selectivity(right) - selectivity(left));
  const [operation] = fitting;
  if (operation === undefined) throw unknown(request);
  requireKnownParameters(operation, request);
  requireKnownHeaders(operation, request);
  if (operation.body !== true) requireNoBody(request);
  return operation;
};

const levelOf = ({ bucket, key }: S3Request): Operation['on'] => {
  if (bucket === undefined) return 'service';
  return key === undefined ? 'bucket' : 'object';
};

const fits = ({ method, on, when = {}, whenHeader }: Operation, request: S3Request): boolean =>
  method === request.method &&
  on === levelOf(request) &&
  (whenHeader === undefined || request.header(whenHeader) !== undefined) &&
  Object.entries(when).every(([name, value]) => request.query.has(name) && (value === undefined || request.query.get(name) === value));

const selectivity = ({ when = {}, whenHeader }: Operation): number => Object.keys(when).length * 2 + (whenHeader === undefined ? 0 : 1);

const unknown = (request: S3Request): AwsError => {
  if (['GET', 'HEAD', 'PUT', 'POST', 'DELETE'].includes(request.method)) {
    return notImplemented(`${request.method} with ${[...request.query.keys()].join(', ') || 'no parameters'}`);
  }
  return new AwsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', { Method: request.method });
};

const requireKnownParameters = ({ when = {}, query = [] }: Operation, request: S3Request): void => {
  for (const name of request.query.keys()) {
    if (name in when || query.includes(name) || name === 'x-id' || isSignatureParameter(name)) continue;
    throw notImplemented(`the parameter ${name}`);
  }
};

/** Headers that belong to signing, or that change nothing. */
const ALWAYS: readonly string[] = [
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-expected-bucket-owner',
];

/** Headers that state the integrity of a body. */
const OF_BODIES: readonly string[] = [
  'x-amz-sdk-checksum-algorithm',
  'x-amz-trailer',
  'x-amz-decoded-content-length',
  ...ALGORITHMS.map(checksumHeader),
];

const requireKnownHeaders = ({ headers = [], body }: Operation, request: S3Request): void => {
  const known = [...ALWAYS, ...headers, ...(body === true ? OF_BODIES : [])];
  for (const name of request.headerNames) {
    if (!/^(?:x-amz-|if-)|^range$/.test(name)) continue;
    if (known.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern))) continue;
    throw notImplemented(`the header ${name}`);
  }
};

const requireNoBody = (request: S3Request): void => {
  const size = request.header('content-length') ?? '0';
  if (size === '0' && request.header('transfer-encoding') === undefined) return;
  throw new AwsError('UnexpectedContent', 400, 'This request contains unsupported content.');
};
