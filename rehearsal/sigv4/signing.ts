import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { PayloadSigning } from '../cloud.ts';
import { type Credential, scopeText } from './scope.ts';

/** The payload signing of an aws-chunked body whose chunks are signed. */
export type ChunkedSigning = Extract<PayloadSigning, { readonly kind: 'chunked' }>;

export const sha256Hex = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** The key that signs for one day, region and service. */
export const deriveSigningKey = (secretAccessKey: string, credential: Credential): Uint8Array => {
  const day = hmac(`AWS4${secretAccessKey}`, credential.date);
  const region = hmac(day, credential.region);
  return hmac(hmac(region, credential.service), 'aws4_request');
};

/** Hex signature of a canonical request. */
export const signRequest = (
  key: Uint8Array,
  signed: { readonly timestamp: string; readonly credential: Credential; readonly canonicalRequest: string },
): string => signText(key, ['AWS4-HMAC-SHA256', signed.timestamp, scopeText(signed.credential), sha256Hex(signed.canonicalRequest)]);

/** Hex signature of one aws-chunked chunk, given the signature before it (AWS S3: "Signature calculations ... multiple chunks"). */
export const signChunk = (signing: ChunkedSigning, previousSignature: string, chunkSha256Hex: string): string =>
  signText(signing.signingKey, [
    'AWS4-HMAC-SHA256-PAYLOAD',
    signing.timestamp,
    signing.scope,
    previousSignature,
    sha256Hex(''),
    chunkSha256Hex,
  ]);

/** Hex signature of the trailing headers, given as `name:value\n` lines in order (AWS S3: "... including trailing headers"). */
export const signTrailer = (signing: ChunkedSigning, previousSignature: string, trailer: string): string =>
  signText(signing.signingKey, ['AWS4-HMAC-SHA256-TRAILER', signing.timestamp, signing.scope, previousSignature, sha256Hex(trailer)]);

/** Compares two signatures in a time that does not depend on where they differ. */
export const sameSignature = (expected: string, given: string): boolean => {
  const left = Buffer.from(expected, 'utf8');
  const right = Buffer.from(given, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
};

const signText = (key: Uint8Array, lines: readonly string[]): string => createHmac('sha256', key).update(lines.join('\n')).digest('hex');

const hmac = (key: string | Uint8Array, text: string): Uint8Array => createHmac('sha256', key).update(text, 'utf8').digest();
