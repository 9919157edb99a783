import type { AccessQuestion } from '../../cloud.ts';
import type { Visit } from '../s3.ts';
import type { ObjectVersion } from '../store/version.ts';
import type { S3Request } from '../wire/request.ts';

export type Context = NonNullable<AccessQuestion['context']>;

const TIME_UNIT_DAY_MS = 86_400_000;

/** Condition keys that every request has (S3: "Actions, resources, and condition keys for Amazon S3"). */
export const requestContext = ({ s3, request }: Visit): Context => ({
  's3:ResourceAccount': s3.cloud.accountId,
  's3:TlsVersion': '1.3',
  ...signatureContext(request, s3.cloud.now()),
});

/** The age of a signature is in milliseconds. A presigned link never signs its payload. */
const signatureContext = ({ signature, header }: S3Request, now: Date): Context => {
  if (signature.kind === 'none') return {};
  return {
    's3:authType': signature.kind === 'query' ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:signatureAge': String(Math.max(0, now.getTime() - signature.signedAt.getTime())),
    's3:x-amz-content-sha256': signature.kind === 'query' ? 'UNSIGNED-PAYLOAD' : (header('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD'),
  };
};

/** Headers of a write that policies can ask for, under the same name. */
const WRITE_HEADERS: readonly string[] = [
  'x-amz-acl',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-storage-class',
  'x-amz-object-ownership',
];

export const writeHeaderContext = ({ header }: S3Request): Context =>
  Object.fromEntries(WRITE_HEADERS.flatMap((name) => entry(`s3:${name}`, header(name))));

/**
 * Keys of an s3:PutObject. `creates` is true for PutObject, CompleteMultipartUpload and CopyObject, false for CreateMultipartUpload and
 * UploadPart, which take no conditional headers (S3: "Enforce conditional writes on Amazon S3 buckets").
 */
export const putContext = (visit: Visit, creates: boolean): Context => {
  const { header } = visit.request;
  return {
    ...writeHeaderContext(visit.request),
    ...lockContext(visit),
    's3:ObjectCreationOperation': String(creates),
    ...Object.fromEntries([...entry('s3:if-none-match', header('if-none-match')), ...entry('s3:if-match', header('if-match'))]),
  };
};

/** Keys of a request that sets a retention or a legal hold by headers. */
const lockContext = ({ s3, request: { header } }: Visit): Context => {
  const until = header('x-amz-object-lock-retain-until-date');
  return Object.fromEntries([
    ...entry('s3:object-lock-mode', header('x-amz-object-lock-mode')),
    ...entry('s3:object-lock-legal-hold', header('x-amz-object-lock-legal-hold')),
    ...Object.entries(until === undefined ? {} : retentionContext(new Date(until), s3.cloud.now())),
  ]);
};

/** A part of a day counts as a day: the longer reading. */
export const retentionContext = (until: Date, now: Date): Context => {
  if (Number.isNaN(until.getTime())) return {};
  return {
    's3:object-lock-retain-until-date': until.toISOString(),
    's3:object-lock-remaining-retention-days': String(Math.ceil((until.getTime() - now.getTime()) / TIME_UNIT_DAY_MS)),
  };
};

export const versionContext = (versionId: string | undefined): Context => Object.fromEntries(entry('s3:versionid', versionId));

/** Tags that an object has; keys of policies name them. */
export const existingTags = (version: ObjectVersion | undefined): Context =>
  Object.fromEntries(Object.entries(version?.tags ?? {}).map(([name, value]) => [`s3:ExistingObjectTag/${name}`, value]));

/** Tags that a request would set. */
export const requestedTags = (tags: Readonly<Record<string, string>>): Context => ({
  ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`s3:RequestObjectTag/${name}`, value])),
  ...(Object.keys(tags).length === 0 ? {} : { 's3:RequestObjectTagKeys': Object.keys(tags) }),
});

export const entry = (name: string, value: string | undefined): readonly (readonly [string, string])[] =>
  value === undefined ? [] : [[name, value]];
