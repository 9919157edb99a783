import type { WireRequest } from './wire-request.ts';

/** What is signed besides the request itself. */
export interface CanonicalParts {
  readonly service: string;
  readonly signedHeaders: readonly string[];
  /** Hex SHA-256 of the body, or what `x-amz-content-sha256` says instead. */
  readonly payloadHash: string;
}

/**
 * The canonical request of Signature Version 4 (AWS: "Create a signed AWS API request"; for S3 "Authenticating Requests").
 * S3 encodes the decoded path once and does not normalise it; every other service normalises the path as sent and encodes it again.
 */
export const canonicalRequest = (request: WireRequest, parts: CanonicalParts): string =>
  [
    request.method,
    parts.service === 's3' ? s3Path(request) : normalisedPath(request),
    canonicalQuery(request.query),
    ...parts.signedHeaders.map((name) => `${name}:${request.headers.get(name)?.join(',') ?? ''}`),
    '',
    parts.signedHeaders.join(';'),
    parts.payloadHash,
  ].join('\n');

/** RFC 3986 unreserved characters stay, everything else becomes %XX in upper case. */
export const uriEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const s3Path = (request: WireRequest): string => request.decodedPath.split('/').map(uriEncode).join('/');

const normalisedPath = (request: WireRequest): string => {
  const kept: string[] = [];
  for (const segment of request.rawPath.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(uriEncode(segment));
  }
  const slash = kept.length > 0 && request.rawPath.endsWith('/') ? '/' : '';
  return `/${kept.join('/')}${slash}`;
};

const canonicalQuery = (query: WireRequest['query']): string =>
  query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

const byNameThenValue = (left: readonly [string, string], right: readonly [string, string]): number =>
  order(left[0], right[0]) || order(left[1], right[1]);

const order = (left: string, right: string): number => {
  if (left === right) return 0;
  return left < right ? -1 : 1;
};
