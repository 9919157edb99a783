import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type AwsCall, AwsError, type Caller, type Signature } from '../../cloud.ts';
import { newRequestId } from '../../request-id.ts';

/** A request to S3, from HTTP or from another service of the rehearsal. */
export interface S3Request {
  readonly method: string;
  /** Absent for requests to the service itself. */
  readonly bucket?: string;
  readonly key?: string;
  readonly query: ReadonlyMap<string, string>;
  /** A header by lower-case name; `x-amz-` headers that a presigned link carries in its query count as headers. */
  readonly header: (name: string) => string | undefined;
  readonly headerNames: readonly string[];
  readonly body: Readable;
  readonly caller: Caller;
  readonly signature: Signature;
  readonly requestId: string;
  /** `x-amz-id-2` */
  readonly hostId: string;
}

/** A request that another service of the rehearsal makes, without headers, query and body. */
export const bareRequest = (
  told: Pick<S3Request, 'method' | 'caller' | 'signature'> & { readonly bucket: string; readonly key: string },
): S3Request => ({
  ...told,
  query: new Map(),
  header: () => undefined,
  headerNames: [],
  body: Readable.from([]),
  requestId: newRequestId('s3'),
  hostId: newHostId(),
});

/** Query parameters of the signature itself. */
export const isSignatureParameter = (name: string): boolean =>
  /^x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256)$/i.test(name);

/** Reads an authenticated call; path-style addresses only. Refuses a header that is sent more than once or both ways. */
export const readRequest = (call: AwsCall): S3Request => {
  const { request, url, caller, signature, requestId } = call;
  const headers = readHeaders(call);
  const query = new Map([...url.searchParams].filter(([name]) => !isHoisted(name)));
  return {
    method: request.method ?? 'GET',
    ...readPath(request.url ?? '/'),
    query,
    header: (name) => headers.get(name),
    headerNames: [...headers.keys()],
    body: request,
    caller,
    signature,
    requestId,
    hostId: newHostId(),
  };
};

export const newHostId = (): string => randomBytes(56).toString('base64');

const isHoisted = (name: string): boolean => /^x-amz-/i.test(name) && !isSignatureParameter(name);

/** The bucket that a target names, as it stands there: nothing is refused for it. */
export const bucketIn = (target: string): string | undefined => /^\/([^/?]+)/.exec(target)?.[1];

const readPath = (target: string): Pick<S3Request, 'bucket' | 'key'> => {
  const [path = ''] = target.split('?', 1);
  const [, bucket = '', key = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  if (bucket === '') return {};
  return { bucket: decode(bucket), ...(key === '' ? {} : { key: decode(key) }) };
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', 400, "Couldn't parse the specified URI.");
  }
};

const readHeaders = ({ request, url, signature }: AwsCall): ReadonlyMap<string, string> => {
  const headers = new Map<string, string>();
  const put = (name: string, value: string): void => {
    if (headers.has(name) && isMeaningful(name)) {
      throw new AwsError('InvalidArgument', 400, 'A header was sent more than once.', { ArgumentName: name });
    }
    headers.set(name, value);
  };
  const raw = request.rawHeaders;
  for (let index = 0; index + 1 < raw.length; index += 2) put((raw[index] ?? '').toLowerCase(), (raw[index + 1] ?? '').trim());
  if (signature.kind !== 'query') return headers;
  for (const [name, value] of url.searchParams) if (isHoisted(name)) put(name.toLowerCase(), value);
  return headers;
};

/** Headers by which a request means something to S3. */
export const isMeaningful = (name: string): boolean =>
  name.startsWith('x-amz-') || name.startsWith('if-') || ['range', 'content-md5', 'content-length', 'content-type'].includes(name);
