import { Refusal, type RefusalCode } from '../../domain/refusal.ts';

/**
 * Error names of AWS that are an expected "no" of the desk. KMS: "Key states of AWS KMS keys" (a disabled key answers DisabledException, one
 * pending deletion KMSInvalidStateException; S3 repeats both with the prefix `KMS.`). The others pass by themselves.
 */
const meanings: Readonly<Record<string, RefusalCode>> = {
  DisabledException: 'KeyUnavailable',
  KMSInvalidStateException: 'KeyUnavailable',
  'KMS.DisabledException': 'KeyUnavailable',
  'KMS.KMSInvalidStateException': 'KeyUnavailable',
  ThrottlingException: 'Busy',
  Throttling: 'Busy',
  ProvisionedThroughputExceededException: 'Busy',
  RequestLimitExceeded: 'Busy',
  TransactionInProgressException: 'Busy',
  TransactionConflictException: 'Busy',
  InternalServerError: 'Busy',
  KMSInternalException: 'Busy',
  DependencyTimeoutException: 'Busy',
  SlowDown: 'Busy',
  ServiceUnavailable: 'Busy',
  InternalError: 'Busy',
  TimeoutError: 'Busy',
};

/** Translates what AWS says at the border: KeyUnavailable, Busy, or the error as it was. */
export async function fromAws<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    const code = error instanceof Error ? meaningOf(error.name) : undefined;
    throw code ? Object.assign(new Refusal(code), { cause: error }) : error;
  }
}

export function meaningOf(errorName: string): RefusalCode | undefined {
  return Object.hasOwn(meanings, errorName) ? meanings[errorName] : undefined;
}
