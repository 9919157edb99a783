import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { Sha256 } from './sha256.ts';

/** Where S3 is: a Region, or an endpoint that takes path-style addresses. */
export interface Place {
  readonly region: string;
  readonly endpoint?: string;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly bucket: string;
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  /** All of them are signed as headers: whoever sends the request must send them just so. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly lifetimeSeconds: number;
}

export interface Presigned {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: string;
}

/** Presigns one S3 request with Signature Version 4 in the query (docs: Amazon S3 API, "Authenticating Requests: Using Query Parameters"). */
export type Presign = (request: S3Request, credentials: Credentials) => Promise<Presigned>;

export function presigner(place: Place, now: () => Date): Presign {
  return async ({ method, bucket, key, query = {}, headers = {}, lifetimeSeconds }, credentials) => {
    const signer = new S3RequestPresigner({ region: place.region, credentials, sha256: Sha256 });
    const address = addressOf(place, bucket, key);
    // links carry whole seconds
    const signingDate = new Date(Math.floor(now().getTime() / 1000) * 1000);
    // the SDK would move x-amz-* headers into the query, where S3 does not enforce them on the body that is sent
    const unhoistableHeaders = new Set(Object.keys(headers));
    const unsigned = { ...address, method, query: { ...query }, headers: { ...headers } };
    const signed = await signer.presign(unsigned, { signingDate, expiresIn: lifetimeSeconds, unhoistableHeaders });
    return {
      url: `${address.protocol}//${address.hostname}${address.port ? `:${address.port}` : ''}${address.path}?${queryOf(signed.query)}`,
      headers,
      expiresAt: new Date(signingDate.getTime() + lifetimeSeconds * 1000).toISOString(),
    };
  };
}

function addressOf({ region, endpoint }: Place, bucket: string, key: string) {
  const url = new URL(endpoint ? `${endpoint}/${bucket}/${key}` : `https://${bucket}.s3.${region}.amazonaws.com/${key}`);
  return { protocol: url.protocol, hostname: url.hostname, path: url.pathname, ...(url.port && { port: Number(url.port) }) };
}

type Query = Awaited<ReturnType<S3RequestPresigner['presign']>>['query'];

/** In the very encoding that was signed: RFC 3986, everything but unreserved characters. */
function queryOf(query: Query = {}): string {
  return Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(typeof value === 'string' ? value : '')}`)
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
