import { type AwsCall, AwsError } from '../cloud.ts';
import { OPERATIONS } from './operations/all.ts';
import { asS3Error, run } from './perform.ts';
import type { Operation, S3, Visit } from './s3.ts';
import { recordRequest } from './trail.ts';
import { corsHeaders, preflight } from './wire/cors.ts';
import { newHostId, readRequest } from './wire/request.ts';
import { answerBytes, discardRest, errorAnswer, type Reply, streamAnswer, writeAnswer } from './wire/respond.ts';
import { route } from './wire/route.ts';

/** Serves one HTTP request. Its outcome is in the trail before the end of the answer is sent. */
export const serve = async (s3: S3, call: AwsCall): Promise<void> => {
  const { request: http, response } = call;
  const bare: Reply = { request: http, response, ids: { requestId: call.requestId, hostId: newHostId() }, cors: {} };
  try {
    const request = readRequest(call);
    if (http.method === 'OPTIONS') writeAnswer({ ...bare, ids: request }, preflight(s3, request));
    else
      await serveOperation(
        { s3, request },
        { ...bare, ids: request, cors: corsHeaders(s3, { ...request, origin: request.header('origin') }) },
        call.region,
      );
  } catch (error) {
    const refused = asS3Error({ s3 }, error);
    if (response.headersSent) response.destroy();
    else writeAnswer(bare, errorAnswer(refused, bare.ids));
  }
  discardRest(http);
};

/** A request must be signed for the Region of its bucket; one without a signature goes anywhere. */
const requireRegion = ({ s3, request }: Visit, signedFor: string | undefined): void => {
  const settings = s3.buckets.find(request.bucket ?? '')?.settings;
  const expected = settings?.region ?? s3.cloud.region;
  if (signedFor === undefined || signedFor === expected) return;
  throw new AwsError(
    'AuthorizationHeaderMalformed',
    400,
    `The authorization header is malformed; the region '${signedFor}' is wrong; expecting '${expected}'`,
    {
      Region: expected,
    },
  );
};

const serveOperation = async (visit: Visit, to: Reply, region: string | undefined): Promise<void> => {
  let operation: Operation | undefined;
  try {
    requireRegion(visit, region);
    operation = route(visit.request, OPERATIONS);
    await answer(visit, operation, to);
  } catch (error) {
    const refused = asS3Error(visit, error);
    const written = errorAnswer(refused, visit.request);
    if (operation !== undefined) await recordRequest(visit, operation, { error: refused, bytesOut: answerBytes(written) });
    writeAnswer(to, written);
  }
};

const answer = async (visit: Visit, operation: Operation, to: Reply): Promise<void> => {
  const made = await run(visit, operation);
  const told = { headers: made.headers, trail: made.trail };
  if (made.body?.kind === 'stream') {
    await streamAnswer(to, made, (bytesOut, error) => recordRequest(visit, operation, { ...told, bytesOut, error }));
    return;
  }
  await recordRequest(visit, operation, { ...told, bytesOut: answerBytes(made) });
  writeAnswer(to, made);
};
