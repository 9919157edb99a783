import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import * as z from 'zod';

/** A request as it goes over the wire, so that tests can tamper with any part of it. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, sent as they are. */
  readonly target: string;
  /** In order; a name may come twice. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface TestCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Sends a request byte for byte and reads the answer. */
export const send = (origin: string, raw: RawRequest): Promise<RawResponse> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const headers = raw.headers.flat();
    const request = httpRequest({ hostname, port, method: raw.method, path: raw.target, headers, setHost: false, agent: false });
    request.on('error', reject);
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(pieces).toString('utf8') }),
      );
    });
    request.end(raw.body);
  });

/** Code of an error answer in any of the protocols. */
export const errorCode = ({ text }: RawResponse): string => /<Code>([^<]+)<|"__type":"([^"]+)"/.exec(text)?.slice(1).find(Boolean) ?? text;

export interface S3Signing {
  readonly origin: string;
  readonly credentials: TestCredentials;
  readonly region?: string;
  /** Instead of the network. */
  readonly requestHandler?: { readonly handle: (request: unknown) => Promise<never> };
}

export const REGION = 'eu-central-1';

export const s3Client = ({ origin, credentials, region, requestHandler }: S3Signing): S3Client =>
  new S3Client({
    endpoint: origin,
    region: region ?? REGION,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    ...(requestHandler === undefined ? {} : { requestHandler }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

export interface Link {
  readonly bucket: string;
  readonly key: string;
  readonly expiresIn: number;
  readonly signingDate?: Date;
}

/** A presigned GET as a raw request, made by the AWS SDK. */
export const presignedGet = async (signing: S3Signing, { bucket, key, ...options }: Link): Promise<RawRequest> => {
  const url = await getSignedUrl(s3Client(signing), new GetObjectCommand({ Bucket: bucket, Key: key }), options);
  return rawOf('GET', url);
};

/** A presigned PUT whose checksum header is signed, made by the AWS SDK. */
export const presignedPut = async (signing: S3Signing, { bucket, key, ...options }: Link, checksum: string): Promise<RawRequest> => {
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, ChecksumSHA256: checksum });
  const url = await getSignedUrl(s3Client(signing), command, { ...options, unhoistableHeaders: new Set(['x-amz-checksum-sha256']) });
  const raw = rawOf('PUT', url);
  return { ...raw, headers: [...raw.headers, ['x-amz-checksum-sha256', checksum]] };
};

const rawOf = (method: string, url: string): RawRequest => {
  const { host } = new URL(url);
  return { method, target: url.slice(url.indexOf(host) + host.length), headers: [['host', host]] };
};

const signedRequest = z.object({
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.union([z.string(), z.null(), z.array(z.string())])).default({}),
  headers: z.record(z.string(), z.string()),
  body: z.union([z.string(), z.instanceof(Uint8Array)]).optional(),
});

/** A `requestHandler` for an SDK client that sends nothing: `captured` holds what it was given, signed. */
export const capturingHandler = () => {
  const seen: RawRequest[] = [];
  const handle = async (request: unknown): Promise<never> => {
    const { method, path, query, headers, body } = signedRequest.parse(request);
    const pairs = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value ?? ''))}`);
    const target = pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
    seen.push({ method, target, headers: Object.entries(headers), body });
    throw new Error('captured, not sent');
  };
  const captured = async (act: Promise<unknown>): Promise<RawRequest> => {
    await act.catch(() => {});
    const [raw] = seen;
    if (raw === undefined) throw new Error('The client sent nothing');
    return raw;
  };
  return { handler: { handle }, captured };
};
