import { createHash } from 'node:crypto';
import { canonicalRequest } from '../../../../rehearsal/sigv4/canonical.ts';
import { scopeText, timestampText } from '../../../../rehearsal/sigv4/scope.ts';
import { deriveSigningKey, signRequest } from '../../../../rehearsal/sigv4/signing.ts';
import { type RawRequest, REGION, type TestCredentials } from '../../../support/aws-requests.ts';

export interface ToSign {
  readonly origin: string;
  readonly credentials: TestCredentials;
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `x-amz-content-sha256` @default the hash of the body */
  readonly payload?: string;
}

/** A request whose headers are all signed: what no SDK would send, a test can. */
export const signRaw = (to: ToSign): RawRequest => {
  const { body = '', credentials } = to;
  const timestamp = timestampText(new Date());
  const credential = { accessKeyId: credentials.accessKeyId, date: timestamp.slice(0, 8), region: REGION, service: 's3' };
  const payloadHash = to.payload ?? createHash('sha256').update(body).digest('hex');
  const length: Readonly<Record<string, string>> = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const url = new URL(to.target, to.origin);
  const headers: Record<string, string> = {
    host: url.host,
    'x-amz-date': timestamp,
    'x-amz-content-sha256': payloadHash,
    ...length,
    ...to.headers,
  };
  const signedHeaders = Object.keys(headers).sort();
  const canonical = canonicalRequest(
    {
      method: to.method,
      rawPath: to.target.split('?', 1)[0] ?? '',
      decodedPath: decodeURIComponent(to.target.split('?', 1)[0] ?? ''),
      query: [...url.searchParams],
      headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
      url,
    },
    { service: 's3', signedHeaders, payloadHash },
  );
  const key = deriveSigningKey(credentials.secretAccessKey, credential);
  const signature = signRequest(key, { timestamp, credential, canonicalRequest: canonical });
  const claims = `Credential=${credential.accessKeyId}/${scopeText(credential)}, SignedHeaders=${signedHeaders.join(';')}`;
  const authorization = `AWS4-HMAC-SHA256 ${claims}, Signature=${signature}`;
  return { method: to.method, target: to.target, headers: [...Object.entries(headers), ['authorization', authorization]], body };
};
