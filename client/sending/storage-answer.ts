import { Refusal } from '../../domain/refusal.ts';
import { Failure } from '../failure.ts';

/** A "no" of the drop box's S3 to one request (docs: Amazon S3 API reference, Error responses). */
export class StorageAnswer extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, body: string) {
    const code = /<Code>([A-Za-z0-9.]{1,64})<\/Code>/.exec(body)?.[1] ?? `Status${status}`;
    super(`${status} ${code}`);
    this.name = 'StorageAnswer';
    this.status = status;
    this.code = code;
  }
}

/** No answer at all: refused, reset, timed out. */
export class LineBroken extends Error {}

/**
 * The failure for people after the last attempt at a storage request; any other error as it is. S3 repeats what KMS says of a key that the
 * country disabled with the prefix `KMS.` (docs: AWS KMS, Key states of AWS KMS keys).
 */
export function storageFailure(error: unknown): unknown {
  if (error instanceof LineBroken) return new Failure('Unreachable', 'drop box', { cause: error });
  if (!(error instanceof StorageAnswer)) return error;
  if (disabledKeyCodes.has(error.code)) return new Refusal('KeyUnavailable');
  return new Failure('StorageRefused', error.message, { cause: error });
}

/** What to do about a failed request. */
export type Verdict = 'repeat' | 'sign-again' | 'exists' | 'content-refused' | 'give-up';

/**
 * S3 answers an expired link with 403 AccessDenied, as it does a forbidden one: only a new link tells them apart. 404 NoSuchUpload is an
 * upload that ended; 412 PreconditionFailed an object that exists; RequestTimeout (400) a line that stalled.
 */
export function verdictOn(error: unknown): Verdict {
  if (error instanceof LineBroken) return 'repeat';
  if (!(error instanceof StorageAnswer)) return 'give-up';
  if (error.status === 412) return 'exists';
  if (contentCodes.has(error.code)) return 'content-refused';
  if (error.status >= 500 || error.status === 429 || repeatCodes.has(error.code)) return 'repeat';
  return error.status === 403 || error.code === 'NoSuchUpload' ? 'sign-again' : 'give-up';
}

const disabledKeyCodes: ReadonlySet<string> = new Set(['KMS.DisabledException', 'KMS.KMSInvalidStateException']);
const repeatCodes: ReadonlySet<string> = new Set(['RequestTimeout', 'ConditionalRequestConflict', 'OperationAborted']);
const contentCodes: ReadonlySet<string> = new Set([
  'BadDigest',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHA256Mismatch',
  'InvalidDigest',
]);
