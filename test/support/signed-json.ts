import { canonicalRequest } from '../../rehearsal/sigv4/canonical.ts';
import { timestampText } from '../../rehearsal/sigv4/scope.ts';
import { deriveSigningKey, sha256Hex, signRequest } from '../../rehearsal/sigv4/signing.ts';
import { type RawResponse, REGION, send, type TestCredentials } from './aws-requests.ts';

export interface JsonCall {
  readonly origin: string;
  readonly credentials: TestCredentials;
  readonly service: string;
  /** `X-Amz-Target` */
  readonly target: string;
  readonly body: unknown;
}

/** Calls an AWS JSON service for which there is no SDK client at hand. */
export const signedJson = (call: JsonCall): Promise<RawResponse> => {
  const body = JSON.stringify(call.body);
  const timestamp = timestampText(new Date());
  const credential = { accessKeyId: call.credentials.accessKeyId, date: timestamp.slice(0, 8), region: REGION, service: call.service };
  const headers = [
    ['host', new URL(call.origin).host],
    ['x-amz-date', timestamp],
    ['x-amz-target', call.target],
  ] as const;
  const signedHeaders = headers.map(([name]) => name);
  const wire = {
    method: 'POST',
    rawPath: '/',
    decodedPath: '/',
    query: [],
    headers: new Map(headers.map(([name, value]) => [name, [value]])),
    url: new URL(call.origin),
  };
  const canonical = canonicalRequest(wire, { service: call.service, signedHeaders, payloadHash: sha256Hex(body) });
  const key = deriveSigningKey(call.credentials.secretAccessKey, credential);
  const signature = signRequest(key, { timestamp, credential, canonicalRequest: canonical });
  const scope = `${credential.accessKeyId}/${credential.date}/${REGION}/${call.service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return send(call.origin, { method: 'POST', target: '/', headers: [...headers, ['authorization', authorization]], body });
};
