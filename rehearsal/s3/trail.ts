import type { AwsError, TrailEvent } from '../cloud.ts';
import { bucketArn, objectArn } from './names.ts';
import type { Operation, Visit } from './s3.ts';
import type { Answer, AnswerTrail } from './wire/answer.ts';
import type { S3Request } from './wire/request.ts';

/** How a request ended, as far as the trail tells of it. */
export interface Outcome {
  readonly headers?: Answer['headers'];
  readonly trail?: AnswerTrail;
  readonly error?: AwsError;
  readonly bytesOut: number;
}

/** Records one request (CloudTrail: "Amazon S3 CloudTrail events"); refused ones too. It is on disk once this resolves. */
export const recordRequest = async ({ s3, request }: Visit, operation: Operation, outcome: Outcome): Promise<void> => {
  await s3.cloud.trail.record({
    caller: request.caller,
    eventSource: 's3.amazonaws.com',
    eventName: operation.eventName ?? operation.name,
    category: operation.category,
    readOnly: operation.readOnly,
    requestId: request.requestId,
    region: s3.buckets.find(request.bucket ?? '')?.settings.region,
    requestParameters: requestParameters(request),
    responseElements: operation.readOnly ? undefined : responseElements(outcome),
    additionalEventData: additionalEventData(request, outcome),
    resources: resources({ s3, request }, { operation, outcome }),
    errorCode: outcome.error?.code,
    errorMessage: outcome.error?.message,
  });
};

/** Headers that CloudTrail repeats. User metadata and tags may hold case data: they stay out. */
const LOGGED_HEADERS =
  /^x-amz-(?:acl|copy-source|metadata-directive|server-side-encryption(?:-aws-kms-key-id)?|storage-class|object-lock-.+|bypass-governance-retention|bucket-object-lock-enabled)$/;

/** The signature, its credential and session token are never logged. */
const UNLOGGED_PARAMETERS = /^x-amz-(?:signature|credential|security-token|content-sha256)$/i;

const requestParameters = (request: S3Request): Readonly<Record<string, string>> => {
  const headers = request.headerNames.filter((name) => LOGGED_HEADERS.test(name));
  const parameters = [...request.query].filter(([name]) => !UNLOGGED_PARAMETERS.test(name));
  return {
    ...Object.fromEntries(parameters),
    ...Object.fromEntries(headers.map((name) => [name, request.header(name) ?? ''])),
    ...(request.bucket === undefined ? {} : { bucketName: request.bucket }),
    ...(request.key === undefined ? {} : { key: request.key }),
    Host: request.header('host') ?? '',
  };
};

const LOGGED_ANSWERS = /^x-amz-(?:server-side-encryption.*|version-id|delete-marker|copy-source-version-id|abort-.*)$/;

const responseElements = ({ headers = {} }: Outcome): Readonly<Record<string, unknown>> | undefined => {
  const logged = Object.entries(headers).filter(([name, value]) => value !== undefined && LOGGED_ANSWERS.test(name));
  return logged.length === 0 ? undefined : Object.fromEntries(logged);
};

const additionalEventData = (request: S3Request, { trail, bytesOut }: Outcome): Readonly<Record<string, unknown>> => ({
  ...(request.signature.kind === 'none'
    ? {}
    : { SignatureVersion: 'SigV4', AuthenticationMethod: request.signature.kind === 'query' ? 'QueryString' : 'AuthHeader' }),
  CipherSuite: 'TLS_AES_128_GCM_SHA256',
  bytesTransferredIn: trail?.bytesIn ?? 0,
  bytesTransferredOut: bytesOut,
  'x-amz-id-2': request.hostId,
  ...(trail?.sseApplied === undefined ? {} : { SSEApplied: trail.sseApplied }),
});

interface Told {
  readonly operation: Operation;
  readonly outcome: Outcome;
}

const resources = ({ s3, request }: Visit, { operation, outcome }: Told): TrailEvent['resources'] => {
  const { bucket, key } = request;
  if (bucket === undefined) return undefined;
  const ofBucket = { accountId: s3.cloud.accountId, type: 'AWS::S3::Bucket', ARN: bucketArn(bucket) };
  if (operation.category === 'Management') return [ofBucket];
  // A data event on a whole bucket (ListObjects) names the objects by their common beginning.
  const keys = outcome.trail?.keys ?? [key ?? ''];
  return [...keys.map((each) => ({ type: 'AWS::S3::Object', ARN: objectArn(bucket, each) })), ofBucket];
};
