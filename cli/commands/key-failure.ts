import { Failure } from '../../client/failure.ts';

/** KMS's own "no", told as a failure with its code; anything else as it is. */
export async function asKeyFailure<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof Error && '$metadata' in cause) throw new Failure('KeyRefused', cause.name, { cause });
    throw cause;
  }
}
