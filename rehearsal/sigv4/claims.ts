import { AwsError } from '../cloud.ts';
import { type Credential, parseCredential, parseTimestamp } from './scope.ts';
import { parameter, singleHeader, type WireRequest } from './wire-request.ts';

/** What a signed request says of its signature; nothing of it is verified yet. */
export interface SignatureClaims {
  readonly form: 'header' | 'query';
  readonly credential: Credential;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  readonly signedAt: Date;
  /** Lifetime of a presigned link; absent in the header form. */
  readonly lifetimeSeconds?: number;
  readonly sessionToken?: string;
}

/** Longest life of a presigned link: seven days. */
export const MAX_LINK_LIFETIME_SECONDS = 604_800;

/** Reads the claims of a request; undefined for an unsigned one. Refuses Signature Version 2, SigV4A and two signatures at once. */
export const readClaims = (request: WireRequest): SignatureClaims | undefined => {
  const authorization = singleHeader(request, 'authorization');
  const inQuery = request.query.some(([name]) => /^x-amz-(algorithm|credential|signature|signedheaders|expires)$/i.test(name));
  refuseOldSignatures(request, authorization);
  if (authorization !== undefined && inQuery) throw bothForms();
  if (authorization !== undefined) return headerClaims(request, authorization);
  return inQuery ? queryClaims(request) : undefined;
};

const bothForms = (): AwsError =>
  new AwsError(
    'InvalidArgument',
    400,
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
  );

const refuseOldSignatures = (request: WireRequest, authorization: string | undefined): void => {
  const old =
    request.query.some(([name]) => name === 'AWSAccessKeyId' || name === 'Signature') || authorization?.startsWith('AWS ') === true;
  if (!old) return;
  throw new AwsError('InvalidRequest', 400, 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.');
};

const headerClaims = (request: WireRequest, authorization: string): SignatureClaims => {
  const [algorithm = '', ...rest] = authorization.split(' ');
  if (algorithm !== 'AWS4-HMAC-SHA256') {
    throw new AwsError('InvalidRequest', 400, 'The authorization mechanism is not supported. Please use AWS4-HMAC-SHA256.');
  }
  const fields = readFields(rest.join(' '));
  const date = singleHeader(request, 'x-amz-date');
  if (date === undefined) throw new AwsError('AccessDenied', 403, 'AWS authentication requires a valid x-amz-date header');
  return {
    form: 'header',
    ...readCommon(
      { credential: fields.get('Credential'), signedHeaders: fields.get('SignedHeaders'), signature: fields.get('Signature'), date },
      malformedHeader,
    ),
    sessionToken: singleHeader(request, 'x-amz-security-token'),
  };
};

const readFields = (text: string): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, name, value] = /^\s*(Credential|SignedHeaders|Signature)=(\S+)\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined || fields.has(name))
      throw malformedHeader('it has a field that is unknown, empty or repeated');
    fields.set(name, value);
  }
  return fields;
};

const queryClaims = (request: WireRequest): SignatureClaims => {
  if (parameter(request, 'X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw malformedQuery('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
  }
  const common = readCommon(
    {
      credential: parameter(request, 'X-Amz-Credential'),
      signedHeaders: parameter(request, 'X-Amz-SignedHeaders'),
      signature: parameter(request, 'X-Amz-Signature'),
      date: parameter(request, 'X-Amz-Date'),
    },
    malformedQuery,
  );
  return {
    form: 'query',
    ...common,
    lifetimeSeconds: readLifetime(parameter(request, 'X-Amz-Expires')),
    sessionToken: parameter(request, 'X-Amz-Security-Token'),
  };
};

const readLifetime = (text: string | undefined): number => {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw malformedQuery('X-Amz-Expires should be a number');
  const seconds = Number(text);
  if (seconds < 1) throw malformedQuery('X-Amz-Expires must be at least 1 second');
  if (seconds > MAX_LINK_LIFETIME_SECONDS) {
    throw malformedQuery(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  return seconds;
};

interface RawClaims {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly date: string | undefined;
}

type Malformed = (reason: string) => AwsError;

const readCommon = (raw: RawClaims, malformed: Malformed) => {
  const credential = parseCredential(raw.credential ?? '');
  if (credential === undefined)
    throw malformed('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request"');
  const signedAt = parseTimestamp(raw.date ?? '');
  if (signedAt === undefined || raw.date === undefined)
    throw malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  if (!raw.date.startsWith(credential.date)) throw malformed('the date in the Credential differs from the date of the request');
  const signature = raw.signature ?? '';
  if (!/^[0-9a-f]{64}$/.test(signature)) throw malformed('the Signature is missing or not 64 lower-case hexadecimal digits');
  return { credential, signedHeaders: readSignedHeaders(raw.signedHeaders ?? '', malformed), signature, timestamp: raw.date, signedAt };
};

const readSignedHeaders = (text: string, malformed: Malformed): readonly string[] => {
  const names = text.split(';');
  const sorted = names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name);
  if (!sorted || !names.every((name) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name))) {
    throw malformed('SignedHeaders must be lower-case header names, sorted, each once');
  }
  if (!names.includes('host')) throw malformed('SignedHeaders must include "host"');
  return names;
};

const malformedHeader: Malformed = (reason) =>
  new AwsError('AuthorizationHeaderMalformed', 400, `The authorization header is malformed; ${reason}`);

const malformedQuery: Malformed = (reason) => new AwsError('AuthorizationQueryParametersError', 400, reason);
