import { AwsError } from '../cloud.ts';
import { requireExpectedOwner } from './access/authorize.ts';
import { diskFault } from './disk/disk.ts';
import type { Operation, Visit } from './s3.ts';
import { recordRequest } from './trail.ts';
import type { Answer } from './wire/answer.ts';
import { answerBytes, errorAnswer } from './wire/respond.ts';

/** Runs an operation. Whatever goes wrong comes out as an AwsError in S3's terms; what is not the caller's doing is reported. */
export const run = async (visit: Visit, operation: Operation): Promise<Answer> => {
  try {
    requireExpectedOwner(visit);
    return await operation.run(visit);
  } catch (error) {
    throw asS3Error(visit, error);
  }
};

export const asS3Error = ({ s3 }: Pick<Visit, 's3'>, error: unknown): AwsError => {
  if (error instanceof AwsError) return error;
  s3.cloud.report(`s3: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return diskFault(error) ?? new AwsError('InternalError', 500, 'We encountered an internal error. Please try again.');
};

/** As `run`, for requests that have no HTTP answer: records the outcome itself. */
export const perform = async (visit: Visit, operation: Operation): Promise<Answer> => {
  try {
    const answer = await run(visit, operation);
    await recordRequest(visit, operation, { headers: answer.headers, trail: answer.trail, bytesOut: answerBytes(answer) });
    return answer;
  } catch (error) {
    const refused = asS3Error(visit, error);
    await recordRequest(visit, operation, { error: refused, bytesOut: answerBytes(errorAnswer(refused, visit.request)) });
    throw refused;
  }
};
