import { AwsError, type PayloadSigning, type Signature } from '../cloud.ts';
import { canonicalRequest } from './canonical.ts';
import type { SignatureClaims } from './claims.ts';
import { scopeText } from './scope.ts';
import { deriveSigningKey, sameSignature, sha256Hex, signRequest } from './signing.ts';
import { singleHeader, type WireRequest } from './wire-request.ts';

/** A secret known to the rehearsal, and whose it is. `expiresAt` for temporary credentials. */
export interface KnownCredential<Identity> {
  readonly secretAccessKey: string;
  readonly identity: Identity;
  readonly expiresAt?: Date;
}

export interface Verification<Identity> {
  readonly request: WireRequest;
  readonly claims: SignatureClaims;
  /** The body, read whole; undefined for S3, which streams it and checks it against the claimed hash itself. */
  readonly body?: Uint8Array;
  /** Throws InvalidAccessKeyId for an unknown id, InvalidToken for a token that does not belong to it. */
  readonly find: (accessKeyId: string, sessionToken: string | undefined) => KnownCredential<Identity>;
  readonly regions: readonly string[];
  readonly now: Date;
}

/** How far the clock of a signer may be off. */
export const MAX_CLOCK_SKEW_MS = 15 * 60 * 1000;

/** Verifies one signed request or throws an AwsError in S3's terms; the listener translates it for other protocols. */
export const verifyRequest = <Identity>(check: Verification<Identity>): { readonly identity: Identity; readonly signature: Signature } => {
  const { request, claims } = check;
  requireRegion(check);
  requireFresh(claims, check.now);
  const payload = readPayload(check);
  requireEveryAmzHeaderSigned(request, claims);
  const known = check.find(claims.credential.accessKeyId, claims.sessionToken);
  const key = deriveSigningKey(known.secretAccessKey, claims.credential);
  const canonical = canonicalRequest(request, {
    service: claims.credential.service,
    signedHeaders: claims.signedHeaders,
    payloadHash: payload.hash,
  });
  const expected = signRequest(key, { timestamp: claims.timestamp, credential: claims.credential, canonicalRequest: canonical });
  if (!sameSignature(expected, claims.signature)) throw doesNotMatch(claims);
  if (known.expiresAt !== undefined && known.expiresAt <= check.now) {
    throw new AwsError('ExpiredToken', 400, 'The provided token has expired.');
  }
  return { identity: known.identity, signature: describe(claims, payload.signing(key)) };
};

const requireRegion = ({ claims, regions }: Pick<Verification<unknown>, 'claims' | 'regions'>): void => {
  const { region } = claims.credential;
  if (regions.includes(region)) return;
  const code = claims.form === 'header' ? 'AuthorizationHeaderMalformed' : 'AuthorizationQueryParametersError';
  const expected = regions[0] ?? '';
  throw new AwsError(code, 400, `The authorization is malformed; the region '${region}' is wrong; expecting '${expected}'`, {
    Region: expected,
  });
};

const requireFresh = (claims: SignatureClaims, now: Date): void => {
  const ageMs = now.getTime() - claims.signedAt.getTime();
  if (claims.lifetimeSeconds === undefined) {
    if (Math.abs(ageMs) <= MAX_CLOCK_SKEW_MS) return;
    throw new AwsError('RequestTimeTooSkewed', 403, 'The difference between the request time and the current time is too large.', {
      RequestTime: claims.timestamp,
      ServerTime: instant(now),
      MaxAllowedSkewMilliseconds: String(MAX_CLOCK_SKEW_MS),
    });
  }
  if (ageMs < -MAX_CLOCK_SKEW_MS) throw new AwsError('AccessDenied', 403, 'Request is not yet valid', { ServerTime: instant(now) });
  const expires = new Date(claims.signedAt.getTime() + claims.lifetimeSeconds * 1000);
  if (now >= expires) {
    throw new AwsError('AccessDenied', 403, 'Request has expired', {
      'X-Amz-Expires': String(claims.lifetimeSeconds),
      Expires: instant(expires),
      ServerTime: instant(now),
    });
  }
};

const instant = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

const requireEveryAmzHeaderSigned = (request: WireRequest, claims: SignatureClaims): void => {
  const missing = claims.signedHeaders.filter((name) => !request.headers.has(name));
  if (missing.length > 0) throw doesNotMatch(claims);
  const unsigned = [...request.headers.keys()].filter((name) => name.startsWith('x-amz-') && !claims.signedHeaders.includes(name));
  if (unsigned.length === 0) return;
  throw new AwsError('AccessDenied', 403, 'There were headers present in the request which were not signed', {
    HeadersNotSigned: unsigned.join(', '),
  });
};

const doesNotMatch = (claims: SignatureClaims): AwsError =>
  new AwsError(
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    { AWSAccessKeyId: claims.credential.accessKeyId, SignatureProvided: claims.signature },
  );

interface Payload {
  readonly hash: string;
  readonly signing: (signingKey: Uint8Array) => PayloadSigning;
}

const readPayload = (check: Verification<unknown>): Payload => {
  if (check.body !== undefined) {
    const hex = sha256Hex(check.body);
    return { hash: hex, signing: () => ({ kind: 'sha256', hex }) };
  }
  const header = singleHeader(check.request, 'x-amz-content-sha256');
  return check.claims.form === 'query' ? queryPayload(check.request, header) : headerPayload(check.claims, header);
};

/** A link signs no body (AWS S3: "Authenticating Requests: Using Query Parameters"). One that does is refused rather than left unchecked. */
const queryPayload = (request: WireRequest, header: string | undefined): Payload => {
  const stated = header ?? request.query.find(([name]) => name.toLowerCase() === 'x-amz-content-sha256')?.[1] ?? 'UNSIGNED-PAYLOAD';
  if (stated !== 'UNSIGNED-PAYLOAD') {
    throw new AwsError('NotImplemented', 501, 'A presigned request can only carry x-amz-content-sha256 UNSIGNED-PAYLOAD here.');
  }
  return { hash: stated, signing: () => ({ kind: 'unsigned' }) };
};

const headerPayload = (claims: SignatureClaims, stated: string | undefined): Payload => {
  if (stated === undefined) {
    throw new AwsError('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256');
  }
  return { hash: stated, signing: (signingKey) => payloadSigning(claims, { stated, signingKey }) };
};

const payloadSigning = (claims: SignatureClaims, given: { readonly stated: string; readonly signingKey: Uint8Array }): PayloadSigning => {
  const { stated, signingKey } = given;
  if (/^[0-9a-f]{64}$/.test(stated)) return { kind: 'sha256', hex: stated };
  if (stated === 'UNSIGNED-PAYLOAD') return { kind: 'unsigned' };
  if (stated === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return { kind: 'unsigned-trailer' };
  if (stated === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' || stated === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER') {
    const trailer = stated.endsWith('-TRAILER');
    const scope = scopeText(claims.credential);
    return { kind: 'chunked', trailer, seedSignature: claims.signature, signingKey, scope, timestamp: claims.timestamp };
  }
  throw new AwsError('InvalidArgument', 400, 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING value or a valid sha256 value.', {
    ArgumentName: 'x-amz-content-sha256',
  });
};

const describe = (claims: SignatureClaims, payload: PayloadSigning): Signature => {
  const { signedHeaders, signedAt, lifetimeSeconds } = claims;
  if (lifetimeSeconds === undefined) return { kind: 'header', signedHeaders, payload, signedAt };
  return { kind: 'query', signedHeaders, signedAt, expiresAt: new Date(signedAt.getTime() + lifetimeSeconds * 1000) };
};
