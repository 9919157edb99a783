import { AwsError } from '../../cloud.ts';
import { authorize, type Permission } from '../access/authorize.ts';
import { putContext, requestedTags } from '../access/context.ts';
import { invalidArgument, invalidRequest, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import { lockMode } from '../store/settings.ts';
import type { Description, Retention } from '../store/version.ts';
import type { S3Request } from '../wire/request.ts';
import { tagsOfHeader } from './tags.ts';

/** Headers that describe the object a request makes. */
export const DESCRIBING_HEADERS: readonly string[] = [
  'x-amz-acl',
  'x-amz-meta-*',
  'x-amz-tagging',
  'x-amz-storage-class',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold',
];

/** Headers of HTTP that S3 keeps with the object. */
const KEPT = ['content-type', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires'];

const MAX_METADATA_BYTES = 2048;

/** Reads what a request says of the object that it makes, and refuses what S3 refuses. */
export const readDescription = ({ s3, request }: Visit, bucket: Bucket): Description => {
  requireAcl(request);
  const storageClass = request.header('x-amz-storage-class') ?? 'STANDARD';
  if (storageClass !== 'STANDARD') throw new AwsError('InvalidStorageClass', 400, 'The rehearsal has the storage class STANDARD alone.');
  const retention = readRetention(request, s3.cloud.now());
  const legalHold = readLegalHold(request);
  if ((retention !== undefined || legalHold !== undefined) && !bucket.settings.objectLock) throw noObjectLock();
  return {
    headers: keptHeaders(request),
    metadata: readMetadata(request),
    tags: tagsOfHeader(request.header('x-amz-tagging')),
    retention,
    legalHold: legalHold ?? false,
  };
};

export const noObjectLock = (): AwsError => invalidRequest('Bucket is missing Object Lock Configuration');

/** Asks for s3:PutObject, and for what the description sets besides (S3: PutObject, "Permissions"). */
export const authorizePut = (
  visit: Visit,
  bucket: Bucket,
  put: { readonly key: string; readonly description: Description; readonly creates: boolean },
): void => {
  const { key, description } = put;
  const context = { ...putContext(visit, put.creates), ...requestedTags(description.tags) };
  const ask = (action: Permission['action']): void => authorize(visit, bucket, { action, key, context });
  ask('s3:PutObject');
  if (Object.keys(description.tags).length > 0) ask('s3:PutObjectTagging');
  if (description.retention !== undefined) ask('s3:PutObjectRetention');
  if (visit.request.header('x-amz-object-lock-legal-hold') !== undefined) ask('s3:PutObjectLegalHold');
};

/** Buckets enforce the owner: the only ACL that S3 then takes is the one that gives the owner everything. */
const requireAcl = (request: S3Request): void => {
  const acl = request.header('x-amz-acl');
  if (acl === undefined || acl === 'bucket-owner-full-control' || acl === 'private') return;
  throw new AwsError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
};

const keptHeaders = (request: S3Request): Readonly<Record<string, string>> => {
  const pairs = KEPT.flatMap((name) => {
    const value = request.header(name);
    const kept = name === 'content-encoding' ? withoutChunked(value) : value;
    return kept === undefined || kept === '' ? [] : [[name, kept]];
  });
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(pairs) };
};

/** `aws-chunked` is how the body came, not what the object is. */
const withoutChunked = (value: string | undefined): string | undefined =>
  value
    ?.split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'aws-chunked')
    .join(',');

const readMetadata = (request: S3Request): Readonly<Record<string, string>> => {
  const names = request.headerNames.filter((name) => name.startsWith('x-amz-meta-'));
  const pairs = names.map((name) => [name.slice('x-amz-meta-'.length), request.header(name) ?? ''] as const);
  const sizeBytes = pairs.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (sizeBytes > MAX_METADATA_BYTES) {
    throw new AwsError('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: String(sizeBytes),
      MaxSizeAllowed: String(MAX_METADATA_BYTES),
    });
  }
  return Object.fromEntries(pairs);
};

const readRetention = (request: S3Request, now: Date): Retention | undefined => {
  const mode = request.header('x-amz-object-lock-mode');
  const until = request.header('x-amz-object-lock-retain-until-date');
  if (mode === undefined && until === undefined) return undefined;
  if (mode === undefined || until === undefined) {
    throw invalidArgument('x-amz-object-lock-mode', 'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied');
  }
  const known = lockMode.safeParse(mode);
  if (!known.success) throw invalidArgument('x-amz-object-lock-mode', 'Unknown wormMode directive.');
  return { mode: known.data, untilMs: requireFuture(until, now) };
};

/** Reads a date until which an object is to be kept. */
export const requireFuture = (text: string, now: Date): number => {
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) || /GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw invalidArgument('x-amz-object-lock-retain-until-date', 'The retain until date must be provided in ISO 8601 format');
  if (ms <= now.getTime()) throw invalidArgument('x-amz-object-lock-retain-until-date', 'The retain until date must be in the future!');
  return ms;
};

const readLegalHold = (request: S3Request): boolean | undefined => {
  const status = request.header('x-amz-object-lock-legal-hold');
  if (status === undefined || status === 'ON' || status === 'OFF') return status === undefined ? undefined : status === 'ON';
  throw invalidArgument('x-amz-object-lock-legal-hold', 'Legal Hold must be either of ON or OFF');
};
