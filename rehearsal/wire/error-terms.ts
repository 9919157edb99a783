import { AwsError } from '../cloud.ts';
import type { Protocol } from './protocol.ts';

/**
 * Signature and access errors are raised in S3's terms; other protocols have their own names and status codes for them
 * (AWS: "Common Errors" of each API reference). Other errors pass unchanged.
 */
export const inTermsOf = (protocol: Protocol, error: AwsError): AwsError => {
  if (protocol === 'rest-xml') return error;
  const table = protocol === 'query' ? QUERY : JSON_TERMS;
  const term = table[error.code];
  if (term === undefined) return error;
  const status = protocol === 'rest-json' ? 403 : term.status;
  return new AwsError(term.code, status, error.message, error.fields);
};

type Terms = Readonly<Record<string, { readonly code: string; readonly status: number }>>;

const QUERY: Terms = {
  InvalidAccessKeyId: { code: 'InvalidClientTokenId', status: 403 },
  InvalidToken: { code: 'InvalidClientTokenId', status: 403 },
  ExpiredToken: { code: 'ExpiredToken', status: 403 },
  RequestTimeTooSkewed: { code: 'SignatureDoesNotMatch', status: 403 },
  AuthorizationHeaderMalformed: { code: 'IncompleteSignature', status: 400 },
  AuthorizationQueryParametersError: { code: 'IncompleteSignature', status: 400 },
};

const JSON_TERMS: Terms = {
  AccessDenied: { code: 'AccessDeniedException', status: 400 },
  InvalidAccessKeyId: { code: 'UnrecognizedClientException', status: 400 },
  InvalidToken: { code: 'UnrecognizedClientException', status: 400 },
  ExpiredToken: { code: 'ExpiredTokenException', status: 400 },
  SignatureDoesNotMatch: { code: 'InvalidSignatureException', status: 400 },
  RequestTimeTooSkewed: { code: 'InvalidSignatureException', status: 400 },
  AuthorizationHeaderMalformed: { code: 'IncompleteSignatureException', status: 400 },
  AuthorizationQueryParametersError: { code: 'IncompleteSignatureException', status: 400 },
  MissingAuthenticationToken: { code: 'MissingAuthenticationTokenException', status: 403 },
};
